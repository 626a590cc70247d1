package dev.imagepack.download;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Digest;
import dev.imagepack.testing.Identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** Files from a server on the loopback interface. */
class HttpDownloadsTest {

    private static final byte[] FILE = "a file\n".repeat(1000).getBytes();
    private static final Digest CHECKSUM = Digest.of(FILE);
    private static final HttpDownloads.Limits LIMITS =
            new HttpDownloads.Limits(100_000, Duration.ofSeconds(10), Duration.ofSeconds(10), 3, 3, Duration.ZERO);

    @TempDir
    Path root;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicLong arrived = new AtomicLong();
    private BlobStore store;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        store = new BlobStore(root);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void serve(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    private static void send(HttpExchange exchange, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void redirect(HttpExchange exchange, int status, String location) throws IOException {
        exchange.getResponseHeaders().add("Location", location);
        exchange.sendResponseHeaders(status, -1);
    }

    private String url(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    private void fetch(String path) throws IOException {
        fetch(url(path), CHECKSUM, LIMITS);
    }

    private void fetch(String url, Digest checksum, HttpDownloads.Limits limits) throws IOException {
        new HttpDownloads(way(Proxy.NO_PROXY), limits).fetch(Address.parse(url), checksum, store, arrived::addAndGet);
    }

    private static ProxySelector way(Proxy proxy) {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(proxy);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException fault) {}
        };
    }

    private void assertRefused(String path, String message) throws IOException {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> fetch(path))
                .withMessage(message)
                .satisfies(e -> assertThat(e.advice()).isNotBlank());
        assertStoreIsEmpty();
    }

    /** Neither the file nor anything temporary. */
    private void assertStoreIsEmpty() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void aFileIsStoredUnderItsChecksum() throws IOException {
        serve("/tool", exchange -> send(exchange, FILE));

        fetch("/tool?key=1");

        assertThat(store.path(CHECKSUM)).hasBinaryContent(FILE);
        assertThat(requests).containsExactly("GET /tool?key=1");
        assertThat(arrived).hasValue(FILE.length);
    }

    @Test
    void aFileOfUnknownLengthIsStoredToo() throws IOException {
        serve("/tool", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(FILE);
        });

        fetch("/tool");

