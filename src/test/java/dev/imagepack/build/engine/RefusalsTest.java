package dev.imagepack.build.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.build.NoEngineException;
import dev.imagepack.build.context.CommandRecipe;
import dev.imagepack.engine.ApiVersion;
import dev.imagepack.engine.EngineFacts;
import dev.imagepack.image.RunOptions;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What an engine is too old for is said before it is sent anything. */
class RefusalsTest {

    @TempDir
    Path home;

    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(home).file("a", "a").file("b/c", "c");
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Docker | 20.10.24+dfsg1 | 23.0.0 | RUN <<E;echo;E       | here-documents",
                "Docker | 20.10.24+dfsg1 | 26.1.5 | COPY <<E /x;text;E   | here-documents",
                "Docker | 20.10.24+dfsg1 | 23.0.0 | RUN --network=none x | RUN --network",
                "Docker | 20.10.24+dfsg1 | 23.0.0 | COPY --link a /b     | --link",
                "Docker | 26.1.5         | 28.5.2 | ADD --exclude=x a /b | --exclude",
                "Docker | 28.5.2         | 29.0.0 | COPY --parents a /b  | --parents",
                "Podman | 4.3.1          | 4.8.0  | COPY <<E /x;text;E   | here-documents",
                "Podman | 4.3.1          | 4.5.0  | RUN --network=host x | RUN --network",
                "Podman | 5.4.2          | 5.6.0  | COPY --link a /b     | --link",
                "Podman | 4.3.1          | 5.3.0  | COPY --exclude=x . /b| --exclude",
                "Podman | 5.4.2          | 5.5.0  | COPY --parents a /b  | --parents"
            })
    void whatAnOlderEngineDoesNotKnowIsNamedWithItsLine(
            String product, String old, String since, String instruction, String what) {
        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() -> check(product, old, "FROM scratch;" + instruction))
                .withMessage(
                        "Dockerfile:2: " + product + " " + old + " (linux/amd64) at unix:///fake does not know " + what)
                .satisfies(
                        refusal -> assertThat(refusal.advice()).contains("Docker", "Podman", "buildah", "# syntax="));
        assertThatCode(() -> check(product, since, "FROM scratch;" + instruction))
                .doesNotThrowAnyException();
    }

    @Test
    void aFrontEndOfTheDockerfilesOwnMayKnowMoreThanTheEngine() {
        String lines = "# syntax=docker/dockerfile:1;FROM scratch;COPY --link a /b";

        assertThatCode(() -> check("Docker", "20.10.24", lines)).doesNotThrowAnyException();
        assertThatExceptionOfType(NoEngineException.class).isThrownBy(() -> check("Podman", "4.3.1", lines));
    }

    @Test
    void anEngineThatDoesNotSayItsVersionIsNotTakenForAnOldOne() {
        assertThatCode(() -> check("Docker", "library-import", "FROM scratch;COPY --link a /b"))
                .doesNotThrowAnyException();
    }

    @Test
    void podmanDoesNotGetPatternsThatItWouldTakeForOtherFiles() {
        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() -> check("Podman", "5.8.0", "FROM scratch;COPY --exclude=x . b /d/"))
                .withMessageStartingWith(
                        "Dockerfile:2: Buildah counts the patterns of --exclude from the context's root");
        assertThatCode(() -> check("Podman", "5.8.0", "FROM scratch;COPY --exclude=x . /b"))
                .doesNotThrowAnyException();
        assertThatCode(() -> check("Docker", "28.5.2", "FROM scratch;COPY --exclude=x . b /d/"))
                .doesNotThrowAnyException();
    }

    /** Its API takes the option and may do nothing about it. */
    @Test
    void podmanIsNotTrustedToTakeTheNetworkAway() {
        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() -> checkOptions("Podman", RunOptions.Network.NONE, "FROM scratch;RUN x"))
                .withMessage("images.app.network: commands may have the host's network at unix:///fake (Podman)");
        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() -> checkOptions("Podman", RunOptions.Network.HOST, "FROM scratch;RUN --network=none x"))
                .withMessage("Dockerfile:2: RUN --network=none: commands may have the host's network at unix:///fake"
                        + " (Podman)");
        for (String command : List.of("RUN x", "RUN --network=host x", "RUN --network=default x")) {
            assertThatCode(() -> checkOptions("Podman", RunOptions.Network.DEFAULT, "FROM scratch;" + command))
                    .doesNotThrowAnyException();
        }
        assertThatCode(() -> checkOptions("Docker", RunOptions.Network.NONE, "FROM scratch;RUN --network=none x"))
                .doesNotThrowAnyException();
    }

    @Test
    void podmanTakesNoLayersOfOtherImages() throws Exception {
        List<ImageRef> images = List.of(ImageRef.parse("registry.example/app:1"));
        bench.run = new RunOptions(false, new TreeMap<>(), RunOptions.Network.DEFAULT, images, new TreeMap<>());
        CommandRecipe recipe = bench.recipe("FROM scratch", "RUN x");

        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() -> Refusals.checkOptions(recipe, "images.app", facts("Podman", "5.8.0"), "unix:///fake"))
                .withMessage("images.app.cacheFrom: unix:///fake (Podman) does not take layers of other images");
        assertThatCode(() -> Refusals.checkOptions(recipe, "images.app", facts("Docker", "26.1.5"), "unix:///fake"))
                .doesNotThrowAnyException();
    }

    /** It would say "network.host is not allowed", and not which command it means. */
    @Test
    void dockerGivesOneCommandTheHostsNetworkOnlyWhereAllHaveIt() {
        String lines = "FROM scratch;RUN --network=host x";

        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() -> checkOptions("Docker", RunOptions.Network.DEFAULT, lines))
                .withMessage("Dockerfile:2: RUN --network=host: unix:///fake gives a command the host's network only"
                        + " where the image's commands have it")
                .satisfies(refusal -> assertThat(refusal.advice()).contains("<network>host</network>"));
        assertThatCode(() -> checkOptions("Docker", RunOptions.Network.HOST, lines))
                .doesNotThrowAnyException();
    }

    @Test
    void whatAStageWantsThatIsNotNeededIsNotLookedAt() {
        String unused = "FROM scratch AS unused;RUN --network=none --security=insecure x;FROM scratch;RUN x";

        assertThatCode(() -> checkOptions("Podman", RunOptions.Network.DEFAULT, unused))
                .doesNotThrowAnyException();
        assertThatCode(() -> check("Docker", "20.10.24", unused)).doesNotThrowAnyException();
        assertThatCode(() -> Refusals.check(bench.recipe(unused.split(";")))).doesNotThrowAnyException();
    }

    @Test
    void noEngineGivesAllPrivilegesOverItsApi() {
        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() -> Refusals.check(bench.recipe("FROM scratch", "RUN --security=insecure x")))
                .withMessageStartingWith("Dockerfile:2: RUN --security=insecure: an engine allows it only to a client");
        assertThatCode(() -> Refusals.check(bench.recipe("FROM scratch", "RUN --security=sandbox x")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--security=sandbox | RUN --security",
                "--device=vendor.example/card | RUN --device",
                "--mount=type=tmpfs,target=/x,size=1m | the size of a tmpfs mount",
                "--mount=type=cache,target=/x,sharing=private | sharing=private of a cache mount"
            })
    void whatBuildahDoesNotKnowPodmanDoesNotGet(String flag, String what) {
        String lines = "FROM scratch;RUN " + flag + " x";

        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() -> check("Podman", "5.8.0", lines))
                .withMessage("Dockerfile:2: Buildah does not know " + what);
        assertThatCode(() -> check("Docker", "28.5.2", lines)).doesNotThrowAnyException();
    }

    @Test
    void withoutBuildKitNoCommandHasANetworkOfItsOwn() throws Exception {
        CommandRecipe recipe = bench.recipe("FROM scratch", "RUN --network=none x");

        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() -> Refusals.checkClassic(
                        recipe, bench.spec("app", "FROM scratch"), facts("Docker", "26.1.5"), "unix:///fake"))
                .withMessage("Dockerfile:2: RUN --network needs BuildKit, which unix:///fake cannot use here");
    }

    private void checkOptions(String product, RunOptions.Network network, String lines) throws Exception {
        bench.run = new RunOptions(false, new TreeMap<>(), network, List.of(), new TreeMap<>());
        Refusals.checkOptions(bench.recipe(lines.split(";")), "images.app", facts(product, "26.1.5"), "unix:///fake");
    }

    private void check(String product, String version, String lines) throws Exception {
        Refusals.checkVersion(bench.recipe(lines.split(";")), facts(product, version), "unix:///fake");
    }

    private static EngineFacts facts(String product, String version) {
        EngineFacts.Store store = product.equals("Podman") ? EngineFacts.Store.PODMAN : EngineFacts.Store.CLASSIC;
        return new EngineFacts(product, version, new ApiVersion(1, 41), Platform.LINUX_AMD64, store);
    }
}
