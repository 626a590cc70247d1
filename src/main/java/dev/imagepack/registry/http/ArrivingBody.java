package dev.imagepack.registry.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A body as a stream that waits for the next bytes only so long, and holds no more than what the socket gave last. The
 * JDK's own stream would wait for ever.
 */
final class ArrivingBody extends InputStream implements BodySubscriber<InputStream> {

    /** So much is read to the end, so that the connection can be used again, instead of being cut. */
    private static final int WORTH_READING = 64 << 10;

    private static final Duration WORTH_WAITING = Duration.ofSeconds(1);

    /** What came from the connection: bytes, the end, or why there is none. */
    private sealed interface Event {}

    private record Bytes(List<ByteBuffer> buffers) implements Event {}

    private record End(@Nullable Throwable failure) implements Event {}

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Queue<ByteBuffer> buffers = new ArrayDeque<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final Duration idle;
    private final long length;
    private long received;
    private boolean ended;
    private boolean closed;

    /** @param length as the head says it; negative if it does not */
    ArrivingBody(Duration idle, long length) {
        this.idle = idle;
        this.length = length;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription.complete(given);
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        events.add(new Bytes(item));
    }

    @Override
    public void onError(Throwable throwable) {
        events.add(new End(throwable));
    }

    @Override
    public void onComplete() {
        events.add(new End(null));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        if (closed) {
            throw new IOException("the body was closed");
        }
        if (count == 0) {
            return 0;
        }
        if (!fill(idle)) {
            return -1;
        }
        ByteBuffer first = buffers.element();
        int taken = Math.min(count, first.remaining());
        first.get(target, offset, taken);
        received += taken;
        return taken;
    }

    /** Waits for bytes; false at the end. */
    private boolean fill(Duration limit) throws IOException {
        while (!ended) {
            while (!buffers.isEmpty() && !buffers.element().hasRemaining()) {
                buffers.remove();
                if (buffers.isEmpty()) {
                    subscription.join().request(1);
                }
            }
            if (!buffers.isEmpty()) {
                return true;
            }
            take(next(limit));
        }
        return false;
    }

    private void take(Event event) throws IOException {
        if (event instanceof Bytes bytes) {
            buffers.addAll(bytes.buffers());
            if (buffers.isEmpty()) {
                subscription.join().request(1);
            }
            return;
        }
        ended = true;
        if (event instanceof End end && end.failure() != null) {
            throw new IOException("the answer broke off after " + received + " bytes", end.failure());
        }
    }

    private Event next(Duration limit) throws IOException {
        try {
            Event event = events.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (event != null) {
                return event;
            }
            cut();
            throw new IOException("nothing came for " + limit.toMillis() + " ms, after " + received + " bytes");
        } catch (InterruptedException e) {
            cut();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading an answer");
        }
    }

    private void cut() {
        ended = true;
        subscription.thenAccept(Flow.Subscription::cancel);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            if (length - received <= WORTH_READING) {
                drain();
            }
        } catch (IOException e) {
            // Nobody wants the rest.
        } finally {
            closed = true;
            if (!ended) {
                cut();
            }
        }
    }

    private void drain() throws IOException {
        long read = 0;
        while (read <= WORTH_READING && fill(WORTH_WAITING)) {
            read += buffers.element().remaining();
            buffers.element().position(buffers.element().limit());
        }
    }
}
