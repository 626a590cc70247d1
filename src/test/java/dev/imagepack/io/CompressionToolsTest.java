package dev.imagepack.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.io.Compression.Algorithm;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds our compressed streams against the programs that read and write them elsewhere. */
class CompressionToolsTest {

    private final byte[] plain = Samples.mixed(3_000_000);

    @TempDir
    private Path directory;

    @Test
    void gzipReadsOursAndWeReadItsOwn() throws IOException {
        roundTrip(Program.named("gzip"), Compression.GZIP, ".gz");
    }

    @Test
    void zstdReadsOursAndWeReadItsOwn() throws IOException {
        roundTrip(Program.named("zstd"), Compression.ZSTD, ".zst");
    }

    @Test
    void weReadXz() throws IOException {
        assertThat(compressedBy(Program.named("xz"), Algorithm.XZ)).isEqualTo(plain);
    }

    @Test
    void weReadBzip2() throws IOException {
        assertThat(compressedBy(Program.named("bzip2"), Algorithm.BZIP2)).isEqualTo(plain);
    }

    private void roundTrip(Program program, Compression compression, String suffix) throws IOException {
        Path ours = directory.resolve("ours" + suffix);
        Files.write(ours, Samples.compressed(compression, plain, Runnable::run));
        assertThat(program.run(directory, "-dc", ours.toString())).isEqualTo(plain);
        assertThat(compressedBy(program, compression.algorithm())).isEqualTo(plain);
    }

    private byte[] compressedBy(Program program, Algorithm algorithm) throws IOException {
        Path file = Files.write(directory.resolve("plain"), plain);
        byte[] bytes = program.run(directory, "-c", file.toString());
        assertThat(Compression.detect(bytes)).isEqualTo(algorithm);
        return Samples.decompressed(bytes, algorithm);
    }
}
