package dev.imagepack.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

import dev.imagepack.io.Compression.Algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CompressionTest {

    private static final Executor NOBODY = job -> {
        throw new RejectedExecutionException();
    };

    private static final int BLOCK = 1 << 20;

    @TestFactory
    Stream<DynamicTest> theBytesDoNotDependOnThreadsOrWrites() {
        List<Compression> compressions = List.of(Compression.GZIP, Compression.ZSTD, Compression.NONE);
        return compressions.stream()
                .flatMap(compression -> Stream.of(0, 1, BLOCK, BLOCK + 1, 5_000_000)
                        .map(size -> DynamicTest.dynamicTest(
                                compression.algorithm() + " of " + size, () -> checkDeterminism(compression, size))));
    }

    private static void checkDeterminism(Compression compression, int size) throws IOException {
        byte[] plain = Samples.mixed(size);
        byte[] expected = Samples.compressed(compression, plain, NOBODY);
        for (int threads : new int[] {1, 2, 8}) {
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try {
                assertThat(Samples.compressed(compression, plain, pool)).isEqualTo(expected);
            } finally {
                pool.shutdown();
            }
        }
        assertThat(inUnevenWrites(compression, plain)).isEqualTo(expected);
        assertThat(Samples.decompressed(expected, compression.algorithm())).isEqualTo(plain);
    }

    private static byte[] inUnevenWrites(Compression compression, byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compression.compress(bytes, Runnable::run)) {
            int step = 1;
            for (int i = 0; i < plain.length; step = step * 5 % 99_991) {
                int length = Math.min(step, plain.length - i);
                out.write(plain, i, length);
                out.flush();
                i += length;
            }
        }
        return bytes.toByteArray();
    }

    @TestFactory
    Stream<DynamicTest> zstdHasTheSameBytesForAnyNumberOfItsOwnThreads() {
        return Stream.of(0, 1, 3_000_000, 40_000_000)
                .map(size -> DynamicTest.dynamicTest("" + size, () -> {
                    byte[] plain = Samples.text(size);
                    byte[] expected = zstd(plain, 1);
                    assertThat(zstd(plain, 2)).isEqualTo(expected);
                    assertThat(zstd(plain, 5)).isEqualTo(expected);
                }));
    }

    private static byte[] zstd(byte[] plain, int workers) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = Zstd.compress(bytes, 3, workers)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    @Test
    void aZstdFrameHasAChecksum() throws IOException {
        byte[] bytes = Samples.compressed(Compression.ZSTD, Samples.text(100), NOBODY);
        assertThat(bytes[4] & 4).as("checksum flag of the frame header").isNotZero();
    }

    @Test
    void framesAndSkippableFramesAreReadInARow() throws IOException {
        byte[] skippable = HexFormat.of().parseHex("5f2a4d1803000000abcdef");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(skippable);
        bytes.write(Samples.compressed(Compression.ZSTD, Samples.text(200_000), NOBODY));
        bytes.write(skippable);
        bytes.write(Samples.compressed(Compression.ZSTD, new byte[0], NOBODY));
        bytes.write(Samples.compressed(Compression.ZSTD, new byte[] {7}, NOBODY));
        bytes.write(skippable);
        assertThat(Compression.detect(bytes.toByteArray())).isEqualTo(Algorithm.ZSTD);
        byte[] plain = Samples.decompressed(bytes.toByteArray(), Algorithm.ZSTD);
        assertThat(plain).hasSize(200_001).startsWith(Samples.text(200_000)).endsWith(7);
    }

    @TestFactory
    Stream<DynamicTest> aStreamThatIsCutShortIsAnError() {
        return compressedSamples()
                .map(sample -> DynamicTest.dynamicTest(sample.algorithm().toString(), () -> {
                    for (int length = 0; length < sample.bytes().length; length++) {
                        byte[] cut = Arrays.copyOf(sample.bytes(), length);
                        assertThatThrownBy(() -> Samples.decompressed(cut, sample.algorithm()))
                                .as("after %s bytes", length)
                                .isInstanceOf(IOException.class);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> damageIsAnErrorOrWithoutConsequence() {
        return compressedSamples()
                .map(sample -> DynamicTest.dynamicTest(sample.algorithm().toString(), () -> {
                    int noticed = 0;
                    for (int i = 0; i < sample.bytes().length * 8; i++) {
                        byte[] damaged = sample.bytes().clone();
                        damaged[i / 8] ^= (byte) (1 << i % 8);
                        noticed += isNoticed(damaged, sample) ? 1 : 0;
                    }
                    assertThat(noticed).isGreaterThan(sample.bytes().length * 8 * 9 / 10);
                }));
    }

    /** What is not noticed (a time in a header, bits that pad) must not matter. */
    private static boolean isNoticed(byte[] damaged, Sample sample) {
        try {
            byte[] plain = Samples.decompressed(damaged, sample.algorithm());
            assertThat(plain).isEqualTo(sample.plain());
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @TestFactory
    Stream<DynamicTest> everyAlgorithmIsReadAndDetected() {
        return compressedSamples()
                .map(sample -> DynamicTest.dynamicTest(sample.algorithm().toString(), () -> {
                    assertThat(Samples.decompressed(sample.bytes(), sample.algorithm()))
                            .isEqualTo(sample.plain());
                    assertThat(Compression.detect(Arrays.copyOf(sample.bytes(), 6)))
                            .isEqualTo(sample.algorithm());
                    assertThat(Compression.detect(Arrays.copyOf(sample.bytes(), Compression.HEAD)))
                            .isEqualTo(sample.algorithm());
                }));
    }

    @Test
    void twoStreamsInARowAreOne() throws IOException {
        for (Sample sample : compressedSamples().toList()) {
            byte[] twice = Arrays.copyOf(sample.bytes(), 2 * sample.bytes().length);
            System.arraycopy(sample.bytes(), 0, twice, sample.bytes().length, sample.bytes().length);
            assertThat(Samples.decompressed(twice, sample.algorithm()))
                    .hasSize(2 * sample.plain().length)
                    .startsWith(sample.plain())
                    .endsWith(sample.plain());
        }
    }

    @Test
    void theStreamBeneathIsClosed() throws IOException {
        for (Sample sample : compressedSamples().toList()) {
            Samples.Trickle beneath = new Samples.Trickle(sample.bytes());
            Compression.decompress(beneath, sample.algorithm()).close();
            assertThat(beneath.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1f8b08, GZIP",
        "1f8b08000000, GZIP",
        "1f8b01000000, NONE",
        "1f8b, NONE",
        "28b52ffd0458, ZSTD",
        "502a4d180000, ZSTD",
        "5f2a4d180000, ZSTD",
        "602a4d180000, NONE",
        "425a68393141, BZIP2",
        "425a6839314159265359, BZIP2",
        "425a6831177245385090, BZIP2",
        "425a6830314159265359, NONE",
        "425a6839314159265358, NONE",
        "425a6839, NONE",
        "fd377a585a00, XZ",
        "fd377a585a, NONE",
        "fd377a585a01, NONE",
        "'', NONE",
        "7573746172, NONE",
    })
    void anAlgorithmIsRecognisedByItsFirstBytes(String head, Algorithm algorithm) {
        assertThat(Compression.detect(HexFormat.of().parseHex(head))).isEqualTo(algorithm);
    }

    @Test
    void aLevelOutsideTheAlgorithmsOwnIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Compression(Algorithm.GZIP, 10))
                .withMessage("level 10 of GZIP is outside 1 to 9");
        assertThatIllegalArgumentException().isThrownBy(() -> new Compression(Algorithm.GZIP, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Compression(Algorithm.ZSTD, 23));
        assertThatIllegalArgumentException().isThrownBy(() -> new Compression(Algorithm.NONE, 1));
    }

    @ParameterizedTest
    @CsvSource({"GZIP, 9", "ZSTD, 19"})
    void higherLevelsMakeLess(Algorithm algorithm, int level) throws IOException {
        byte[] plain = Samples.text(300_000);
        int fast = Samples.compressed(new Compression(algorithm, 1), plain, NOBODY).length;
        int strong = Samples.compressed(new Compression(algorithm, level), plain, NOBODY).length;
        assertThat(strong).isLessThan(fast);
    }

    @Test
    void sourcesOfAddAreReadOnly() {
        assertThatThrownBy(() -> new Compression(Algorithm.XZ, 0).compress(new ByteArrayOutputStream(), NOBODY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("XZ is read only");
    }

    @Test
    void xzThatWantsTooMuchMemoryIsRefused() throws IOException {
        LZMA2Options small = new LZMA2Options(0);
        small.setDictSize(LZMA2Options.DICT_SIZE_MIN);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new XZOutputStream(bytes, small)) {
            out.write(1);
        }
        byte[] xz = withHugeDictionary(bytes.toByteArray());
        assertThatThrownBy(() -> Samples.decompressed(xz, Algorithm.XZ))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("memory");
    }

    /** Sets the dictionary size (one byte of the block header) to 1.5 GiB and mends the header's CRC. */
    private static byte[] withHugeDictionary(byte[] xz) {
        int header = 12;
        int size = ((xz[header] & 0xFF) + 1) * 4;
        xz[header + 4] = 37;
        CRC32 crc = new CRC32();
        crc.update(xz, header, size - 4);
        for (int i = 0; i < 4; i++) {
            xz[header + size - 4 + i] = (byte) (crc.getValue() >>> 8 * i);
        }
        return xz;
    }

    private record Sample(Algorithm algorithm, byte[] plain, byte[] bytes) {}

    private static Stream<Sample> compressedSamples() {
        byte[] plain = Samples.text(300);
        try {
            ByteArrayOutputStream bzip2 = new ByteArrayOutputStream();
            try (OutputStream out = new BZip2CompressorOutputStream(bzip2, 1)) {
                out.write(plain);
            }
            ByteArrayOutputStream xz = new ByteArrayOutputStream();
            try (OutputStream out = new XZOutputStream(xz, new LZMA2Options(0))) {
                out.write(plain);
            }
            return Stream.of(
                    new Sample(Algorithm.GZIP, plain, Samples.compressed(Compression.GZIP, plain, NOBODY)),
                    new Sample(Algorithm.ZSTD, plain, Samples.compressed(Compression.ZSTD, plain, NOBODY)),
                    new Sample(Algorithm.BZIP2, plain, bzip2.toByteArray()),
                    new Sample(Algorithm.XZ, plain, xz.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aStreamThatIsCutShortAnywhereIsAnErrorWithAMessage() {
        compressedSamples().forEach(sample -> {
            for (int length = 0; length < sample.bytes().length; length++) {
                byte[] cutShort = Arrays.copyOf(sample.bytes(), length);
                assertThatThrownBy(() -> Samples.decompressed(cutShort, sample.algorithm()))
                        .as("%s, %s bytes", sample.algorithm(), length)
                        .isInstanceOf(IOException.class)
                        .satisfies(e -> assertThat(e.getMessage()).isNotBlank());
            }
        });
    }

    @Test
    void plainBytesPassThrough() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(Compression.NONE.compress(out, NOBODY)).isSameAs(out);
        ByteArrayInputStream in = new ByteArrayInputStream(new byte[0]);
        assertThat(Compression.decompress(in, Algorithm.NONE)).isSameAs(in);
    }
}
