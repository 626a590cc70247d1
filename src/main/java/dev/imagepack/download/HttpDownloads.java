package dev.imagepack.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import javax.net.ssl.SSLHandshakeException;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.VerifiedInput;

/**
 * Downloads by HTTP, with the JDK's own client. Redirects are followed one by one: only to http and https, and never from
 * https to http. A connection that fails or is cut, and a server that is busy, are tried again from the beginning.
 */
public final class HttpDownloads implements Downloads {

    /**
     * How long and how much.
     *
     * @param bytes the most that a file may have
     * @param connect how long a connection may take to come about
     * @param silence how long a server may send nothing
     * @param redirects the most that are followed
     * @param attempts how often a download begins
     * @param pause before the second attempt; twice that before the third, and so on
     */
    public record Limits(long bytes, Duration connect, Duration silence, int redirects, int attempts, Duration pause) {

        /** 16 GiB, and patience for a slow mirror. */
        public static final Limits DEFAULT =
                new Limits(16L << 30, Duration.ofSeconds(20), Duration.ofSeconds(60), 10, 4, Duration.ofSeconds(1));
    }

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

    private final ProxySelector proxies;
    private final Limits limits;

    /** @param proxies says which way leads to a host */
    public HttpDownloads(ProxySelector proxies, Limits limits) {
        this.proxies = proxies;
        this.limits = limits;
    }

    @Override
    public void fetch(Address address, Digest checksum, BlobStore store, LongConsumer arrived) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                fetchOnce(address, checksum, store, arrived);
                return;
            } catch (Interruption e) {
                if (attempt >= limits.attempts() || !e.mayPass()) {
                    throw e.toFault(address, attempt);
                }
                pause(limits.pause().multipliedBy(attempt));
            }
        }
    }

    private static void pause(Duration time) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting to download again");
        }
    }

    private void fetchOnce(Address address, Digest checksum, BlobStore store, LongConsumer arrived) throws IOException {
        HttpURLConnection connection = follow(address);
        long size = connection.getContentLengthLong();
        if (size > limits.bytes()) {
            connection.disconnect();
            throw tooLarge(address, size + " bytes");
        }
        try (InputStream body = Interruption.guard(connection::getInputStream)) {
            store.put(checksum, new Body(body, address, size, arrived));
        } catch (VerifiedInput.Mismatch e) {
            throw new ImagepackException(
                    address + " is not the file that its checksum says: " + e.getMessage(),
                    "If it was changed on purpose, and you trust it, write its new checksum.",
                    e);
        }
    }

    private static ImagepackException tooLarge(Address address, String size) {
        return new ImagepackException(
                address + " has " + size + ", more than is downloaded for an image",
                "Check the address; a file that is really so large is better mounted than built in.");
    }

    /** The answer with the file, at the end of all redirects. */
    private HttpURLConnection follow(Address address) throws IOException {
        Address at = address;
        for (int i = 0; i <= limits.redirects(); i++) {
            HttpURLConnection connection = open(at);
            int status = Interruption.guard(connection::getResponseCode);
            if (status == HttpURLConnection.HTTP_OK) {
                return connection;
            }
            String location = connection.getHeaderField("Location");
            connection.disconnect();
            if (!REDIRECTS.contains(status) || location == null) {
                throw refusal(address, at, status);
            }
            at = next(address, at, location);
        }
        throw new ImagepackException(
                address + " was redirected more than " + limits.redirects() + " times", "Check the address.");
    }

    private HttpURLConnection open(Address address) throws IOException {
        List<Proxy> ways = proxies.select(address.uri());
        URLConnection connection = address.uri().toURL().openConnection(ways.isEmpty() ? Proxy.NO_PROXY : ways.get(0));
        connection.setConnectTimeout(Math.toIntExact(limits.connect().toMillis()));
        connection.setReadTimeout(Math.toIntExact(limits.silence().toMillis()));
        connection.setUseCaches(false);
        connection.setRequestProperty("User-Agent", "imagepack");
        connection.setRequestProperty("Accept", "*/*");
        connection.setRequestProperty("Accept-Encoding", "identity");
        HttpURLConnection http = (HttpURLConnection) connection;
        http.setInstanceFollowRedirects(false);
        return http;
    }

    static Address next(Address address, Address at, String location) {
        Address next;
        try {
            next = at.redirect(location);
        } catch (IllegalArgumentException e) {
            throw new ImagepackException(
                    address + " redirects to " + Address.withoutSecrets(location) + ", which is refused: "
                            + e.getMessage(),
                    "Write an address from which the file can be had.");
        }
        if (at.isEncrypted() && !next.isEncrypted()) {
            throw new ImagepackException(
                    address + " redirects from https to " + next + ", which is not encrypted",
                    "Write an https address that stays one.");
        }
        return next;
    }

    private static RuntimeException refusal(Address address, Address at, int status) throws Interruption {
        String answer = (at.equals(address) ? "" : "redirects to " + at + ", which ") + "answers with HTTP " + status;
        if (PASSING.contains(status)) {
            throw new Interruption(answer, null);
        }
        return new ImagepackException(
                address + " " + answer,
                status == HttpURLConnection.HTTP_UNAUTHORIZED || status == HttpURLConnection.HTTP_FORBIDDEN
                        ? "imagepack sends no password with a download; fetch the file in an earlier Maven phase."
                        : status == HttpURLConnection.HTTP_PROXY_AUTH
                                ? "The proxy wants a password, which imagepack does not send with a download."
                                : "Check the address.");
    }

    /** The network failed, or a server for the moment; what fails elsewhere, such as a full disk, is none. */
    private static final class Interruption extends IOException {

        private static final long serialVersionUID = 1L;

        /** Something that asks the network. */
        @FunctionalInterface
        interface Request<T> {
            T get() throws IOException;
        }

        Interruption(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        static <T> T guard(Request<T> request) throws Interruption {
            try {
                return request.get();
            } catch (IOException e) {
                throw new Interruption(String.valueOf(e.getMessage()), e);
            }
        }

        /** A certificate does not get better. */
        boolean mayPass() {
            return !(getCause() instanceof SSLHandshakeException);
        }

        ImagepackException toFault(Address address, int attempts) {
            String kind = getCause() == null ? "" : getCause().getClass().getSimpleName() + ": ";
            return new ImagepackException(
                    address + " cannot be downloaded: " + kind + getMessage() + " (tried "
                            + (attempts == 1 ? "once)" : attempts + " times)"),
                    "Check the address and the network; a proxy is taken from Maven's settings, or from -Dhttps.proxyHost.",
                    this);
        }
    }

    /** The bytes of an answer: bounded, counted, and whole if the server said how many there are. */
    private final class Body extends InputStream {

        private final InputStream in;
        private final Address address;
        private final long size;
        private final LongConsumer arrived;
        private long count;

        /** @param size negative if unknown */
        Body(InputStream in, Address address, long size, LongConsumer arrived) {
            this.in = in;
            this.address = address;
            this.size = size;
            this.arrived = arrived;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = Interruption.guard(() -> in.read(bytes, offset, length));
            if (n < 0 && count < size) {
                throw new Interruption("it was cut off after " + count + " of " + size + " bytes", null);
            }
            count += Math.max(n, 0);
            if (count > limits.bytes()) {
                throw tooLarge(address, "more than " + limits.bytes() + " bytes");
            }
            arrived.accept(Math.max(n, 0));
            return n;
        }
    }
}
