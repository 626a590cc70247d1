package dev.imagepack.io;

import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NamedOutputTest {

    @TempDir
    Path directory;

    /** Linux has a file that is always full. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskNamesTheFile() throws Exception {
        try (OutputStream out = NamedOutput.open(Path.of("/dev/full"))) {
            assertThatExceptionOfType(FileSystemException.class)
                    .isThrownBy(() -> out.write(new byte[10]))
                    .withMessageStartingWith("/dev/full: ")
                    .satisfies(e -> assertThat(e.getReason()).isNotEmpty());
            assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> out.write(1));
        }
    }

    @Test
    void whatIsWrittenIsInTheFileAndOtherFaultsAreTheJdks() throws Exception {
        Path file = directory.resolve("file");
        OutputStream out = NamedOutput.open(file);
        try (out) {
            out.write('a');
            out.write(new byte[] {'x', 'b', 'c', 'x'}, 1, 2);
        }
        assertThat(Files.readString(file)).isEqualTo("abc");
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> out.write('d'));
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> NamedOutput.open(directory.resolve("none/file")));
    }
}
