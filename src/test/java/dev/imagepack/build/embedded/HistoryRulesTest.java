package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.image.BaseImage;
import dev.imagepack.oci.History;

import static org.assertj.core.api.Assertions.assertThat;

/** What history says of each instruction, in BuildKit's words, and which of them make layers. */
class HistoryRulesTest {

    private static final Path BASES =
            Path.of("src/test/resources/vectors/bases").toAbsolutePath();

    @TempDir
    Path home;

    private Scene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new Scene(home);
        scene.created = Instant.ofEpochSecond(1_700_000_000);
        scene.contexts.put("tiny", base("tiny"));
        scene.contexts.put("nohistory", base("nohistory"));
    }

    private static BaseImage base(String name) {
        return new BaseImage.Saved(BASES.resolve(name), Optional.of("latest"));
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private List<History> history(String... lines) throws IOException {
        return scene.build(scene.dockerfile(lines)).config().history();
    }

    @Test
    void everyInstructionHasALineAndOnlySomeHaveALayer() throws IOException {
        scene.file("a", "x").file("d/b", "x");
        scene.buildArgs.put("GIVEN", "g");

        assertThat(history(
                        "ARG BEFORE=1",
                        "FROM scratch AS one",
                        "COPY a /",
                        "FROM scratch",
                        "ARG A=1 GIVEN=own NONE",
                        "ENV B=$A C=\"two words\"",
                        "LABEL l=$B",
                        "USER 7:8",
                        "EXPOSE 80 53/UDP",
                        "VOLUME /v [w]",
                        "STOPSIGNAL SIGTERM",
                        "SHELL [\"/s\", \"-c\"]",
                        "HEALTHCHECK --retries=2 CMD x",
                        "MAINTAINER me",
                        "CMD run  $B",
                        "ENTRYPOINT [\"a\", \"$B\"]",
                        "ONBUILD USER 9",
                        "WORKDIR /",
                        "WORKDIR w",
                        "COPY --chown=1:2 --chmod=0644 --link --exclude=b a d /d$A/",
                        "COPY --from=one --parents /./a /e/",
                        "ADD --chown=3 a <<T /f/",
                        "text",
                        "T"))
                .extracting(line -> (line.emptyLayer() ? "" : "layer: ") + line.createdBy())
                .containsExactly(
                        "ARG A=1 GIVEN=g NONE",
                        "ENV B=1 C=two words",
                        "LABEL l=1",
                        "USER 7:8",
                        "EXPOSE [53/udp 80/tcp]",
                        "VOLUME [/v [w]]",
                        "STOPSIGNAL SIGTERM",
                        "SHELL [/s -c]",
                        "HEALTHCHECK {Test:[CMD-SHELL x] Interval:0s Timeout:0s StartPeriod:0s StartInterval:0s Retries:2}",
                        "MAINTAINER me",
                        "CMD [\"/s\" \"-c\" \"run  $B\"]",
                        "ENTRYPOINT [\"a\" \"$B\"]",
                        "WORKDIR /",
                        "layer: WORKDIR /w",
                        "layer: COPY --chown=1:2 --chmod=0644 a d /d1/ # buildkit",
                        "layer: COPY --parents /./a /e/ # buildkit",
                        "layer: ADD --chown=3 a <<T /f/ # buildkit");
    }

    @Test
    void newLinesHaveTheBuildsTimeAndThoseOfTheBaseTheirOwn() throws IOException {
        List<History> lines = history("FROM tiny", "ENV A=1", "WORKDIR /w");

        assertThat(lines.subList(lines.size() - 2, lines.size())).allSatisfy(line -> {
            assertThat(line.created()).contains(scene.created);
            assertThat(line.comment()).isEqualTo("buildkit.dockerfile.v0");
        });
        assertThat(lines.subList(0, lines.size() - 2))
                .isNotEmpty()
                .noneSatisfy(line -> assertThat(line.created()).contains(scene.created));
    }

    @Test
    void theAuthorOfTheBaseStaysUntilAnotherIsSaid() throws IOException {
        scene.contexts.put("full", base("full"));

        assertThat(scene.build(scene.dockerfile("FROM full")).config().author()).isEqualTo("someone");
        assertThat(scene.build(scene.dockerfile("FROM full", "MAINTAINER me"))
                        .config()
                        .author())
                .isEqualTo("me");
    }

    @Test
    void layersOfABaseWithoutHistoryGetLinesAfterThoseOfTheDockerfile() throws IOException {
        scene.file("a", "x");

        assertThat(history("FROM nohistory", "ENV A=1", "COPY a /"))
                .extracting(line -> line.comment() + " " + line.emptyLayer())
                .containsExactly(
                        "buildkit.dockerfile.v0 true",
                        "buildkit.dockerfile.v0 false",
                        "buildkit.exporter.image.v0 false",
                        "buildkit.exporter.image.v0 false");
    }
}
