package dev.imagepack.io;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads what the tar program writes in all its formats. */
class TarReaderToolsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"--format=v7", "--format=oldgnu", "--format=gnu", "--format=ustar", "--format=posix"})
    void everyFormatIsRead(String format) throws IOException {
        Program tar = Program.named("tar");
        Path tree = tree();
        tar.run(tree, format, "--sort=name", "--mtime=@12345", "--numeric-owner", "-cf", "../t.tar", ".");
        Map<TarEntry, byte[]> entries = TarBytes.read(Files.readAllBytes(directory.resolve("t.tar")));
        assertThat(entries.keySet())
                .extracting(entry -> entry.type() + " " + entry.path() + " " + Integer.toOctalString(entry.mode()) + " "
                        + entry.link() + entry.mtime())
                .containsExactly(
                        "DIRECTORY d 1750 12345",
                        "FILE d/" + "n".repeat(80) + " 640 12345",
                        "HARD_LINK h 640 d/" + "n".repeat(80) + "12345",
                        "SYMLINK l 777 ../ü12345");
        assertThat(entries.values()).anyMatch(bytes -> new String(bytes).equals("content"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--format=gnu", "--sparse-version=0.0", "--sparse-version=0.1", "--sparse-version=1.0"})
    void everySparseFormatIsRead(String format) throws IOException {
        Program tar = Program.named("tar");
        Path file = Files.createDirectories(directory.resolve("tree")).resolve("sparse");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            for (int i = 0; i < 40; i++) {
                sparse.seek(i * 200_000L);
                sparse.write(Samples.text(5000 + i));
            }
            sparse.setLength(9_000_000);
        }
        String posix = format.startsWith("--format") ? format : "--format=posix";
        tar.run(file.getParent(), posix, format, "-S", "-cf", "../s.tar", "sparse");
        byte[] bytes = Files.readAllBytes(directory.resolve("s.tar"));
        assertThat(bytes.length).as("GNU tar found the holes").isLessThan(1_000_000);
        Map<String, byte[]> read = TarBytes.read(bytes).entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().path(), Map.Entry::getValue));
        assertThat(read).containsOnlyKeys("sparse");
        assertThat(read.get("sparse")).isEqualTo(Files.readAllBytes(file));
    }

    private Path tree() throws IOException {
        Path tree = Files.createDirectories(directory.resolve("tree"));
        Path file = Files.createDirectory(tree.resolve("d")).resolve("n".repeat(80));
        Files.writeString(file, "content");
        Files.setAttribute(file, "unix:mode", 0640);
        Files.setAttribute(tree.resolve("d"), "unix:mode", 01750);
        Files.createLink(tree.resolve("h"), file);
        Files.createSymbolicLink(tree.resolve("l"), Path.of("../ü"));
        return tree;
    }
}
