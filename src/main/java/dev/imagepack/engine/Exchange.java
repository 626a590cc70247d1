package dev.imagepack.engine;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.github.dockerjava.transport.DockerHttpClient;
import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;

/**
 * One call and its reply. The transport is called in a thread of its own, so that whoever sends can be interrupted and waits
 * no longer than the limit; the body of the reply is read in the reader's thread, under a watch.
 */
final class Exchange {

    /** How soon an interrupt or a limit is noticed. */
    private static final long LONGEST_STEP_MILLIS = 250;

    private final DockerJavaConnection connection;
    private final Lanes lanes;
    private final DockerHttpClient client;
    private final EngineCall call;
    private final Optional<PipedContent> content;
    private final Waiting waiting = new Waiting();
    private final Unreachable faults;
    private volatile @Nullable Throwable ended;

    /** @param lanes where a client for it is taken from */
    Exchange(DockerJavaConnection connection, Lanes lanes, EngineCall call) throws IOException {
        this.connection = connection;
        this.lanes = lanes;
        this.client = lanes.take();
        this.call = call;
        this.content = call.body().map(body -> new PipedContent(body, connection.threads()));
        this.faults = new Unreachable(connection.describe(), call, connection.route());
    }

    EngineReply reply() throws IOException {
        waiting.begin();
        Future<DockerHttpClient.Response> head = connection.threads().submit(() -> client.execute(request()));
        try {
            return reply(head(head));
        } catch (IOException | RuntimeException | Error e) {
            head.cancel(true);
            breakOff();
            throw e;
        }
    }

    private DockerHttpClient.Response head(Future<DockerHttpClient.Response> head) throws IOException {
        while (true) {
            try {
                return head.get(step(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                check();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw interrupted();
            } catch (ExecutionException e) {
                throw failure(e.getCause());
            }
        }
    }

    private long step() {
        long limit = connection.limits().silence().toMillis();
        return Math.max(1, Math.min(LONGEST_STEP_MILLIS, limit / 2));
    }

    /**
     * A call that may take long goes on when the engine is there; any other has waited long enough. An interrupt, which ends
     * the question too, is left to whoever waits.
     */
    private void check() {
        if (waiting.isLongerThan(connection.limits().silence())) {
            boolean isThere = call.takesLong() && connection.isAlive();
            if (!isThere && !Thread.currentThread().isInterrupted()) {
                throw faults.silent(connection.limits().silence());
            }
            waiting.again();
        }
    }

    /** Our own content that cannot be read is no fault of the engine. */
    private IOException failure(Throwable cause) throws IOException {
        Optional<Throwable> own = content.flatMap(PipedContent::failure);
        if (own.isPresent() && own.get() instanceof ImagepackException fault) {
            throw fault;
        }
        if (own.isPresent() && own.get() instanceof IOException fault) {
            return fault;
        }
        throw faults.noAnswer(own.orElse(cause));
    }

    private DockerHttpClient.Request request() {
        DockerHttpClient.Request.Builder request = DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.valueOf(call.method()))
                .path(call.target())
                .putAllHeaders(call.headers());
        content.ifPresent(body -> request.body(new Sent(body)));
        return request.build();
    }

    /** While our own content is read, it is not the engine that is waited for. */
    private final class Sent extends FilterInputStream {

        Sent(PipedContent content) {
            super(content);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            waiting.end();
            try {
                return in.read(bytes, offset, length);
            } finally {
                waiting.begin();
            }
        }
    }

    private EngineReply reply(DockerHttpClient.Response response) {
        waiting.end();
        Future<?> watch = connection.watch().scheduleWithFixedDelay(this::watch, step(), step(), TimeUnit.MILLISECONDS);
        return new EngineReply(
                response.getStatusCode(),
                lowerCase(response.getHeaders()),
                new Received(response.getBody(), response, watch));
    }

    /** Looks after the one who reads the body. */
    private void watch() {
        if (ended != null) {
            return;
        }
        if (waiting.isInterrupted()) {
            breakOff(interrupted());
            return;
        }
        try {
            check();
        } catch (ImagepackException e) {
            breakOff(e);
        }
    }

    private InterruptedIOException interrupted() {
        return new InterruptedIOException(connection.describe() + ": interrupted while the engine worked");
    }

    private void breakOff(Throwable why) {
        ended = why;
        breakOff();
    }

    private void breakOff() {
        content.ifPresent(PipedContent::close);
        lanes.drop(client);
    }

    private static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
        Map<String, List<String>> lower = new TreeMap<>();
        headers.forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        return lower;
    }

    /** The reply's body. Closed at its end it leaves the connection to the next call; closed earlier, it breaks it. */
    private final class Received extends InputStream {

        private final InputStream in;
        private final DockerHttpClient.Response response;
        private final Future<?> watch;
        private boolean isAtEnd;
        private boolean isClosed;

        Received(InputStream in, DockerHttpClient.Response response, Future<?> watch) {
            this.in = in;
            this.response = response;
            this.watch = watch;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (isAtEnd) {
                return -1;
            }
            waiting.begin();
            try {
                int read = in.read(bytes, offset, length);
                isAtEnd = read < 0;
                return read;
            } catch (IOException e) {
                throw broken(e);
            } finally {
                waiting.end();
            }
        }

        private IOException broken(IOException failure) {
            Throwable why = ended;
            if (why instanceof ImagepackException fault) {
                throw fault;
            }
            if (why instanceof InterruptedIOException interrupt) {
                return interrupt;
            }
            return Thread.currentThread().isInterrupted() ? interrupted() : faults.broken(failure);
        }

        @Override
        public void close() {
            if (isClosed) {
                return;
            }
            isClosed = true;
            watch.cancel(false);
            content.ifPresent(PipedContent::close);
            if (isAtEnd) {
                response.close();
                lanes.giveBack(client);
            } else {
                breakOff();
            }
        }
    }
}
