package dev.imagepack.build.buildah;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import dev.imagepack.testing.BuildahProgram;
import dev.imagepack.testing.ChildJvm;
import dev.imagepack.testing.Tool;

import static org.assertj.core.api.Assertions.assertThat;

/** Maven is ended while buildah runs a command: nothing of it goes on, and nothing stays. */
@ParameterizedClass
@MethodSource("dev.imagepack.testing.BuildahProgram#chosen")
class EndedJvmTest {

    @TempDir
    Path home;

    @Parameter
    BuildahProgram program;

    @BeforeEach
    void requireBusybox() {
        Tool.BUSYBOX.require();
    }

    @Test
    void aStoppedOneTidiesUp() throws Exception {
        try (ChildJvm child = waiting("module")) {
            child.stop();
        }

        assertThat(commands()).isEmpty();
        assertThat(leftBehind("module")).isEmpty();
    }

    @Test
    void whatAKilledOneLeftIsGoneAfterTheNextBuild() throws Exception {
        try (ChildJvm child = waiting("module")) {
            child.kill();
        }
        assertThat(leftBehind("module")).hasSize(1);

        try (Workshop next = new Workshop(home.resolve("next"), home.resolve("module/cache"))) {
            next.program = program.require().toString();
            next.build("FROM busybox", "RUN [\"/bin/busybox\", \"true\"]");
        }

        assertThat(commands()).isEmpty();
        assertThat(leftBehind("module")).isEmpty();
    }

    private ChildJvm waiting(String directory) throws Exception {
        ChildJvm child = ChildJvm.start(
                WaitingBuild.class,
                home.resolve(directory).toString(),
                program.require().toString());
        child.awaitLine("waiting");
        return child;
    }

    private static List<String> commands() {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(WaitingBuild.COMMAND))
                .toList();
    }

    private List<Path> leftBehind(String directory) throws Exception {
        try (var files = Files.list(home.resolve(directory).resolve("cache/v1/tmp"))) {
            return files.toList();
        }
    }
}
