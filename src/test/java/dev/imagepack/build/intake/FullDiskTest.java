package dev.imagepack.build.intake;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.testing.FullDisk;

import static org.assertj.core.api.Assertions.assertThat;

@DisabledOnOs(OS.WINDOWS)
class FullDiskTest {

    /** What stays of it, compressed, is larger than the limit by far. */
    private static final int LARGE = 160 << 20;

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isTheErrorAndNotTheEnginesFaultAndNothingHalfStays(boolean named) throws Exception {
        Path scene = Files.createDirectory(home.resolve("scene"));
        String said = FullDisk.failure(
                home.resolve("said"),
                IntakeWorker.class,
                scene.toString(),
                String.valueOf(LARGE),
                "false",
                String.valueOf(named));

        Path cache = scene.resolve("cache/v1");
        assertThat(said)
                .containsPattern("FileSystemException: " + cache + "/(tmp/\\S+/)?blobs/sha256/layer: File too large\n")
                .doesNotContain("engine saved cannot be used");
        for (String directory : List.of("blobs", "tmp", "layers", "derived")) {
            assertThat(files(cache.resolve(directory))).isEmpty();
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
