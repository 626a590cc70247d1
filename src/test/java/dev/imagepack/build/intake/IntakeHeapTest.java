package dev.imagepack.build.intake;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;

class IntakeHeapTest {

    /** The child has 64 MiB. */
    private static final int LARGE = 80 << 20;

    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource({"false, true", "true, false"})
    void aLayerMayBeLargerThanTheHeap(boolean rewrite, boolean named) throws Exception {
        try (ChildJvm child = ChildJvm.start(
                IntakeWorker.class,
                home.toString(),
                String.valueOf(LARGE),
                String.valueOf(rewrite),
                String.valueOf(named))) {
            assertThat(child.output()).contains("1 layer taken");
        }
    }
}
