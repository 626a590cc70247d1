package dev.imagepack.engine;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.imagepack.io.Content;
import dev.imagepack.oci.Platform;
import dev.imagepack.testing.DockerRegistry;
import dev.imagepack.testing.EveryEngine;
import dev.imagepack.testing.HandMadeImage;
import dev.imagepack.testing.Identity;
import dev.imagepack.testing.PrivateEngine;
import dev.imagepack.testing.RealEngine;
import dev.imagepack.testing.Tool;
import dev.imagepack.tls.TlsFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Real engines, on every way to one. */
@Timeout(180)
class EngineTest {

    private static final HandMadeImage IMAGE = HandMadeImage.minimal();

    @EveryEngine
    void saysWhatItIs(RealEngine real) throws Exception {
        try (Engine engine = real.open()) {
            boolean isPodman = real.isPodman();
            assertThat(engine.facts().product()).isEqualTo(isPodman ? "Podman" : "Docker");
            assertThat(engine.facts().version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
            assertThat(engine.facts().platform().os()).isEqualTo("linux");
            assertThat(engine.facts().store() == EngineFacts.Store.PODMAN).isEqualTo(isPodman);
        }
    }

    @EveryEngine
    void loadsInspectsTagsSavesAndRemovesAnImage(RealEngine real, @TempDir Path directory) throws Exception {
        try (Engine engine = real.open()) {
            String second = "imagepack.test/engine/" + real.name().toLowerCase(Locale.ROOT);
            List<String> names = engine.load(Content.of(IMAGE.archive(directory.resolve("image.tar"))));
            assertThat(names).singleElement().asString().endsWith("fztest/app:v1");

            EngineImage loaded = engine.inspect(IMAGE.name()).orElseThrow();
            String manifest = HandMadeImage.sha256(IMAGE.manifest().getBytes(StandardCharsets.UTF_8));
            assertThat(loaded.id().toString()).isIn(IMAGE.imageId(), manifest);
            assertThat(loaded.layers()).hasSize(1);
            engine.tag(IMAGE.name(), second, "a-tag");
            assertThat(engine.inspect(second + ":a-tag")).map(EngineImage::id).hasValue(loaded.id());
            assertThat(entries(engine.save(List.of(second + ":a-tag"), Optional.empty())))
                    .contains("manifest.json");
            assertThat(engine.remove(second + ":a-tag")).isTrue();
            assertThat(engine.remove(second + ":a-tag")).isFalse();
            assertThat(engine.inspect(second + ":a-tag")).isEmpty();
            engine.remove(IMAGE.name());
        }
    }

    private static List<String> entries(InputStream archive) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(archive)) {
            List<String> names = new ArrayList<>();
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
            }
            return names;
        }
    }

    @EveryEngine
    void givesTheEnginesWordsWhenItRefuses(RealEngine real) throws Exception {
        try (Engine engine = real.open()) {
            assertThatThrownBy(() -> engine.save(List.of("imagepack.test/not/there:1"), Optional.empty())
                            .readAllBytes())
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining(engine.describe())
                    .hasMessageContaining("GET /images/get")
                    .hasMessageContaining("imagepack.test/not/there:1");
            assertThatThrownBy(() ->
                            engine.pull("localhost:1/nothing", "1", Optional.empty(), Optional.empty(), message -> {}))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("localhost:1");
            assertThatThrownBy(() -> engine.load(Content.of("no archive".getBytes(StandardCharsets.UTF_8))))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("POST /images/load");
        }
    }

    /**
     * A refusal in the midst of what is sent, which is much more than sockets hold. Newer Docker Engines close the connection
     * half a second after they have said why.
     */
    @EveryEngine
    void givesTheEnginesWordsWhenItRefusesTheRest(RealEngine real) throws Exception {
        byte[] block = new byte[1 << 20];
        new Random(1).nextBytes(block);
        Content noise = out -> {
            for (int megabyte = 0; megabyte < 64; megabyte++) {
                out.write(block);
            }
        };
        try (Engine engine = real.open()) {
            assertThatThrownBy(() -> engine.load(noise))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("POST /images/load")
                    .hasMessageNotContaining("Broken pipe")
                    .hasMessageNotContaining("Connection reset");
        }
    }

    @Test
    void pullsByTagAndByDigest(@TempDir Path directory) throws Exception {
        Tool.DOCKER.require();
        try (DockerRegistry registry = DockerRegistry.open(directory.resolve("registry"));
                Engine engine = RealEngine.LOCAL.open()) {
            String repository = registry.domain() + "/team/app";
            engine.load(Content.of(IMAGE.archive(directory.resolve("image.tar"))));
            engine.tag(IMAGE.name(), repository, "1");
            Tool.DOCKER.run("push", "--quiet", repository + ":1");
            String digest = engine.inspect(repository + ":1").orElseThrow().repoDigests().stream()
                    .filter(name -> name.startsWith(repository))
                    .map(name -> name.substring(name.indexOf('@') + 1))
                    .findFirst()
                    .orElseThrow();
            for (String version : List.of("1", digest)) {
                engine.remove(IMAGE.imageId());
                assertThat(engine.inspect(IMAGE.imageId())).isEmpty();
                List<String> said = new ArrayList<>();
                engine.pull(
                        repository,
                        version,
                        Optional.of(Platform.LINUX_AMD64),
                        Optional.empty(),
                        message -> said.add(message.path("status").asText()));
                assertThat(said).anySatisfy(status -> assertThat(status).startsWith("Digest: " + digest));
                assertThat(engine.inspect(IMAGE.imageId())).isPresent();
            }
            engine.remove(IMAGE.imageId());
        }
    }

    /** Both directions of a connection at once, and several connections; over ssh it is one process for each. */
    @ParameterizedTest
    @EnumSource(names = {"REMOTE", "SSH"})
    void severalCallsGoAtOnce(RealEngine real, @TempDir Path directory) throws Exception {
        Content archive = Content.of(IMAGE.archive(directory.resolve("image.tar")));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        CountDownLatch start = new CountDownLatch(4);
        try (Engine engine = real.open()) {
            engine.load(archive);
            List<Future<List<String>>> saves = Stream.generate(() -> threads.submit(() -> {
                        start.countDown();
                        start.await();
                        return entries(engine.save(List.of(IMAGE.name()), Optional.empty()));
                    }))
                    .limit(4)
                    .toList();
            for (Future<List<String>> save : saves) {
                assertThat(save.get()).contains("manifest.json");
            }
            engine.remove(IMAGE.name());
        } finally {
            threads.shutdownNow();
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void sshLeavesNoProcessAndNoFileBehind() throws Exception {
        for (int run = 0; run < 5; run++) {
            try (Engine engine = RealEngine.SSH.open()) {
                engine.facts();
                assertThat(leftovers()).isNotEmpty();
            }
            assertThat(leftovers()).isEmpty();
        }
    }

    /** The ssh processes of this JVM that do not end at once, and the sockets before them. */
    private static List<String> leftovers() throws Exception {
        List<String> left = new ArrayList<>();
        for (ProcessHandle child : ProcessHandle.current().children().toList()) {
            if (child.info().command().orElse("").endsWith("ssh")) {
                left.add(child.info().toString());
            }
        }
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            files.map(Path::toString)
                    .filter(file -> file.contains("imagepack-engine"))
                    .forEach(left::add);
        }
        return left;
    }

    private static TlsFiles files(Path authority, Path certificate, Path key) {
        return new TlsFiles(Optional.of(authority), Optional.of(certificate), Optional.of(key));
    }

    private static Throwable fault(EngineAddress address, TlsFiles files) throws IOException {
        try (Engine engine = Engine.at(address.withTls(files))) {
            return catchThrowable(engine::facts);
        }
    }

    @Test
    void anEngineOfAnotherAuthorityIsRefused(@TempDir Path directory) throws Exception {
        EngineAddress address = RealEngine.REMOTE.require();
        TlsFiles ours = RealEngine.certificates();
        Path other = Identity.of("127.0.0.1").authority(directory.resolve("ca.pem"));
        assertThat(fault(address, new TlsFiles(Optional.of(other), ours.certificate(), ours.key())))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining(address + " does not answer GET /_ping")
                .hasMessageContaining("PKIX path");
    }

    /** It hangs up at once, and whether what it said before is heard depends on who is faster; the advice is heard anyway. */
    @Test
    void anEngineThatDoesNotKnowUsHasOurCertificateLookedAt(@TempDir Path directory) throws Exception {
        EngineAddress address = RealEngine.REMOTE.require();
        Identity other = Identity.of("127.0.0.1");
        assertThat(fault(
                        address,
                        files(
                                RealEngine.certificates().authorities().orElseThrow(),
                                other.certificate(directory.resolve("cert.pem")),
                                other.bareKey(directory.resolve("key.pem")))))
                .hasMessageContaining(address + " does not answer GET /_ping")
                .asInstanceOf(InstanceOfAssertFactories.type(EngineFault.class))
                .extracting(EngineFault::advice, InstanceOfAssertFactories.STRING)
                .containsPattern("takes our certificate|cert.pem and key.pem \\(ours\\)");
    }

    /** Nobody listens there yet, and an engine cannot be asked to choose one. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void anEngineWhoseCertificateEndedIsRefused(@TempDir Path directory) throws Exception {
        RealEngine.REMOTE.require();
        Identity ended = Identity.expired("127.0.0.1");
        Path authority = ended.authority(directory.resolve("ca.pem"));
        Path certificate = ended.certificate(directory.resolve("cert.pem"));
        Path key = ended.bareKey(directory.resolve("key.pem"));
        String host = "tcp://127.0.0.1:" + freePort();
        try (PrivateEngine ignored = PrivateEngine.like(
                RealEngine.LOCAL,
                "--host=" + host,
                "--tlsverify",
                "--tlscacert=" + authority,
                "--tlscert=" + certificate,
                "--tlskey=" + key)) {
            assertThat(fault(EngineAddress.parse(host), files(authority, certificate, key)))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining(host + " does not answer GET /_ping")
                    .hasMessageContaining("NotAfter");
        }
    }

    @Test
    void sshThatMayNotLogInSaysSo(@TempDir Path directory) throws Exception {
        EngineAddress address = RealEngine.SSH.require();
        Path config = Files.writeString(
                directory.resolve("config"),
                "Host *\n IdentitiesOnly yes\n IdentityAgent none\n IdentityFile " + directory.resolve("none")
                        + "\n UserKnownHostsFile " + knownHosts() + "\n");
        assertThatThrownBy(() -> facts(config))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining(address + " does not answer GET /_ping")
                .hasMessageContaining("Permission denied (publickey");
    }

    @Test
    void aHostThatSshDoesNotKnowIsRefused(@TempDir Path directory) throws Exception {
        RealEngine.SSH.require();
        Path config = Files.writeString(
                directory.resolve("config"), "Host *\n UserKnownHostsFile " + directory.resolve("none") + "\n");
        assertThatThrownBy(() -> facts(config))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining("Host key verification failed");
    }

    private static String knownHosts() throws IOException {
        return Files.readAllLines(Path.of(System.getenv("IMAGEPACK_SSH_CONFIG"))).stream()
                .filter(line -> line.contains("UserKnownHostsFile"))
                .map(line -> line.strip().split(" ")[1])
                .findFirst()
                .orElseThrow();
    }

    /** By the ssh program itself, with a configuration of its own. */
    private static EngineFacts facts(Path config) throws IOException {
        EngineAddress.Ssh address = (EngineAddress.Ssh) RealEngine.SSH.require();
        Limits limits = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30));
        List<String> command = new ArrayList<>(SshCommand.of(address, limits.connect()));
        command.set(0, "/usr/bin/ssh");
        command.addAll(1, List.of("-F", config.toString()));
        try (Engine engine = new Engine(new DockerJavaConnection(
                address, limits, threads -> Route.by(Bridge.bySsh(command, threads), limits)))) {
            return engine.facts();
        }
    }
}