        assertThat(store.path(CHECKSUM)).hasBinaryContent(FILE);
    }

    @Test
    void theOtherAlgorithmOfChecksumsWorksToo() throws IOException {
        serve("/tool", exchange -> send(exchange, "abc".getBytes()));
        Digest sha512 = Digest.parse("sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");

        fetch(url("/tool"), sha512, LIMITS);

        assertThat(store.path(sha512)).hasContent("abc");
    }

    @Test
    void anotherFileThanTheChecksumSaysIsRefusedAtOnce() throws IOException {
        serve("/tool", exchange -> send(exchange, "another\n".getBytes()));

        assertRefused(
                "/tool?key=secret",
                url("/tool") + " is not the file that its checksum says: expected " + CHECKSUM + ", found "
                        + Digest.of("another\n".getBytes()));
        assertThat(requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 206, 304, 400, 401, 403, 404, 407, 410, 501})
    void anAnswerWithoutTheFileIsRefusedAtOnce(int status) throws IOException {
        serve("/tool", exchange -> exchange.sendResponseHeaders(status, -1));

        assertRefused("/tool?key=secret", url("/tool") + " answers with HTTP " + status);
        assertThat(requests).hasSize(1);
    }

    @Test
    void aBusyServerIsAskedAgain() throws IOException {
        serve("/tool", exchange -> {
            if (requests.size() < 3) {
                exchange.sendResponseHeaders(503, -1);
            } else {
                send(exchange, FILE);
            }
        });

        fetch("/tool");

        assertThat(requests).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void aServerThatStaysBusyIsGivenUp(int status) throws IOException {
        serve("/tool", exchange -> exchange.sendResponseHeaders(status, -1));

        assertRefused(
                "/tool", url("/tool") + " cannot be downloaded: answers with HTTP " + status + " (tried 3 times)");
        assertThat(requests).hasSize(3);
    }

    @Test
    void aConnectionThatIsCutIsTriedAgain() throws IOException {
        serve("/tool", exchange -> {
            if (requests.size() < 3) {
                exchange.sendResponseHeaders(200, FILE.length);
                exchange.getResponseBody().write(FILE, 0, 100);
            } else {
                send(exchange, FILE);
            }
        });

        fetch("/tool");

        assertThat(store.path(CHECKSUM)).hasBinaryContent(FILE);
        assertThat(requests).hasSize(3);
    }

    @Test
    void aConnectionThatIsAlwaysCutIsGivenUp() throws IOException {
        serve("/tool", exchange -> {
            exchange.sendResponseHeaders(200, FILE.length);
            exchange.getResponseBody().write(FILE, 0, 100);
        });

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> fetch("/tool"))
                .withMessageStartingWith(url("/tool") + " cannot be downloaded: ")
                .withMessageEndingWith("(tried 3 times)");
        assertThat(requests).hasSize(3);
        assertStoreIsEmpty();
    }

    /** What each request for a part asked for. */
    private final List<String> parts = new CopyOnWriteArrayList<>();

    /** Serves a version of the file that can be gone on with, and cuts each answer after so many bytes. */
    private void serveInParts(String path, String tag, byte[] file, int most) {
        serve(path, exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            String version = exchange.getRequestHeaders().getFirst("If-Range");
            parts.add(range + " " + version);
            exchange.getResponseHeaders().add("ETag", tag);
            int from = range == null || !tag.equals(version) ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            if (from == file.length) {
                exchange.getResponseHeaders().add("Content-Range", "bytes */" + from);
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            if (from > 0) {
                exchange.getResponseHeaders()
                        .add("Content-Range", "bytes " + from + "-" + (file.length - 1) + "/" + file.length);
            }
            exchange.sendResponseHeaders(from == 0 ? 200 : 206, file.length - from);
            exchange.getResponseBody().write(file, from, Math.min(most, file.length - from));
        });
    }

    /** One build whose connection is cut once, and that gives up. */
    private void fetchAndGiveUp(String path) {
        HttpDownloads.Limits hasty =
                new HttpDownloads.Limits(100_000, Duration.ofSeconds(10), Duration.ofSeconds(10), 3, 1, Duration.ZERO);
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> fetch(url(path), CHECKSUM, hasty))
                .withMessageEndingWith("(tried once)");
    }

    private void assertOnlyTheFileIsThere() throws IOException {
        assertThat(store.path(CHECKSUM)).hasBinaryContent(FILE);
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(store.path(CHECKSUM));
        }
    }

    @Test
    void whatOneBuildGotIsNotAskedForAgainByTheNext() throws IOException {
        serveInParts("/tool", "\"v1\"", FILE, 100);
        fetchAndGiveUp("/tool");
        fetchAndGiveUp("/tool");
        server.removeContext("/tool");
        serveInParts("/tool", "\"v1\"", FILE, FILE.length);
        arrived.set(0);

        fetch("/tool");

        assertThat(parts).containsExactly("null null", "bytes=100- \"v1\"", "bytes=200- \"v1\"");
        assertThat(arrived).hasValue(FILE.length - 200);
        assertOnlyTheFileIsThere();
    }

    @Test
    void aConnectionThatIsCutGoesOnWhereItEndedAsLongAsMoreComes() throws IOException {
        serveInParts("/tool", "\"v1\"", FILE, 1000);

        fetch("/tool");

        assertThat(parts)
                .containsExactly(
                        "null null",
                        "bytes=1000- \"v1\"",
                        "bytes=2000- \"v1\"",
                        "bytes=3000- \"v1\"",
                        "bytes=4000- \"v1\"",
                        "bytes=5000- \"v1\"",
                        "bytes=6000- \"v1\"");
        assertThat(arrived).hasValue(FILE.length);
        assertOnlyTheFileIsThere();
    }

    @Test
    void aFileThatIsAnotherByNowIsBegunAnew() throws IOException {
        serveInParts("/tool", "\"v1\"", "b file\n".repeat(1000).getBytes(), 100);
        fetchAndGiveUp("/tool");
        server.removeContext("/tool");
        serveInParts("/tool", "\"v2\"", FILE, FILE.length);

        fetch("/tool");

        assertThat(parts).containsExactly("null null", "bytes=100- \"v1\"");
        assertOnlyTheFileIsThere();
    }

    @Test
    void aFileThatBecomesAnotherOnTheWayIsBegunAnew() throws IOException {
        serve("/tool", exchange -> {
            exchange.getResponseHeaders().add("ETag", "\"v" + requests.size() + "\"");
            exchange.sendResponseHeaders(200, FILE.length);
            exchange.getResponseBody().write(FILE, 0, requests.size() < 3 ? 100 : FILE.length);
        });

        fetch("/tool");

        assertOnlyTheFileIsThere();
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"v1\"", "v1", "\"v1", "\"v\"1\"", ""})
    void withoutAVersionThatIsSaidForCertainItIsBegunAnewAndNothingIsKept(String tag) throws IOException {
        serveInParts("/tool", tag, FILE, 100);
        fetchAndGiveUp("/tool");
        assertStoreIsEmpty();
        server.removeContext("/tool");
        serveInParts("/tool", tag, FILE, FILE.length);

        fetch("/tool");

        assertThat(parts).containsOnly("null null");
        assertOnlyTheFileIsThere();
    }

    @ParameterizedTest
    @CsvSource({
        "206, bytes 99-6999/7000, '\"v1\"'",
        "206, , '\"v1\"'",
        "206, bytes 100-6999/7000, '\"v2\"'",
        "206, bytes 100-6999/7000, 'W/\"v1\"'",
        "416, bytes */7000, '\"v1\"'",
        "416, , '\"v1\"'",
    })
    void anotherPartThanWasAskedForIsNotTaken(int status, String range, String tag) throws IOException {
        serveInParts("/tool", "\"v1\"", FILE, 100);
        fetchAndGiveUp("/tool");
        server.removeContext("/tool");
        serve("/tool", exchange -> {
            parts.add(exchange.getRequestHeaders().getFirst("Range"));
            if (exchange.getRequestHeaders().containsKey("Range")) {
                exchange.getResponseHeaders().add("ETag", tag);
                if (range != null) {
                    exchange.getResponseHeaders().add("Content-Range", range);
                }
                exchange.sendResponseHeaders(status, 4);
                exchange.getResponseBody().write("else".getBytes());
            } else {
                send(exchange, FILE);
            }
        });

        arrived.set(0);

        fetch("/tool");

        assertThat(parts).containsExactly("null null", "bytes=100-", null);
        // Not a byte of it was read.
        assertThat(arrived).hasValue(FILE.length);
        assertOnlyTheFileIsThere();
    }

    @Test
    void aServerThatIsWrongAboutItsVersionsIsFoundOut() throws IOException {
        serveInParts("/tool", "\"v1\"", "b file\n".repeat(1000).getBytes(), 100);
        fetchAndGiveUp("/tool");
        server.removeContext("/tool");
        serveInParts("/tool", "\"v1\"", FILE, FILE.length);

        fetch("/tool");

        assertThat(parts).containsExactly("null null", "bytes=100- \"v1\"", "null null");
        assertOnlyTheFileIsThere();
    }

    @Test
    void whatOnlyLacksItsNameIsNotFetchedAgain() throws IOException {
        serveInParts("/tool", "\"v1\"", FILE, 100);
        fetchAndGiveUp("/tool");
        try (Stream<Path> files = Files.walk(root)) {
            Files.write(files.filter(BlobStore::isBeginning).findFirst().orElseThrow(), FILE);
        }

        fetch("/tool");

        assertThat(parts).containsExactly("null null", "bytes=7000- \"v1\"");
        assertOnlyTheFileIsThere();
    }

    @Test
    void theStoreBehindARedirectGoesOnToo() throws IOException {
        serve("/a", exchange -> redirect(exchange, 302, "/b/tool"));
        serveInParts("/b/tool", "\"v1\"", FILE, 100);
        fetchAndGiveUp("/a");
        server.removeContext("/b/tool");
        serveInParts("/b/tool", "\"v1\"", FILE, FILE.length);

        fetch("/a");

        assertThat(requests).containsExactly("GET /a", "GET /b/tool", "GET /a", "GET /b/tool");
        assertThat(parts).containsExactly("null null", "bytes=100- \"v1\"");
    }

    @Test
    void theLimitHoldsForAllPartsTogether() throws IOException {
        serveInParts("/tool", "\"v1\"", FILE, 100);
        fetchAndGiveUp("/tool");
        HttpDownloads.Limits small =
                new HttpDownloads.Limits(6999, Duration.ofSeconds(10), Duration.ofSeconds(10), 3, 3, Duration.ZERO);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> fetch(url("/tool"), CHECKSUM, small))
                .withMessage(url("/tool") + " has 7000 bytes, more than is downloaded for an image");
    }

    @Test
    void aServerThatIsNotThereIsGivenUp() throws IOException {
        server.stop(0);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> fetch("/tool"))
                .withMessageMatching("http://localhost:\\d+/tool cannot be downloaded: .+ \\(tried 3 times\\)");
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            HttpDownloads.Limits impatient =
                    new HttpDownloads.Limits(100, Duration.ofSeconds(10), Duration.ofMillis(50), 0, 1, Duration.ZERO);

            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(() -> fetch("http://localhost:" + silent.getLocalPort() + "/", CHECKSUM, impatient))
                    .withMessageEndingWith("SocketTimeoutException: Read timed out (tried once)");
        }
    }

    @Test
    void aServerThatNobodyVouchesForIsNotAskedAgain() throws Exception {
        HttpsServer unknown = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        unknown.setHttpsConfigurator(
                new HttpsConfigurator(Identity.of("localhost").context()));
        unknown.start();
        try {
            String url = "https://localhost:" + unknown.getAddress().getPort() + "/tool";

            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(() -> fetch(url, CHECKSUM, LIMITS))
                    .withMessageStartingWith(url + " cannot be downloaded: SSLHandshakeException: ")
                    .withMessageEndingWith("(tried once)");
        } finally {
            unknown.stop(0);
        }
    }

    @Test
    void aFileThatIsAnnouncedAsTooLargeIsNotRead() throws IOException {
        serve("/tool", exchange -> exchange.sendResponseHeaders(200, 100_001));

        assertRefused("/tool", url("/tool") + " has 100001 bytes, more than is downloaded for an image");
        assertThat(arrived).hasValue(0);
    }

    @Test
    void aFileThatDoesNotEndIsGivenUpAtTheLimit() throws IOException {
        serve("/tool", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            endless(exchange.getResponseBody());
        });

        assertRefused("/tool", url("/tool") + " has more than 100000 bytes, more than is downloaded for an image");
        assertThat(requests).hasSize(1);
    }

    private static void endless(OutputStream out) {
        try {
            while (true) {
                out.write(FILE);
            }
        } catch (IOException e) {
            assertThat(e).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"301, /b/tool", "302, tool", "303, /b/tool", "307, ./tool", "308, /b/tool"})
    void redirectsAreFollowed(int status, String location) throws IOException {
        serve("/a", exchange -> redirect(exchange, status, "/b/start"));
        serve("/b/start", exchange -> redirect(exchange, status, location));
        serve("/b/tool", exchange -> send(exchange, FILE));

        fetch("/a");

        assertThat(requests).containsExactly("GET /a", "GET /b/start", "GET /b/tool");
    }

    @Test
    void redirectsWithoutEndAreGivenUp() throws IOException {
        serve("/a", exchange -> redirect(exchange, 302, "/a"));

        assertRefused("/a", url("/a") + " was redirected more than 3 times");
        assertThat(requests).hasSize(4);
    }

    @Test
    void theEndOfARedirectIsNamed() throws IOException {
        serve("/a", exchange -> redirect(exchange, 302, "/b?key=secret"));
        serve("/b", exchange -> exchange.sendResponseHeaders(404, -1));

        assertRefused("/a", url("/a") + " redirects to " + url("/b") + ", which answers with HTTP 404");
    }

    @Test
    void aRedirectToNowhereIsRefused() throws IOException {
        serve("/a", exchange -> exchange.sendResponseHeaders(302, -1));

        assertRefused("/a", url("/a") + " answers with HTTP 302");
    }

    @ParameterizedTest
    @CsvSource({
        "file:///etc/passwd, file:///etc/passwd, it is neither http nor https",
        "ftp://example.org/a?key=secret, ftp://example.org/a, it is neither http nor https",
        "http://me:secret@localhost/a, http://localhost/a, it holds a user name or a password",
    })
    void aRedirectOutOfTheWebIsRefused(String location, String shown, String reason) throws IOException {
        serve("/a", exchange -> redirect(exchange, 302, location));

        assertRefused("/a", url("/a") + " redirects to " + shown + ", which is refused: " + reason);
    }

    @Test
    void aRedirectAwayFromEncryptionIsRefused() {
        Address plain = Address.parse("http://example.org/a");
        Address encrypted = Address.parse("https://example.org/a");

        assertThat(HttpDownloads.next(plain, plain, "https://example.org/b").uri())
                .hasToString("https://example.org/b");
        assertThat(HttpDownloads.next(encrypted, encrypted, "/b").uri()).hasToString("https://example.org/b");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> HttpDownloads.next(plain, encrypted, "http://example.org/b?key=secret"))
                .withMessage("http://example.org/a redirects from https to http://example.org/b,"
                        + " which is not encrypted");
    }

    @Test
    void aProxyIsAskedWhereThereIsOne() throws IOException {
        serve("/", exchange -> send(exchange, FILE));
        Proxy proxy = new Proxy(Proxy.Type.HTTP, server.getAddress());

        new HttpDownloads(way(proxy), LIMITS)
                .fetch(Address.parse("http://absent.example/tool"), CHECKSUM, store, bytes -> {});

        assertThat(requests).containsExactly("GET http://absent.example/tool");
    }

    @Test
    void aFaultOfTheStoreIsNotOneOfTheNetwork() throws IOException {
        serve("/tool", exchange -> send(exchange, FILE));
        Files.writeString(root.resolve("blobs"), "in the way");

        assertThatIOException().isThrownBy(() -> fetch("/tool"));
        assertThat(requests).hasSize(1);
    }

    @Test
    void manyThreadsDownloadAtOnce() {
        serve("/tool", exchange -> send(exchange, FILE));
        List<Integer> numbers = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7, 8));

        numbers.parallelStream().forEach(number -> {
            try {
                fetch("/tool");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        assertThat(store.path(CHECKSUM)).hasBinaryContent(FILE);
    }
}
