package dev.imagepack.build.intake;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;

/** A disk that takes no more. A limit on the size of files stands for it: a write fails in the same way, for every user. */
@DisabledOnOs(OS.WINDOWS)
class FullDiskTest {

    /** What stays of it, compressed, is larger than the limit by far. */
    private static final int LARGE = 160 << 20;

    /** In blocks, which some shells take for 512 bytes and others for 1024; the JVM itself writes 32 KiB. */
    private static final int LIMIT = 80;

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isTheErrorAndNotTheEnginesFaultAndNothingHalfStays(boolean named) throws Exception {
        Path said = home.resolve("said");
        Path scene = Files.createDirectory(home.resolve("scene"));
        assertThat(takeWithLimit(scene, named, said)).isEqualTo(1);

        Path cache = scene.resolve("cache/v1");
        assertThat(said)
                .content()
                .containsPattern("FileSystemException: " + cache + "/(tmp/\\S+/)?blobs/sha256/layer: File too large\n")
                .doesNotContain("engine saved cannot be used");
        for (String directory : List.of("blobs", "tmp", "layers", "derived")) {
            assertThat(files(cache.resolve(directory))).isEmpty();
        }
    }

    /** The exit status of a process that takes in a large image; what it says goes to a file. */
    private static int takeWithLimit(Path scene, boolean named, Path said) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "ulimit -f " + LIMIT + "; exec \"$@\" 2> \"$0\"", said.toString()));
        command.add(ChildJvm.program("java"));
        command.addAll(ChildJvm.options(IntakeWorker.class));
        command.addAll(List.of(scene.toString(), String.valueOf(LARGE), "false", String.valueOf(named)));
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().put("LC_ALL", "C");
        try (ChildJvm child = ChildJvm.start(process)) {
            return child.awaitEnd();
        }
    }

    private static List<Path> files(Path directory) throws Exception {
        if (Files.notExists(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
