package dev.imagepack.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Finding the programs that judge, and saying so when there is none. */
@DisabledOnOs(OS.WINDOWS)
class ToolTest {

    @ParameterizedTest
    @EnumSource
    void aToolIsThereOrTheTestSaysWhyItIsSkipped(Tool tool) {
        tool.require();
        assertThat(tool.file()).isExecutable();
    }

    @Test
    void aMissingToolSkipsTheTestByName() {
        assertThatThrownBy(() -> Tool.miss("umoci is not installed", "optional"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("skipped: umoci is not installed");
    }

    @Test
    void aMissingToolFailsTheTestWhereToolsAreRequired() {
        assertThatThrownBy(() -> Tool.miss("umoci is not installed", "required"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("umoci is not installed, and imagepack.tools=required");
    }

    @Test
    void onlyAnExecutableFileIsAProgram(@TempDir Path directory) throws Exception {
        Files.createDirectories(directory.resolve("first/thing"));
        Path file = Files.writeString(
                Files.createDirectory(directory.resolve("second")).resolve("thing"), "");
        String path = "::" + directory.resolve("first") + ":" + directory.resolve("second");

        assertThat(Tool.find("thing", path)).isEmpty();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(Tool.find("thing", path)).contains(file);
        assertThat(Tool.find("thing", "")).isEmpty();
    }

    @Test
    void aToolRunsWithItsArguments() throws Exception {
        assertThat(Tool.TAR.require().run("--version")).startsWith("tar (GNU tar)");
    }
}
