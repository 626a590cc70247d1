package dev.imagepack.engine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Where engines are looked for. The order of what names one was seen with Docker's own client, 20.10 and 28.2: DOCKER_HOST
 * before DOCKER_CONTEXT before the current context, and an empty variable counts as none.
 */
class EngineSearchTest {

    private static final String RUN = "/run/user/1000";

    @TempDir
    private Path home;

    private final Map<String, String> environment = new TreeMap<>();
    private final Map<String, String> hindrances = new TreeMap<>();
    private final List<String> opened = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private boolean isWindows;

    /** Sockets are there unless a test says otherwise. */
    private final EngineSearch.Probe probe = new EngineSearch.Probe() {
        @Override
        public Optional<String> hindrance(Path socket) {
            return Optional.ofNullable(hindrances.get(socket.toString()));
        }

        @Override
        public Engine open(EngineAddress address) {
            opened.add(address.toString());
            return new Engine(new Answering(address));
        }
    };

    /** Answers unless a hindrance is known that begins with a {@code !}. */
    private final class Answering implements EngineConnection {

        private final EngineAddress address;

        Answering(EngineAddress address) {
            this.address = address;
        }

        @Override
        public EngineReply send(EngineCall call) {
            String hindrance = hindrances.getOrDefault("!" + address, "");
            if (!hindrance.isEmpty()) {
                throw new EngineFault(hindrance, "advice", 0, null);
            }
            byte[] body = FakeEngine.VERSION.getBytes(StandardCharsets.UTF_8);
            return new EngineReply(200, Map.of("api-version", List.of("1.41")), new ByteArrayInputStream(body));
        }

        @Override
        public String describe() {
            return address.toString();
        }

        @Override
        public void close() {
            closed.add(address.toString());
        }
    }

    @BeforeEach
    void context() throws IOException {
        context("work", "{\"Host\":\"ssh://me@work\",\"SkipTLSVerify\":false}");
    }

    private Path context(String name, String endpoint) throws IOException {
        String id = Digest.of(name.getBytes(StandardCharsets.UTF_8)).hex();
        Path meta =
                Files.createDirectories(home.resolve(".docker/contexts/meta").resolve(id));
        Files.writeString(
                meta.resolve("meta.json"), "{\"Name\":\"" + name + "\",\"Endpoints\":{\"docker\":" + endpoint + "}}");
        return home.resolve(".docker/contexts/tls").resolve(id).resolve("docker");
    }

    private void use(String context) throws IOException {
        Files.writeString(home.resolve(".docker/config.json"), "{\"currentContext\":\"" + context + "\"}");
    }

    private EngineSearch.Found find(String named) throws IOException {
        Surroundings surroundings = new Surroundings(environment, home, Optional.of(1000), isWindows);
        return new EngineSearch(surroundings, probe).find(Optional.of(named));
    }

    @ParameterizedTest
    @CsvSource({
        // property, DOCKER_HOST, DOCKER_CONTEXT, current context; where the engine is then, and who says so
        "tcp://p:1, tcp://h:2, work, work, tcp://p:1, imagepack.engine.host",
        "'', tcp://h:2, work, work, tcp://h:2, DOCKER_HOST",
        "'', '', work, other, ssh://me@work, DOCKER_CONTEXT work",
        "'', '', '', work, ssh://me@work, current context work",
        "'', '', default, work, unix:///var/run/docker.sock, Docker's default",
        "'', '', '', default, unix:///var/run/docker.sock, Docker's default",
        "'', '', '', '', unix:///var/run/docker.sock, Docker's default",
    })
    void whoNamesAnEngineRulesOutTheOthers(
            String named, String host, String variable, String current, String address, String how) throws Exception {
        environment.put("DOCKER_HOST", host);
        environment.put("DOCKER_CONTEXT", variable);
        use(current);
        EngineSearch.Found found = find(named);
        assertThat(found.engine().describe()).isEqualTo(address);
        assertThat(found.how()).isEqualTo(how);
        assertThat(opened).containsExactly(address);
    }

