package dev.imagepack.build.context;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.imagepack.dockerfile.Dockerfile;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.Stage;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;

class CommandsTest {

    private static Commands commands(String target, String... lines) {
        Dockerfile file =
                Dockerfile.parse("Dockerfile", String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        Stages stages = new Stages(file, Map.of(), Platform.LINUX_AMD64, target);
        return Commands.of(stages, Optional.of(target).filter(name -> !name.isEmpty()));
    }

    @Test
    void aStageThatTheTargetDoesNotNeedRunsNothing() {
        String[] lines = {"FROM a AS test", "RUN test", "FROM b AS app", "COPY x /", "FROM app", "RUN make"};

        assertThat(commands("app", lines).runs()).isEmpty();
        assertThat(commands("", lines).runs())
                .singleElement()
                .satisfies(run -> assertThat(run.location()).hasToString("Dockerfile:6"));
    }

    @Test
    void stagesAreNeededByFromByCopyAndByMounts() {
        Commands commands = commands(
                "",
                "FROM a AS base",
                "FROM a AS files",
                "FROM a AS mounted",
                "FROM a AS other",
                "FROM base",
                "COPY --from=files /x /",
                "RUN --mount=from=mounted,target=/m --mount=from=tools:1,target=/t make");

        assertThat(commands.stages()).extracting(Stage::index).containsExactly(0, 1, 2, 4);
    }

    @Test
    void imagesAreThoseOfFromOfCopyAndOfMounts() {
        Dockerfile file = Dockerfile.parse(
                "Dockerfile",
                "FROM base\nCOPY --from=files /x /\nRUN --mount=from=tools:1,target=/t make"
                        .getBytes(StandardCharsets.UTF_8));
        Stages stages = new Stages(file, Map.of(), Platform.LINUX_AMD64, "");

        assertThat(stages.images(stages.target(Optional.empty()))).containsExactly("base", "files", "tools:1");
    }

    @Test
    void whatAnEngineMayNotKnowIsFound() {
        Commands commands = commands(
                "",
                "# syntax=docker/dockerfile:1",
                "FROM a",
                "RUN --mount=type=cache,target=/c one",
                "RUN --mount=type=secret,id=token two",
                "COPY --link a b /",
                "RUN <<EOF",
                "three",
                "EOF");

        assertThat(commands.mounting().map(Instruction.Run::location)).hasToString("Optional[Dockerfile:3]");
        assertThat(commands.needingClient().map(Instruction.Run::location)).hasToString("Optional[Dockerfile:4]");
        assertThat(commands.linking().map(Instruction::location)).hasToString("Optional[Dockerfile:5]");
        assertThat(commands.withDocument().map(Instruction::location)).hasToString("Optional[Dockerfile:6]");
    }

    @Test
    void aPlainRecipeNeedsNothing() {
        Commands commands = commands("", "FROM a", "COPY b /");

        assertThat(commands.runs()).isEmpty();
        assertThat(commands.mounting()).isEmpty();
        assertThat(commands.needingClient()).isEmpty();
        assertThat(commands.linking()).isEmpty();
        assertThat(commands.withDocument()).isEmpty();
    }
}
