package dev.imagepack.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.Content;
import dev.imagepack.testing.Identity;
import dev.imagepack.tls.TlsFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

@Timeout(60)
class EngineFaultsTest {

    private static final String NO_SPACE = "{\"message\":\"no space left on device\"}";
    private static final String STATUS_500 =
            "HTTP/1.1 500 So\r\nContent-Length: " + NO_SPACE.length() + "\r\nConnection: close\r\n\r\n" + NO_SPACE;
    private static final FakeEngine.Answer SILENCE = channel -> {};
    private static final String INSPECT = "GET /v1.41/images/app/json";
    private static final String SAVE = "GET /v1.41/images/get";
    private static final String LOAD = "POST /v1.41/images/load";
    private static final String CHUNKED = FakeEngine.OK + "Transfer-Encoding: chunked\r\n\r\n";

    @TempDir
    private Path directory;

    private FakeEngine fake(String kind) throws IOException {
        return kind.equals("socket") ? FakeEngine.onSocket(directory.resolve("engine.sock")) : FakeEngine.onPort();
    }

    private static Engine engine(EngineAddress address) {
        return new Engine(new DockerJavaConnection(address, new Limits(Duration.ofSeconds(5), Duration.ofMillis(400))));
    }

    /** Limits that no test comes to. */
    private static final Limits PATIENT = new Limits(Duration.ofMinutes(5), Duration.ofMinutes(5));

