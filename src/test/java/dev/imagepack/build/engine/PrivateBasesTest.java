package dev.imagepack.build.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineFault;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.SavedImage;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.testing.ClassicBuilder;
import dev.imagepack.testing.DockerRegistry;
import dev.imagepack.testing.Identity;
import dev.imagepack.testing.RealEngine;
import dev.imagepack.testing.Tool;

import static dev.imagepack.build.engine.Workbench.SHELL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Bases at a registry that wants a password, behind TLS: an engine pulls them with what this user has, by every builder that it has. */
@Timeout(300)
class PrivateBasesTest {

    private static final String PASSWORD = "secret-of-anna";

    @TempDir
    Path home;

    private final String repository = "base/" + UUID.randomUUID();
    private Workbench bench;
    private DockerRegistry registry;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(home).tools();
        Identity identity = Identity.of("127.0.0.1");
        // Made by htpasswd -B.
        Path passwords = Files.writeString(
                home.resolve("htpasswd"), "anna:$2y$05$abcdefghijklmnopqrstuuc23/QwDHc8LgXOUnFt5Woh88M8btrAO\n");
        registry = DockerRegistry.knownAndGuarded(
                home.resolve("registry"),
                passwords,
                identity.certificate(home.resolve("server.pem")),
                identity.key(home.resolve("server.key")));
    }

    @AfterEach
    void close() throws Exception {
        if (registry != null) {
            registry.close();
        }
        bench.close();
    }

    /** Every engine by the builder that it prefers, and the older one of those that have BuildKit. */
    static Stream<Arguments> builders() {
        return RealEngine.chosen()
                .flatMap(real -> Stream.of(false, true)
                        .filter(isClassic -> !(isClassic && real.isPodman()))
                        .map(isClassic -> Arguments.of(real, isClassic)));
    }

    private static Engine engine(RealEngine real, boolean isClassic) {
        return isClassic ? ClassicBuilder.of(real) : real.open();
    }

    /** An image at the registry; what imagepack itself asks of it is answered from the layout. */
    private String published(String name) throws Exception {
        Path layout = home.resolve("busybox");
        String reference = registry.domain() + "/" + repository + "/" + name;
        Tool.SKOPEO
                .require()
                .run(
                        "copy",
                        "--preserve-digests",
                        "--dest-creds=anna:" + PASSWORD,
                        "--dest-tls-verify=false",
                        "oci:" + layout,
                        "docker://" + reference + ":1");
        bench.registry = (wanted, platform) -> SavedImage.open(layout, Optional.empty(), platform);
        return reference;
    }

    private void logIn(String password) {
        String login = "{\"username\":\"anna\",\"password\":\"" + password + "\",\"serveraddress\":\""
                + registry.domain() + "\"}";
        String encoded = Base64.getUrlEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        bench.authorizations = reference ->
                Optional.of(encoded).filter(any -> reference.toString().startsWith(registry.domain()));
    }

    private ImagepackException refusal(Engine engine, String... lines) {
        ImagepackException refusal = catchThrowableOfType(ImagepackException.class, () -> bench.build(engine, lines));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    @ParameterizedTest(name = "{0}, classic: {1}")
    @MethodSource("builders")
    void theyArePulledWithOurLoginAndStayUpstream(RealEngine real, boolean isClassic) throws Exception {
        String base = published("tools");
        bench.upstreamMatch = new UpstreamMatch(base);
        String[] lines = {"FROM " + base + ":1", SHELL, "RUN echo " + UUID.randomUUID() + " > /out.txt"};
        try (Engine engine = engine(real, isClassic)) {
            refusal(engine, lines);
            assertThat(registry.requests()).noneMatch(request -> request.endsWith(" 200") && isManifest(request));

            logIn(PASSWORD);
            BuiltImage built = bench.build(engine, lines);

            assertThat(built.upstream()).startsWith(base + ":1@sha256:");
            assertThat(built.layers())
                    .extracting(layer -> layer.source().word())
                    .startsWith("upstream", "embed");
            assertThat(bench.said("step")).anyMatch(step -> step.startsWith("step pull " + base + "@sha256:"));
            assertThat(bench.said).noneMatch(line -> line.contains(PASSWORD));
            assertNothingIsLeft(engine);
        }
    }

    private static boolean isManifest(String request) {
        return request.startsWith("GET ") && request.contains("/manifests/");
    }

    @ParameterizedTest(name = "{0}, classic: {1}")
    @MethodSource("builders")
    void imagesThatFilesAreTakenFromAreToo(RealEngine real, boolean isClassic) throws Exception {
        String first = published("first");
        String second = published("second");
        logIn(PASSWORD);
        try (Engine engine = engine(real, isClassic)) {
            BuiltImage built = bench.build(
                    engine,
                    "FROM " + first + ":1 AS made",
                    "RUN [\"/bin/busybox\", \"cp\", \"/bin/busybox\", \"/made\"]",
                    "FROM tools",
                    "COPY --from=" + second + ":1 /bin/busybox /of-second",
                    "COPY --from=made /made /of-first",
                    "RUN [\"/bin/busybox\", \"true\"]");

            assertThat(bench.tree(built).stream().map(line -> line.split(" ")[0]))
                    .contains("/of-first", "/of-second");
            assertNothingIsLeft(engine);
        }
    }

    @ParameterizedTest(name = "{0}, classic: {1}")
    @MethodSource("builders")
    void aWrongPasswordIsOneErrorThatDoesNotTellIt(RealEngine real, boolean isClassic) throws Exception {
        String base = published("tools");
        logIn("wrong-of-anna");
        try (Engine engine = engine(real, isClassic)) {
            ImagepackException refusal = refusal(engine, "FROM " + base + ":1", "RUN [\"/bin/busybox\", \"true\"]");

            assertThat(refusal.getMessage())
                    .contains(engine.describe(), repository + "/tools")
                    .containsPattern("(?i)unauthorized|authentication|denied|no basic auth")
                    .doesNotContain("wrong-of-anna");
            assertThat(refusal.advice()).doesNotContain("wrong-of-anna");
            assertNothingIsLeft(engine);
        }
    }

    /** What an engine pulled stays there, as after docker build, and goes away here as far as no step is kept upon it. */
    private void assertNothingIsLeft(Engine engine) throws IOException {
        Workbench.assertNothingIsLeft(engine);
        for (String id : engine.images()) {
            for (String name : engine.inspect(id).orElseThrow().repoDigests()) {
                if (name.startsWith(registry.domain())) {
                    remove(name, engine);
                }
            }
        }
    }

    private static void remove(String name, Engine engine) throws IOException {
        try {
            engine.remove(name);
        } catch (EngineFault e) {
            // Newer Podmans list digests of names that are gone.
        }
    }
}
