package dev.imagepack.registry.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.registry.Body;
import dev.imagepack.registry.Call;
import dev.imagepack.registry.RegistryFault;
import dev.imagepack.registry.Reply;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.credentials.CredentialSources;

import static dev.imagepack.registry.http.ScriptedNet.cut;
import static dev.imagepack.registry.http.ScriptedNet.cutAfter;
import static dev.imagepack.registry.http.ScriptedNet.echo;
import static dev.imagepack.registry.http.ScriptedNet.status;
import static dev.imagepack.registry.http.ScriptedNet.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a transport survives, how often it tries, and what it says when it gives up. */
class ResilienceTest {

    private static final String BLOB = "GET https://registry.test/v2/team/app/blobs/b";
    private static final String PATCH = "PATCH https://registry.test/v2/team/app/up";
    private static final String PUT = "PUT https://registry.test/v2/team/app/up";

    @TempDir
    private Path directory;

    private TransportFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new TransportFixture(directory);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private static Call write(String method, boolean repeatable) {
        return Call.write(method, TransportFixture.APP, "up", repeatable)
                .body(Body.of("bytes".getBytes(StandardCharsets.UTF_8)));
    }

    private long count(String request) {
        return fixture.requests().stream().filter(request::equals).count();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void whatPassesIsWaitedFor(int status) throws Exception {
        fixture.net.on(BLOB, status(status), status(status), text(200, "bytes"));
        assertThat(fixture.get("blobs/b")).isEqualTo("200 bytes");
        assertThat(count(BLOB)).isEqualTo(3);
        assertThat(fixture.pauses).containsExactly(Duration.ofMillis(400), Duration.ofMillis(800));
        assertThat(fixture.events.get(0))
                .isEqualTo("repeating registry.test/team/app: GET blobs/b: it answered " + status + ", 400 ms");
    }

    @Test
    void afterFiveTimesItGivesUp() {
        fixture.net.on(BLOB, text(502, "{\"errors\":[{\"code\":\"UNKNOWN\",\"message\":\"storage is down\"}]}"));
        assertThatThrownBy(() -> fixture.get("blobs/b"))
                .isInstanceOfSatisfying(
                        RegistryFault.class, fault -> assertThat(fault.status()).hasValue(502))
                .hasMessage("registry.test/team/app: GET blobs/b: answered 502 (UNKNOWN storage is down)"
                        + " (tried 5 times)");
        assertThat(count(BLOB)).isEqualTo(5);
        assertThat(fixture.pauses).extracting(Duration::toMillis).containsExactly(400L, 800L, 1600L, 3200L);
    }

    @Test
    void aPauseThatIsAskedForIsMadeButNotAnyLength() throws Exception {
        fixture.net.on(
                BLOB,
                status(429, "Retry-After", "7"),
                status(503, "Retry-After", "Thu, 1 Jan 2026 00:00:20 GMT"),
                status(429, "Retry-After", "86400"),
                status(429, "Retry-After", "soon"),
                text(200, "bytes"));
        fixture.get("blobs/b");
        assertThat(fixture.pauses)
                .containsExactly(
                        Duration.ofSeconds(7), Duration.ofSeconds(20), Duration.ofMinutes(1), Duration.ofMillis(3200));
    }

    @Test
    void aWriteThatMayHaveHappenedIsNotRepeated() {
        fixture.net.on(PATCH, status(500));
        assertThatThrownBy(() -> fixture.send(write("PATCH", false)))
                .hasMessage("registry.test/team/app: PATCH up: answered 500");
        assertThat(count(PATCH)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aWriteThatWasTurnedAwayIsRepeated(int status) throws Exception {
        fixture.net.on(PATCH, status(status), echo());
        assertThat(fixture.send(write("PATCH", false))).isEqualTo("200 bytes");
        assertThat(count(PATCH)).isEqualTo(2);
    }

    @Test
    void aWriteThatMayBeRepeatedIs() throws Exception {
        fixture.net.on(PUT, cut(), status(504), echo());
        assertThat(fixture.send(write("PUT", true))).isEqualTo("200 bytes");
        assertThat(count(PUT)).isEqualTo(3);
    }

    @Test
    void aWriteThatWasCutIsNotRepeated() {
        fixture.net.on(PATCH, cut());
        assertThatThrownBy(() -> fixture.send(write("PATCH", false)))
                .isInstanceOfSatisfying(
                        RegistryFault.class, fault -> assertThat(fault.status()).isEmpty())
                .hasMessageStartingWith("registry.test/team/app: PATCH up: no answer: ");
        assertThat(count(PATCH)).isEqualTo(1);
    }

    @Test
    void aHeadThatIsCutIsAskedForAgain() throws Exception {
        fixture.net.on(BLOB, cut(), cut(), text(200, "bytes"));
        assertThat(fixture.get("blobs/b")).isEqualTo("200 bytes");
        assertThat(fixture.requests()).containsOnly(BLOB);
    }

    @Test
    void otherAnswersAreTheCallersBusiness() throws Exception {
        fixture.net.on(BLOB, text(404, "{}"), status(416), status(400));
        assertThat(fixture.get("blobs/b")).isEqualTo("404 {}");
        assertThat(fixture.get("blobs/b")).isEqualTo("416");
        assertThat(fixture.get("blobs/b")).isEqualTo("400");
        assertThat(fixture.pauses).isEmpty();
    }

    @Test
    void aBodyThatIsCutIsNoShortBody() throws Exception {
        fixture.net.on(BLOB, cutAfter("byt", 5));
        assertThatThrownBy(() -> fixture.get("blobs/b")).hasMessageContaining("broke off after 3 bytes");
    }

    @Test
    void aHeadThatDoesNotComeIsNotWaitedForForEver() {
        fixture.timeouts(TransportFixture.SHORT).net.on(PATCH, fixture.net.silence());
        assertThatThrownBy(() -> fixture.send(write("PATCH", false)))
                .hasMessageContaining("no answer came for 1500 ms");
    }

    @Test
    void aBodyThatStallsEnds() {
        fixture.timeouts(TransportFixture.SHORT).net.on(BLOB, fixture.net.silenceAfter("byt", 5));
        assertThatThrownBy(() -> fixture.get("blobs/b"))
                .hasMessageContaining("nothing came for 1500 ms, after 3 bytes");
    }

    @Test
    void anUploadThatNobodyTakesEnds() {
        fixture.timeouts(TransportFixture.SHORT).net.on(PATCH, fixture.net.silence());
        Call call = Call.write("PATCH", TransportFixture.APP, "up", false).body(Body.of(new byte[64 << 20]));
        assertThatThrownBy(() -> fixture.send(call)).hasMessageContaining("nothing could be sent for 1500 ms");
    }

    @Test
    void aBodyThatCannotBeReadIsAFault() {
        Body broken = new Body() {
            @Override
            public long length() {
                return 5;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("the disk is gone");
            }
        };
        Call call = Call.write("PATCH", TransportFixture.APP, "up", false).body(broken);
        assertThatThrownBy(() -> fixture.send(call)).hasMessageContaining("the disk is gone");
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        fixture.net.on(BLOB, fixture.net.silence());
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> fixture.get("blobs/b")).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anInterruptEndsTheReading() throws Exception {
        fixture.net.on(BLOB, fixture.net.silenceAfter("byt", 5));
        try (Reply reply = fixture.transport().send(Call.get(TransportFixture.APP, "blobs/b"))) {
            reply.body().readNBytes(3);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> reply.body().read()).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void nobodyAtHomeIsSaidAfterSomeTries() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Call call = Call.get(new Repository("127.0.0.1:" + port, "app"), "blobs/b");
        assertThatThrownBy(() -> fixture.send(call))
                .hasMessage(
                        "127.0.0.1:" + port + "/app: GET blobs/b: no answer: no connection, it is refused or there is"
                                + " no way to it (tried 5 times)");
        assertThat(fixture.pauses).hasSize(4);
    }

    @Test
    void aHostWithoutAnAddressIsNotTriedAgain() {
        try (HttpTransport direct = HttpTransport.of(
                TransportSettings.PLAIN,
                CredentialSources.NONE,
                TransportLog.NONE,
                Backoff.USUAL,
                pause -> {
                    throw new AssertionError("a pause");
                },
                InstantSource.system())) {
            Call call = Call.get(new Repository("nowhere.invalid", "app"), "blobs/b");
            assertThatThrownBy(() -> direct.send(call))
                    .hasMessage("nowhere.invalid/app: GET blobs/b: no answer: the host has no known address");
        }
    }

    @Test
    void aConnectionServesManyRequestsEvenIfBodiesAreNotRead() throws Exception {
        fixture.net.on(BLOB, text(404, "{\"errors\":[]}"));
        for (int i = 0; i < 5; i++) {
            fixture.transport().send(Call.get(TransportFixture.APP, "blobs/b")).close();
        }
        assertThat(fixture.net.log())
                .filteredOn(line -> line.startsWith("CONNECT"))
                .hasSize(1);
    }

    @Test
    void anAnswerIsNeverHeldInMemory() throws Exception {
        long length = 300L << 20;
        fixture.net.on(BLOB, exchange -> {
            exchange.sendResponseHeaders(200, length);
            byte[] block = new byte[1 << 20];
            for (long sent = 0; sent < length; sent += block.length) {
                exchange.getResponseBody().write(block);
            }
        });
        try (Reply reply = fixture.transport().send(Call.get(TransportFixture.APP, "blobs/b"))) {
            assertThat(reply.body().readNBytes(1 << 20)).hasSize(1 << 20);
            System.gc();
            assertThat(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed())
                    .isLessThan(200L << 20);
        }
    }

    @Test
    void noThreadIsLeftAfterTheEnd() throws Exception {
        fixture.net.on(BLOB, text(200, "bytes"));
        List<Thread> before = threads();
        HttpTransport transport = HttpTransport.of(
                fixture.net.settings(fixture.registries, TransportFixture.LONG),
                CredentialSources.NONE,
                TransportLog.NONE);
        transport.send(Call.get(TransportFixture.APP, "blobs/b")).close();
        List<Thread> during = new ArrayList<>(threads());
        during.removeAll(before);
        assertThat(during).extracting(Thread::getName).anyMatch(name -> name.endsWith("SelectorManager"));
        assertThat(during).allMatch(Thread::isDaemon);
        transport.close();
        for (Thread thread : during) {
            thread.join(30_000);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
        // The JDK would end them some time after nobody holds the client any more.
        Reference.reachabilityFence(transport);
    }

    /** Those of clients: the JDK's own and ours. */
    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("HttpClient-.*|imagepack-registry-.*"))
                .toList();
    }
}