    @ParameterizedTest
    @CsvSource({
        "0, unix:///var/run/docker.sock, Docker's default",
        "1, unix:///run/user/1000/docker.sock, rootless Docker",
        "2, unix:///run/user/1000/podman/podman.sock, rootless Podman",
        "3, unix:///run/podman/podman.sock, Podman",
        "4, unix://HOME/.local/share/containers/podman/machine/podman.sock, Podman's machine",
        "5, unix://HOME/.colima/default/docker.sock, Colima",
        "6, unix://HOME/.config/colima/default/docker.sock, Colima",
        "7, unix://HOME/.rd/docker.sock, Rancher Desktop",
        "8, unix://HOME/.docker/run/docker.sock, Docker Desktop",
        "9, unix://HOME/.docker/desktop/docker.sock, Docker Desktop",
    })
    void withoutANameTheUsualPlacesAreTriedInTheirOrder(int missing, String address, String how) throws Exception {
        List<String> places = List.of(
                "/var/run/docker.sock",
                RUN + "/docker.sock",
                RUN + "/podman/podman.sock",
                "/run/podman/podman.sock",
                home + "/.local/share/containers/podman/machine/podman.sock",
                home + "/.colima/default/docker.sock",
                home + "/.config/colima/default/docker.sock",
                home + "/.rd/docker.sock",
                home + "/.docker/run/docker.sock",
                home + "/.docker/desktop/docker.sock");
        places.subList(0, missing).forEach(place -> hindrances.put(place, "is not there"));
        EngineSearch.Found found = find("");
        assertThat(found.engine().describe()).isEqualTo(address.replace("HOME", home.toString()));
        assertThat(found.how()).isEqualTo(how);
    }

    @Test
    void theRuntimeDirectoryIsTheOneThatTheEnvironmentNames() throws Exception {
        environment.put("XDG_RUNTIME_DIR", "/tmp/mine");
        hindrances.put("/var/run/docker.sock", "this user may not use it");
        assertThat(find("").engine().describe()).isEqualTo("unix:///tmp/mine/docker.sock");
    }

    @Test
    void onWindowsEnginesListenOnPipes() throws Exception {
        isWindows = true;
        hindrances.put("!npipe:////./pipe/docker_engine", "no such pipe");
        assertThat(find("").engine().describe()).isEqualTo("npipe:////./pipe/dockerDesktopLinuxEngine");
        assertThat(closed).containsExactly("npipe:////./pipe/docker_engine");
    }

    @Test
    void whoFindsNothingHearsOfEveryPlace() {
        hindrances.put("/var/run/docker.sock", "this user may not use it");
        hindrances.put(RUN + "/docker.sock", "is not there");
        hindrances.put("!unix://" + RUN + "/podman/podman.sock", "answers, but names no version of Docker's API");
        hindrances.put("/run/podman/podman.sock", "is not there");
        for (String product : List.of(".colima/default/", ".config/colima/default/", ".rd/", ".docker/run/")) {
            hindrances.put(home + "/" + product + "docker.sock", "is not there");
        }
        hindrances.put(home + "/.docker/desktop/docker.sock", "is not there");
        hindrances.put(home + "/.local/share/containers/podman/machine/podman.sock", "is not there");
        assertThatThrownBy(() -> find(""))
                .isInstanceOf(EngineFault.class)
                .hasMessageStartingWith("no container engine answers. Looked at:\n"
                        + "- unix:///var/run/docker.sock (Docker's default): this user may not use it\n"
                        + "- unix:///run/user/1000/docker.sock (rootless Docker): is not there\n"
                        + "- unix:///run/user/1000/podman/podman.sock (rootless Podman):"
                        + " answers, but names no version of Docker's API\n")
                .message()
                .hasLineCount(11);
        assertThat(closed).isEqualTo(opened);
    }

    @Test
    void anEngineThatIsNamedIsTheOnlyPlace() {
        environment.put("DOCKER_HOST", "tcp://h:2");
        hindrances.put("!tcp://h:2", "refused");
        assertThatThrownBy(() -> find(""))
                .hasMessage("no container engine answers. Looked at:\n- tcp://h:2 (DOCKER_HOST): refused");
    }

    @Test
    void dockerTlsVerifyTakesTheCertificatesOfDockersDirectory() throws Exception {
        environment.put("DOCKER_HOST", "tcp://h:2");
        environment.put("DOCKER_TLS_VERIFY", "1");
        assertThatThrownBy(() -> find(""))
                .isInstanceOf(ImagepackException.class)
                .hasMessage(
                        "DOCKER_HOST: " + home.resolve(".docker") + " has neither ca.pem nor cert.pem with key.pem");
        Files.writeString(home.resolve(".docker/ca.pem"), "");
        assertThat(find("").engine().describe()).isEqualTo("tcp://h:2");
    }

