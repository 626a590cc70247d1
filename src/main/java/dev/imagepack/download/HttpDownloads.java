package dev.imagepack.download;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.VerifiedInput;
import dev.imagepack.oci.VersionedSource;

/**
 * Downloads by HTTP, with the JDK's own client. Redirects are followed one by one: only to http and https, and never from
 * https to http. A connection that fails or is cut, and a server that is busy, are tried again; what came goes on where it
 * ended, in the next build too, if the server shows that it is the same file.
 */
public final class HttpDownloads implements Downloads {

    /**
     * How long and how much.
     *
     * @param bytes the most that a file may have
     * @param connect how long a connection may take to come about
     * @param silence how long a server may send nothing
     * @param redirects the most that are followed
     * @param attempts how often in a row something may fail before more bytes come
     * @param pause before the second attempt; twice that before the third, and so on
     */
    public record Limits(long bytes, Duration connect, Duration silence, int redirects, int attempts, Duration pause) {

        /** 16 GiB, and patience for a slow mirror. */
        public static final Limits DEFAULT =
                new Limits(16L << 30, Duration.ofSeconds(20), Duration.ofSeconds(60), 10, 4, Duration.ofSeconds(1));
    }

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    static final int OUT_OF_RANGE = 416;
    private static final Set<Integer> OF_RANGES = Set.of(HttpURLConnection.HTTP_PARTIAL, OUT_OF_RANGE);
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
        try {
            new Download(address, limits, begun -> follow(address, begun), arrived).run(checksum, store);
        } catch (VerifiedInput.Mismatch e) {
            throw new ImagepackException(
                    address + " is not the file that its checksum says: " + e.getMessage(),
                    "If it was changed on purpose, and you trust it, write its new checksum.",
                    e);
        }
    }

    /** The answer with the file, at the end of all redirects. */
    private HttpURLConnection follow(Address address, Optional<VersionedSource.Begun> begun) throws IOException {
        Address at = address;
        for (int i = 0; i <= limits.redirects(); i++) {
            HttpURLConnection connection = open(at);
            begun.ifPresent(here -> {
                connection.setRequestProperty("Range", "bytes=" + here.size() + "-");
                connection.setRequestProperty("If-Range", here.version());
            });
            int status = Interruption.guard(connection::getResponseCode);
            if (status == HttpURLConnection.HTTP_OK || begun.isPresent() && OF_RANGES.contains(status)) {
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
}
