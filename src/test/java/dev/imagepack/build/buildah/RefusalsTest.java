package dev.imagepack.build.buildah;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.NoEngineException;
import dev.imagepack.build.context.Commands;
import dev.imagepack.build.context.Stages;
import dev.imagepack.dockerfile.Dockerfile;
import dev.imagepack.image.RunOptions;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class RefusalsTest {

    private static final Version DEBIANS = Version.parse("buildah version 1.28.2 (image-spec 1.1.0-rc2)");
    private static final Version NEWEST = Version.parse("buildah version 1.45.0-dev");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RUN --network=default x | 1.30 | RUN --network",
                "RUN --mount=type=secret,id=a,env=A x | 1.44 | secrets as variables",
                "RUN <<E;echo;E | 1.33 | here-documents",
                "COPY <<E /x;text;E | 1.33 | here-documents",
                "COPY --link a /b | 1.41 | --link",
                "COPY --exclude=*.md . /b | 1.38 | --exclude",
                "COPY --parents a/b /c/ | 1.40 | --parents"
            })
    void whatAnOlderOneDoesNotKnowIsNamedWithItsLine(String instruction, String since, String what) {
        String[] lines = instruction.split(";");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> check(RunOptions.NONE, DEBIANS, lines))
                .withMessage(
                        "Dockerfile:2: buildah knows " + what + " since version " + since + ", and this one is 1.28");
        assertThatNoException()
                .isThrownBy(() -> check(RunOptions.NONE, Version.parse("buildah version " + since + ".0"), lines));
    }

    @Test
    void patternsThatItWouldTakeForOtherFilesAreNamedWithTheirLine() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> check(RunOptions.NONE, NEWEST, "COPY --exclude=x a /b"))
                .withMessageStartingWith(
                        "Dockerfile:2: Buildah counts the patterns of --exclude from the context's root");
    }

    @Test
    void layersOfOtherImagesAreRefused() {
        RunOptions cached = new RunOptions(
                false,
                new TreeMap<>(),
                RunOptions.Network.DEFAULT,
                List.of(ImageRef.parse("example/app:1")),
                new TreeMap<>());
        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() -> check(cached, DEBIANS, "RUN x"))
                .withMessage("cacheFrom: buildah takes no layers from images");
    }

    @Test
    void hostsWithoutANetworkAreRefused() {
        RunOptions lonely = new RunOptions(
                false, new TreeMap<>(Map.of("db", "10.0.0.5")), RunOptions.Network.NONE, List.of(), new TreeMap<>());
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> check(lonely, DEBIANS, "RUN x"))
                .withMessage("extraHosts: buildah tells no hosts to commands without a network");
        RunOptions social = new RunOptions(
                false, new TreeMap<>(Map.of("db", "10.0.0.5")), RunOptions.Network.DEFAULT, List.of(), new TreeMap<>());
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> check(social, NEWEST, "RUN x", "RUN --network=none x"))
                .withMessage("extraHosts: buildah tells no hosts to commands without a network");
        assertThatNoException().isThrownBy(() -> check(social, NEWEST, "RUN x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--security=insecure | Buildah does not know RUN --security",
                "--device=vendor.example/card | Buildah does not know RUN --device",
                "--mount=type=tmpfs,target=/x,size=1m | Buildah does not know the size of a tmpfs mount",
                "--mount=type=cache,target=/x,sharing=private | Buildah does not know sharing=private of a cache mount",
                "--mount=type=ssh | RUN mounts a key for ssh, and buildah is given none"
            })
    void whatItDoesNotGiveToACommandIsNamedWithItsLine(String flag, String what) {
        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() -> check(RunOptions.NONE, NEWEST, "RUN x", "RUN " + flag + " x"))
                .withMessage("Dockerfile:3: " + what);
    }

    @Test
    void whatItGivesToACommandIsNotRefused() {
        assertThatNoException()
                .isThrownBy(() -> check(
                        RunOptions.NONE,
                        NEWEST,
                        "RUN --network=none --mount=type=tmpfs,target=/x --mount=type=cache,target=/y,sharing=locked x",
                        "RUN --mount=type=secret,id=a --mount=target=/z x"));
    }

    /** Not this process's own, which has a PATH for certain: Maven may have been started by somebody with another one. */
    @Test
    void aSecretMustBeInTheEnvironmentThatBuildahGets() {
        RunOptions secret = new RunOptions(
                false,
                new TreeMap<>(),
                RunOptions.Network.DEFAULT,
                List.of(),
                new TreeMap<>(Map.of("token", new RunOptions.SecretVariable("PATH"))));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> check(secret, DEBIANS, "RUN x"))
                .withMessage("secrets: the environment variable PATH of the secret 'token' is not set");
        assertThatNoException().isThrownBy(() -> check(secret, DEBIANS, Map.of("PATH", "/bin"), "RUN x"));
    }

    private static void check(RunOptions options, Version version, String... lines) {
        check(options, version, Map.of(), lines);
    }

    private static void check(RunOptions options, Version version, Map<String, String> environment, String... lines) {
        String text = "FROM scratch\n" + String.join("\n", lines) + "\n";
        Dockerfile file = Dockerfile.parse("Dockerfile", text.getBytes(StandardCharsets.UTF_8));
        Stages stages = new Stages(file, Map.of(), Platform.LINUX_AMD64, "");
        Refusals.check(options, Commands.of(stages, Optional.empty()), version, environment);
    }
}