    private static Engine patient(EngineAddress address) {
        return new Engine(new DockerJavaConnection(address, PATIENT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "port"})
    void anEngineThatNeverAnswersIsGivenUp(String kind) throws Exception {
        try (FakeEngine fake = fake(kind).on("GET /_ping", SILENCE);
                Engine engine = engine(fake.address())) {
            assertThatThrownBy(engine::facts)
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining(fake.address() + " has not answered GET /_ping for 400 ms");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "port"})
    void soIsOneThatFallsSilentInTheMidstOfAnAnswer(String kind) throws Exception {
        try (FakeEngine fake = fake(kind).on(INSPECT, FakeEngine.bytes(CHUNKED + "5\r\n{\"Id\"\r\n"));
                Engine engine = engine(fake.address())) {
            assertThatThrownBy(() -> engine.inspect("app"))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("has not answered GET /v1.41/images/app/json for 400 ms");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "port"})
    void aLongCallIsGivenUpWhenTheEngineIsNotThereAnyMore(String kind) throws Exception {
        try (FakeEngine fake = fake(kind).on(SAVE, FakeEngine.bytes(CHUNKED + "4\r\nabcd\r\n"));
                Engine engine = engine(fake.address())) {
            engine.facts();
            try (InputStream saved = engine.save(List.of("app"), Optional.empty())) {
                assertThat(saved.readNBytes(4)).asString().isEqualTo("abcd");
                fake.on("GET /_ping", SILENCE);
                assertThatThrownBy(saved::read).isInstanceOf(EngineFault.class);
            }
        }
    }

    @Test
    void aLongCallMayTakeLongWhileTheEngineIsThere() throws Exception {
        try (FakeEngine fake = fake("socket")) {
            fake.on(SAVE, channel -> {
                FakeEngine.bytes(CHUNKED).to(channel);
                // Two times it is asked whether it is there: then it has been silent for longer than the limit.
                fake.calls.clear();
                for (int pings = 0; pings < 2; pings++) {
                    assertThat(uninterrupted(fake)).isEqualTo("GET /_ping");
                }
                FakeEngine.cut("4\r\nabcd\r\n0\r\n\r\n").to(channel);
            });
            try (Engine engine = engine(fake.address());
                    InputStream saved = engine.save(List.of("app"), Optional.empty())) {
                assertThat(saved.readAllBytes()).asString().isEqualTo("abcd");
            }
        }
    }

    private static String uninterrupted(FakeEngine fake) {
        try {
            return fake.calls.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "port"})
    void anInterruptEndsTheWaitForAnAnswer(String kind) throws Exception {
        try (FakeEngine fake = fake(kind).on(INSPECT, SILENCE);
                Engine engine = patient(fake.address())) {
            assertInterruptEnds(fake, INSPECT, () -> engine.inspect("app"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "port"})
    void anInterruptEndsTheWaitForTheRest(String kind) throws Exception {
        try (FakeEngine fake = fake(kind).on(INSPECT, FakeEngine.bytes(CHUNKED + "5\r\n{\"Id\"\r\n"));
                Engine engine = patient(fake.address())) {
            assertInterruptEnds(fake, INSPECT, () -> engine.inspect("app"));
        }
    }

    private interface Wait {
        void call() throws IOException;
    }

    private static void assertInterruptEnds(FakeEngine fake, String call, Wait wait) throws Exception {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            end.complete(catchThrowable(wait::call));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        caller.start();
        while (!fake.calls.take().equals(call)) {
            // The calls before it.
        }
        caller.interrupt();
        assertThat(end.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
        assertThat(flag.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "port"})
    void whoEndsReadingEarlyBreaksTheConnection(String kind) throws Exception {
        try (FakeEngine fake = fake(kind);
                Engine engine = patient(fake.address())) {
            fake.on(SAVE, fake.endless(SAVE));
            InputStream saved = engine.save(List.of("app"), Optional.empty());
            assertThat(saved.readNBytes(6)).asString().isEqualTo("moremo");
            saved.close();
            assertThat(fake.broken.poll(30, TimeUnit.SECONDS)).isEqualTo(SAVE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "port"})
    void anAnswerThatIsCutIsNoAnswer(String kind) throws Exception {
        try (FakeEngine fake = fake(kind).on(SAVE, FakeEngine.cut(CHUNKED + "8\r\nabcd"));
                Engine engine = patient(fake.address());
                InputStream saved = engine.save(List.of("app"), Optional.empty())) {
            assertThatThrownBy(saved::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(fake.address() + " broke its answer to GET /v1.41/images/get off");
        }
    }

    @Test
    void anEngineThatHangsUpIsNamed() throws Exception {
        try (FakeEngine fake = fake("port").on("GET /_ping", FakeEngine.cut(""));
                Engine engine = patient(fake.address())) {
            assertThatThrownBy(engine::facts)
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining(fake.address() + " does not answer GET /_ping");
        }
    }

    @Test
    void aSocketThatIsNotThereIsNamed() throws Exception {
        try (Engine engine = engine(new EngineAddress.Unix(directory.resolve("none.sock")))) {
            assertThatThrownBy(engine::facts)
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("none.sock does not answer")
                    .hasMessageContaining("No such file");
        }
    }

    @Test
    void whatIsNoEngineIsRefused() throws Exception {
        try (FakeEngine fake = fake("port")
                        .on("GET /_ping", FakeEngine.bytes("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>"));
                Engine engine = patient(fake.address())) {
            assertThatThrownBy(engine::facts).hasMessageContaining("names no version of Docker's API");
        }
    }

    @Test
    void anEngineThatIsTooOldIsRefused() throws Exception {
        try (FakeEngine fake = fake("port")
                        .on(
                                "GET /_ping",
                                FakeEngine.bytes(
                                        "HTTP/1.1 200 OK\r\nApi-Version: 1.24\r\nContent-Length: 2\r\n\r\nOK"));
                Engine engine = patient(fake.address())) {
            assertThatThrownBy(engine::facts)
                    .hasMessageContaining("speaks API 1.24")
                    .hasMessageContaining("1.40");
        }
    }

    @Test
    void aNewerEngineIsSpokenToInOurNewestVersion() throws Exception {
        try (FakeEngine fake = fake("port")
                        .on(
                                "GET /_ping",
                                FakeEngine.bytes("HTTP/1.1 200 OK\r\nApi-Version: 9.0\r\nContent-Length: 2\r\n\r\nOK"))
                        .on("GET /v1.51/version", FakeEngine.text(FakeEngine.VERSION))
                        .on(
                                "GET /v1.51/info",
                                FakeEngine.text(
                                        "{\"DriverStatus\":[[\"driver-type\",\"io.containerd.snapshotter.v1\"]]}"));
                Engine engine = patient(fake.address())) {
            assertThat(engine.facts().api()).hasToString("1.51");
            assertThat(engine.facts().store()).isEqualTo(EngineFacts.Store.CONTAINERD);
        }
    }

    @Test
    void wrongContentIsNamed() throws Exception {
        try (FakeEngine fake = fake("port")
                        .on(INSPECT, FakeEngine.text("<html>"))
                        .on(LOAD, FakeEngine.text("no line of JSON\n"));
                Engine engine = patient(fake.address())) {
            assertThatThrownBy(() -> engine.inspect("app"))
                    .isInstanceOf(ImagepackException.class)
                    .hasMessageContaining("GET /images/app/json");
            assertThatThrownBy(() -> engine.load(Content.empty()))
                    .isInstanceOf(ImagepackException.class)
                    .hasMessageContaining("POST /images/load");
        }
    }

    @Test
    void anErrorInTheMidstOfMessagesIsThrown() throws Exception {
        String messages = "{\"stream\":\"one\"}\n"
                + "{\"errorDetail\":{\"message\":\"disk is full\"},\"error\":\"disk is full\"}\n";
        try (FakeEngine fake = fake("port").on(LOAD, FakeEngine.text(messages));
                Engine engine = patient(fake.address())) {
            assertThatThrownBy(() -> engine.load(Content.empty()))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("disk is full");
        }
    }

    @Test
    void aStatusOfFailureComesWithTheEnginesWords() throws Exception {
        try (FakeEngine fake = fake("port").on(SAVE, FakeEngine.status(500, "{\"message\":\"layer is gone\"}"));
                Engine engine = patient(fake.address())) {
            assertThatThrownBy(() -> engine.save(List.of("app"), Optional.empty()))
                    .isInstanceOfSatisfying(
                            EngineFault.class,
                            fault -> assertThat(fault.status()).hasValue(500))
                    .hasMessageContaining("answered 500 to GET /images/get (names=app): layer is gone");
        }
    }

    /** More than sockets hold, so that the rest of it is still to come when the engine says that it has enough. */
    private static final Content LARGE = out -> {
        byte[] block = new byte[1 << 20];
        for (int megabyte = 0; megabyte < 32; megabyte++) {
            out.write(block);
        }
    };

    @ParameterizedTest
    @ValueSource(strings = {"socket", "port"})
    void anEngineThatWantsNoMoreAndHangsUpIsHeard(String kind) throws Exception {
        try (FakeEngine fake = fake(kind).on(LOAD, channel -> {
                    channel.read(ByteBuffer.allocate(1 << 16));
                    FakeEngine.cut(STATUS_500).to(channel);
                });
                Engine engine = patient(fake.address())) {
            for (int time = 0; time < 10; time++) {
                assertThatThrownBy(() -> engine.load(LARGE))
                        .isInstanceOf(EngineFault.class)
                        .hasMessageEndingWith("answered 500 to POST /images/load: no space left on device");
            }
        }
    }

    /** In the place of ssh, something that carries bytes to a port and back, and ends when the port does. */
    @Test
    void soItIsBySsh() throws Exception {
        try (FakeEngine fake = fake("port").on(LOAD, channel -> {
            channel.read(ByteBuffer.allocate(1 << 16));
            FakeEngine.cut(STATUS_500).to(channel);
        })) {
            int port = ((EngineAddress.Tcp) fake.address()).port();
            List<String> command = List.of(
                    "bash",
                    "-c",
                    "exec 3<> /dev/tcp/127.0.0.1/" + port
                            + "; cat <&3 & back=$!; cat >&3 2> /dev/null; wait $back; exit 1");
            EngineAddress address = EngineAddress.parse("ssh://there");
            try (Engine engine = new Engine(new DockerJavaConnection(
                    address, PATIENT, threads -> Route.by(Bridge.bySsh(command, threads), PATIENT)))) {
                assertThatThrownBy(() -> engine.load(LARGE))
                        .isInstanceOf(EngineFault.class)
                        .hasMessage(
                                "The engine at ssh://there answered 500 to POST /images/load: no space left on device");
            }
        }
    }

    @Test
    void soItIsWithTls() throws Exception {
        Identity identity = Identity.of("127.0.0.1");
        Throwable failure = withTls(identity, identity, true, engine -> engine.load(LARGE));

        assertThat(failure)
                .isInstanceOf(EngineFault.class)
                .hasMessageEndingWith("answered 500 to POST /images/load: no space left on device");
    }

    @Test
    void whatIsSentGoesToTheHostOfTheCertificateOnly() throws Exception {
        Identity other = Identity.of("localhost");
        EngineAddress.Tcp address;
        try (ServerSocket server = other.context().getServerSocketFactory().createServerSocket()) {
            server.bind(new InetSocketAddress("127.0.0.1", 0));
            address = new EngineAddress.Tcp("127.0.0.1", server.getLocalPort(), Optional.empty());
            CompletableFuture<Void> shakes = CompletableFuture.runAsync(() -> {
                try (Socket client = server.accept()) {
                    client.getInputStream().read();
                } catch (IOException e) {
                    // As it shall be.
                }
            });
            assertThatThrownBy(() -> FarSocket.port(address, Optional.of(other.context()), Duration.ofSeconds(10)))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("127.0.0.1");
            shakes.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "port"})
    void anEngineThatHangsUpWithoutAWordDoesNotAnswer(String kind) throws Exception {
        try (FakeEngine fake = fake(kind).on(LOAD, channel -> {
                    channel.read(ByteBuffer.allocate(1 << 16));
                    channel.close();
                });
                Engine engine = patient(fake.address())) {
            assertThatThrownBy(() -> engine.load(LARGE))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageStartingWith("The engine at " + fake.address() + " does not answer POST");
        }
    }

    /** The engine was there when it was asked what it is, and is not when something is to be sent. */
    @Test
    void anEngineThatIsGoneWhenMuchIsToBeSentIsNamed() throws Exception {
        FakeEngine fake = fake("socket");
        try (Engine engine = patient(fake.address())) {
            engine.facts();
            fake.close();
            Files.delete(directory.resolve("engine.sock"));

            assertThatThrownBy(() -> engine.load(LARGE))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("engine.sock does not answer POST")
                    .hasMessageContaining("No such file");
        }
    }

    @Test
    void contentThatCannotBeReadIsNoFaultOfTheEngine() throws Exception {
        Content unreadable = out -> {
            out.write(new byte[1 << 20]);
            throw new IOException("the layer is gone");
        };
        try (FakeEngine fake = fake("socket").on(LOAD, channel -> {
                    // Takes what comes, without an answer.
                    while (channel.read(ByteBuffer.allocate(65536)) >= 0) {
                        continue;
                    }
                });
                Engine engine = patient(fake.address())) {
            assertThatThrownBy(() -> engine.load(unreadable))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the layer is gone");
        }
    }

    @Test
    void nothingIsLeftBehindByManyEngines() throws Exception {
        try (FakeEngine fake = fake("socket")
                .on(SAVE, FakeEngine.bytes(CHUNKED + "4\r\nabcd\r\n"))
                .on(INSPECT, FakeEngine.text("{\"Id\":\"sha256:" + "0".repeat(64) + "\"}"))) {
            for (int run = 0; run < 30; run++) {
                Engine engine = patient(fake.address());
                engine.inspect("app");
                engine.save(List.of("app"), Optional.empty()).readNBytes(4);
                engine.close();
                assertThat(threads()).isEmpty();
            }
        }
    }

    /** The threads of engines that do not end at once. */
    private static List<String> threads() throws InterruptedException {
        List<String> alive = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("imagepack-engine")) {
                thread.join(10_000);
                if (thread.isAlive()) {
                    alive.add(thread.getName());
                }
            }
        }
        return alive;
    }

    @Test
    void anEngineThatHangsInTheMidstOfTlsIsGivenUp() throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(new InetSocketAddress("127.0.0.1", 0));
            TlsFiles files = new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty());
            EngineAddress address = new EngineAddress.Tcp("127.0.0.1", server.getLocalPort(), Optional.of(files));
            try (Engine engine = engine(address)) {
                assertThatThrownBy(engine::facts).isInstanceOf(EngineFault.class);
            }
            assertThat(threads()).isEmpty();
        }
    }

    @Test
    void anEngineIsKnownByItsCertificateAndKnowsUsByOurs() throws Exception {
        assertThat(withTls(Identity.of("127.0.0.1"), Identity.of("127.0.0.1"), true))
                .isNull();
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
        assertThat(withTls(Identity.of("127.0.0.1"), Identity.of("localhost"), true))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining("does not answer GET /_ping")
                .hasMessageContaining("PKIX path");
    }

    @Test
    void aCertificateThatEndedIsRefused() throws Exception {
        Identity expired = Identity.expired("127.0.0.1");
        assertThat(withTls(expired, expired, true))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining("NotAfter");
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() throws Exception {
        Identity other = Identity.of("other.test");
        assertThat(withTls(other, other, true))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining("<127.0.0.1> doesn't match");
    }

    @Test
    void whoShowsNoCertificateIsRefused() throws Exception {
        Identity server = Identity.of("127.0.0.1");
        assertThat(withTls(server, server, false)).isInstanceOf(EngineFault.class);
    }

    /** What became of a call to an engine that is {@code server}, for somebody who trusts the authority of {@code known}. */
    private Throwable withTls(Identity server, Identity known, boolean showsCertificate) throws Exception {
        return withTls(server, known, showsCertificate, Engine::facts);
    }

    /** What an engine is asked. */
    private interface Question {
        void to(Engine engine) throws IOException;
    }

    private Throwable withTls(Identity server, Identity known, boolean showsCertificate, Question question)
            throws Exception {
        HttpsServer https = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(server.context()) {
            @Override
            public void configure(HttpsParameters parameters) {
                var tls = getSSLContext().getDefaultSSLParameters();
                tls.setNeedClientAuth(true);
                parameters.setSSLParameters(tls);
            }
        });
        https.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Api-Version", "1.41");
            boolean isLoad = exchange.getRequestURI().getPath().endsWith("/images/load");
            byte[] body = (isLoad ? NO_SPACE : FakeEngine.VERSION).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(isLoad ? 500 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
            // As a server of Go does for half a second: one that hangs up at once takes its words with it.
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            exchange.close();
        });
        https.start();
        TlsFiles files = new TlsFiles(
                Optional.of(known.authority(directory.resolve("ca.pem"))),
                Optional.of(server.certificate(directory.resolve("cert.pem"))).filter(any -> showsCertificate),
                Optional.of(server.bareKey(directory.resolve("key.pem"))).filter(any -> showsCertificate));
        EngineAddress address =
                new EngineAddress.Tcp("127.0.0.1", https.getAddress().getPort(), Optional.of(files));
        try (Engine engine = patient(address)) {
            return catchThrowable(() -> question.to(engine));
        } finally {
            https.stop(0);
        }
    }
}
