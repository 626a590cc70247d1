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
                "Docker | 20.10.24+dfsg1 | 23.0.0 | COPY --link a /b     | --link",
                "Docker | 26.1.5         | 28.5.2 | ADD --exclude=x a /b | --exclude",
                "Docker | 28.5.2         | 29.0.0 | COPY --parents a /b  | --parents",
                "Podman | 4.3.1          | 4.8.0  | COPY <<E /x;text;E   | here-documents",
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
    void podmanIsNotTrustedToTakeTheNetworkAway() throws Exception {
        bench.run = new RunOptions(false, new TreeMap<>(), RunOptions.Network.NONE, List.of(), new TreeMap<>());
        CommandRecipe recipe = bench.recipe("FROM scratch", "RUN x");

        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() -> Refusals.checkClassic(
                        recipe, bench.spec("app", "FROM scratch"), facts("Podman", "5.8.0"), "unix:///fake"))
                .withMessage("images.app.network: commands may have the host's network at unix:///fake (Podman)");
        assertThatCode(() -> Refusals.checkClassic(
                        recipe, bench.spec("app", "FROM scratch"), facts("Docker", "26.1.5"), "unix:///fake"))
                .doesNotThrowAnyException();
    }

    private void check(String product, String version, String lines) throws Exception {
        Refusals.checkVersion(bench.recipe(lines.split(";")), facts(product, version), "unix:///fake");
    }

    private static EngineFacts facts(String product, String version) {
        EngineFacts.Store store = product.equals("Podman") ? EngineFacts.Store.PODMAN : EngineFacts.Store.CLASSIC;
        return new EngineFacts(product, version, new ApiVersion(1, 41), Platform.LINUX_AMD64, store);
    }
}