    @Test
    void certificatesMayBeElsewhere() throws Exception {
        Path directory = Files.createDirectories(home.resolve("certs"));
        environment.put("DOCKER_HOST", "tcp://h:2");
        environment.put("DOCKER_TLS_VERIFY", "1");
        environment.put("DOCKER_CERT_PATH", directory.toString());
        Files.writeString(directory.resolve("cert.pem"), "");
        assertThatThrownBy(() -> find(""))
                .hasMessage("DOCKER_HOST: " + directory + " has one of cert.pem and key.pem without the other");
    }

    @Test
    void aContextHasItsOwnCertificates() throws Exception {
        Path certificates = Files.createDirectories(context("tls", "{\"Host\":\"tcp://t:2376\"}"));
        use("tls");
        assertThatThrownBy(() -> find("")).hasMessageContaining(certificates + " has neither ca.pem nor");
        Files.writeString(certificates.resolve("ca.pem"), "");
        assertThat(find("").engine().describe()).isEqualTo("tcp://t:2376");
    }

    @Test
    void dockersDirectoryMayBeElsewhere() throws Exception {
        Files.move(home.resolve(".docker"), home.resolve("docker"));
        environment.put("DOCKER_CONFIG", home.resolve("docker").toString());
        environment.put("DOCKER_CONTEXT", "work");
        assertThat(find("").engine().describe()).isEqualTo("ssh://me@work");
    }

    @Test
    void aContextThatIsNotThereIsNamed() {
        environment.put("DOCKER_CONTEXT", "gone");
        assertThatThrownBy(() -> find(""))
                .isInstanceOf(ImagepackException.class)
                .hasMessageContaining("the docker context 'gone' does not exist: there is no "
                        + home.resolve(".docker/contexts/meta"));
    }

    @Test
    void aContextWithoutChecksIsRefused() throws Exception {
        context("loose", "{\"Host\":\"tcp://t:2376\",\"SkipTLSVerify\":true}");
        environment.put("DOCKER_CONTEXT", "loose");
        assertThatThrownBy(() -> find("")).hasMessageContaining("says SkipTLSVerify");
    }

    @Test
    void anAddressThatIsNoneIsNamedWithWhoWroteIt() {
        environment.put("DOCKER_HOST", "fd://");
        assertThatThrownBy(() -> find(""))
                .isInstanceOf(ImagepackException.class)
                .hasMessageStartingWith("DOCKER_HOST: 'fd://' must begin with unix://");
    }

    @Test
    void thePoolLooksOnceAndOnlyWhenAsked() throws Exception {
        List<String> said = new ArrayList<>();
        Surroundings surroundings = new Surroundings(environment, home, Optional.of(1000), false);
        try (Engines engines = new Engines(
                () -> surroundings,
                probe,
                Optional.empty(),
                (engine, facts, how) -> said.add(engine.describe() + " " + how))) {
            assertThat(opened).isEmpty();
            assertThat(engines.local()).isSameAs(engines.local());
            assertThat(said).containsExactly("unix:///var/run/docker.sock Docker's default");
            EngineAddress remote = engines.address("tcp://build:2375", Optional.empty());
            assertThat(engines.remote(remote)).isSameAs(engines.remote(EngineAddress.parse("tcp://build:2375")));
            assertThat(opened).containsExactly("unix:///var/run/docker.sock", "tcp://build:2375");
        }
        assertThat(closed).containsExactlyInAnyOrderElementsOf(opened);
    }

    @Test
    void aRemotePortSpeaksTlsExceptForTheOneThatDoesNot() throws Exception {
        try (Engines engines = new Engines(
                () -> new Surroundings(environment, home, Optional.empty(), false),
                probe,
                Optional.empty(),
                (engine, facts, how) -> {})) {
            assertThat(((EngineAddress.Tcp) engines.address("tcp://build:2375", Optional.empty())).tls())
                    .isEmpty();
            assertThatThrownBy(() -> engines.address("tcp://build:2376", Optional.empty()))
                    .isInstanceOf(ImagepackException.class)
                    .hasMessageContaining("remote tcp://build:2376: " + home.resolve(".docker") + " has neither");
            Path own = Files.createDirectories(home.resolve("own"));
            Files.writeString(own.resolve("ca.pem"), "");
            assertThat(((EngineAddress.Tcp) engines.address("tcp://build:2376", Optional.of(own))).tls())
                    .hasValueSatisfying(tls ->
                            assertThat(tls).hasToString(own.resolve("ca.pem").toString()));
        }
    }
}
