package dev.imagepack.build.buildah;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildLog;
import dev.imagepack.build.context.Stages;
import dev.imagepack.dockerfile.Dockerfile;
import dev.imagepack.dockerfile.Stage;
import dev.imagepack.image.Alias;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;

class BuildOutputTest {

    private static final String ID = "d6318b3c22469752b09aa1100aecfb41277ac2810b676165a5ece8139843652d";

    private final List<String> said = new ArrayList<>();

    @Test
    void stepsAreNamedAsTheDockerfileHasThem() {
        tell(
                output("FROM debian:12 AS tools", "RUN make", "FROM scratch", "COPY --from=tools /x /"),
                "[1/2] STEP 1/2: FROM " + ID + " AS tools",
                "[1/2] STEP 2/2: RUN make",
                "made",
                "--> 78872573439",
                "[2/2] STEP 1/2: FROM scratch",
                "[2/2] STEP 2/2: COPY --from=tools /x /",
                "[2/2] COMMIT",
                "--> 5673ce39f80",
                ID);

        assertThat(said)
                .containsExactly(
                        "step [tools 1/2] FROM debian:12",
                        "step [tools 2/2] RUN make",
                        "made",
                        "step [stage-1 1/2] FROM scratch",
                        "step [stage-1 2/2] COPY --from=tools /x /");
    }

    @Test
    void aFailedCommandIsFoundInTheDockerfile() {
        BuildOutput output = output("FROM debian:12", "# not a step", "ENV A=1", "RUN make \\", "  all");
        tell(output, "STEP 1/3: FROM " + ID, "STEP 2/3: ENV A=1", "STEP 3/3: RUN make   all");

        ImagepackException fault = output.fault(new BuildahFailure(
                2,
                List.of(
                        "STEP 3/3: RUN make   all",
                        "make: *** No targets.",
                        "subprocess exited with status 2",
                        "subprocess exited with status 2",
                        "Error: building at STEP \"RUN make   all\": exit status 2")));

        assertThat(fault)
                .hasMessage("Dockerfile:4: RUN make   all: buildah failed: exit status 2\n  make: *** No targets.");
        assertThat(fault.advice()).isEqualTo("Mend the command; what it wrote is above.");
    }

    @Test
    void aFailureBeforeTheFirstStepIsOfTheFileAsAWhole() {
        ImagepackException fault = output("FROM debian:12")
                .fault(new BuildahFailure(125, List.of("Error: nothing works", "goroutine 1 [running]:", "main.go:1")));

        assertThat(fault).hasMessage("Dockerfile: buildah failed: exit status 125\n  Error: nothing works");
    }

    private static void tell(BuildOutput output, String... lines) {
        List.of(lines).forEach(output::accept);
    }

    private BuildOutput output(String... lines) {
        Dockerfile file =
                Dockerfile.parse("Dockerfile", (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        return new BuildOutput(
                new Stages(file, Map.of(), Platform.LINUX_AMD64, ""),
                Stage::instructions,
                new Alias("app"),
                new Listener());
    }

    private final class Listener implements BuildLog {

        @Override
        public void step(Alias alias, String step) {
            said.add("step " + step);
        }

        @Override
        public void output(Alias alias, String line) {
            said.add(line);
        }
    }
}
