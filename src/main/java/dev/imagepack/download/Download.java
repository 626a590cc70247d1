package dev.imagepack.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.VersionedSource;

/**
 * One file on its way, over as many connections as it takes. What came is not asked for again where the server shows that it
 * has the same version still: by a strong entity tag (RFC 9110, sections 8.8.3 and 13.1.5). Elsewhere it begins anew.
 */
final class Download implements VersionedSource {

    /** What tells versions apart byte by byte; what begins with {@code W/} does not. */
    private static final Pattern STRONG = Pattern.compile("\"[\\x21\\x23-\\x7e]+\"");

    /** How many connections there may be at all; a few bytes from each would take for ever. */
    private static final int MOST_CONNECTIONS = 100;

    /** Asks for the file. */
    @FunctionalInterface
    interface Requests {
        /**
         * The answer at the end of all redirects: 200; or 206 or 416, if bytes were asked for from an offset on.
         *
         * @param begun what need not be sent if it is of the version that there is
         */
        HttpURLConnection send(Optional<Begun> begun) throws IOException;
    }

    private final Address address;
    private final HttpDownloads.Limits limits;
    private final Requests requests;
    private final LongConsumer arrived;
    private int attempts = 1;
    private int connections;
    private long most;

    Download(Address address, HttpDownloads.Limits limits, Requests requests, LongConsumer arrived) {
        this.address = address;
        this.limits = limits;
        this.requests = requests;
        this.arrived = arrived;
    }

    /** Brings the file into the store. */
    void run(Digest checksum, BlobStore store) throws IOException {
        while (true) {
            try {
                store.fetch(checksum, this);
                return;
            } catch (AnotherVersion e) {
                // What came of the old one is of no use.
            } catch (Interruption e) {
                throw e.toFault(address, attempts);
            }
        }
    }

    @Override
    public Answer open(Optional<Begun> begun) throws IOException {
        Part part = keepAsking(begun);
        return new Answer(part.version(), part.offset(), new Body(part));
    }

    /** Asks until there is an answer, as often as is allowed. */
    private Part keepAsking(Optional<Begun> begun) throws IOException {
        while (true) {
            try {
                return ask(begun);
            } catch (Interruption e) {
                await(e);
            }
        }
    }

    /** Waits before the next attempt, if there is one. */
    private void await(Interruption reason) throws IOException {
        if (attempts >= limits.attempts() || ++connections == MOST_CONNECTIONS || !reason.mayPass()) {
            throw reason;
        }
        try {
            Duration pause = limits.pause().multipliedBy(attempts++);
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting to download again");
        }
    }

    /**
     * What one connection brings.
     *
     * @param version its strong entity tag; empty if it has none
     * @param offset how many bytes of the file are not part of it
     * @param end at which byte of the file it ends; negative if unknown
     */
    private record Part(String version, long offset, long end, InputStream bytes) {}

    private Part ask(Optional<Begun> begun) throws IOException {
        HttpURLConnection connection = requests.send(begun);
        int status = connection.getResponseCode();
        if (status == HttpURLConnection.HTTP_OK) {
            return part(connection, version(connection), 0);
        }
        Begun here = begun.orElseThrow();
        String range =
                String.valueOf(connection.getHeaderField("Content-Range")).strip();
        String said = connection.getHeaderField("ETag") == null ? here.version() : version(connection);
        if (said.equals(here.version())) {
            if (status == HttpURLConnection.HTTP_PARTIAL && range.startsWith("bytes " + here.size() + "-")) {
                return part(connection, here.version(), here.size());
            }
            if (status == HttpDownloads.OUT_OF_RANGE && range.equals("bytes */" + here.size())) {
                connection.disconnect();
                return new Part(here.version(), here.size(), here.size(), InputStream.nullInputStream());
            }
        }
        connection.disconnect();
        return ask(Optional.empty());
    }

    private static String version(HttpURLConnection connection) {
        String tag = String.valueOf(connection.getHeaderField("ETag")).strip();
        return STRONG.matcher(tag).matches() ? tag : "";
    }

    private Part part(HttpURLConnection connection, String version, long offset) throws IOException {
        long length = connection.getContentLengthLong();
        if (length > limits.bytes() - offset) {
            connection.disconnect();
            throw tooLarge(offset + length + " bytes");
        }
        InputStream bytes = Interruption.guard(connection::getInputStream);
        return new Part(version, offset, length < 0 ? -1 : offset + length, bytes);
    }

    private ImagepackException tooLarge(String size) {
        return new ImagepackException(
                address + " has " + size + ", more than is downloaded for an image",
                "Check the address; a file that is really so large is better mounted than built in.");
    }

    /** The server has another version by now, or does not show that it has the same. */
    private static final class AnotherVersion extends IOException {

        private static final long serialVersionUID = 1L;

        AnotherVersion(Interruption reason) {
            super(reason);
        }
    }

    /** The rest of the file, over further connections where that is possible: bounded, counted, and whole if its size is known. */
    private final class Body extends InputStream {

        private Part part;
        private long count;

        Body(Part part) {
            this.part = part;
            this.count = part.offset();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            while (true) {
                try {
                    return advanced(next(bytes, offset, length));
                } catch (Interruption e) {
                    goOn(e);
                }
            }
        }

        private int next(byte[] bytes, int offset, int length) throws Interruption {
            int n = Interruption.guard(() -> part.bytes().read(bytes, offset, length));
            if (n < 0 && count < part.end()) {
                throw new Interruption("it was cut off after " + count + " of " + part.end() + " bytes", null);
            }
            return n;
        }

        private int advanced(int n) {
            count += Math.max(n, 0);
            if (count > limits.bytes()) {
                throw tooLarge("more than " + limits.bytes() + " bytes");
            }
            arrived.accept(Math.max(n, 0));
            return n;
        }

        /** Opens the rest; a connection that brought more than any before begins the count of attempts anew. */
        private void goOn(Interruption reason) throws IOException {
            if (count > most && !part.version().isEmpty()) {
                most = count;
                attempts = 1;
            }
            await(reason);
            if (part.version().isEmpty() || count == 0) {
                throw new AnotherVersion(reason);
            }
            close();
            part = rest(reason);
        }

        private Part rest(Interruption reason) throws IOException {
            Part rest = keepAsking(Optional.of(new Begun(part.version(), count)));
            if (rest.offset() == count) {
                return rest;
            }
            rest.bytes().close();
            throw new AnotherVersion(reason);
        }

        @Override
        public void close() throws IOException {
            part.bytes().close();
        }
    }
}
