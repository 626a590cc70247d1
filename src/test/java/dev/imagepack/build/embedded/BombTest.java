package dev.imagepack.build.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

import dev.imagepack.ImagepackException;
import dev.imagepack.download.Downloads;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleLayout;
import dev.imagepack.io.Compression;
import dev.imagepack.io.Content;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarReader;
import dev.imagepack.io.TarWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Small files that unpack to more than the limit: refused with what to do, and nothing of them stays. */
class BombTest {

    private static final int PLAIN = 8 << 20;

    @TempDir
    Path home;

    private Scene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new Scene(home);
        scene.builder = new EmbeddedBuilder(new EmbeddedBuilder.Outside(
                Scene.NO_REGISTRY, Downloads.OFFLINE, TarReader.Limits.DEFAULT.withBytes(1 << 20)));
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    @FunctionalInterface
    private interface Compressor {
        OutputStream to(OutputStream out) throws IOException;
    }

    @TestFactory
    Stream<DynamicTest> anArchiveInAnyCompression() {
        Map<String, Compressor> compressors = new LinkedHashMap<>();
        compressors.put("plain", out -> out);
        compressors.put("gzip", out -> Compression.GZIP.compress(out, Runnable::run));
        compressors.put("zstd", out -> Compression.ZSTD.compress(out, Runnable::run));
        compressors.put("bzip2", BZip2CompressorOutputStream::new);
        compressors.put("xz", out -> new XZOutputStream(out, new LZMA2Options(1)));
        return compressors.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    assertRefused(compressed(each.getValue(), zeros(PLAIN)), "it has more than 1048576 bytes");
                    assertRefused(compressed(each.getValue(), manyFiles()), "more than 1048576 bytes");
                }));
    }

    @Test
    void aSparseFileWithoutAnyBytes() throws IOException {
        assertRefused(sparse(1, "549755813888"), "\"file0\": it has more than 1048576 bytes, the limit");
    }

    @Test
    void sparseFilesThatAreTooLargeTogether() throws IOException {
        assertRefused(sparse(3, "000000400000"), "\"file2\": the files of the tar have more than 1048576 bytes");
    }

    private static byte[] sparse(int files, String size) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (int i = 0; i < files; i++) {
                addSparse(tar, "file" + i, size);
            }
        }
        return bytes.toByteArray();
    }

    private static void addSparse(TarArchiveOutputStream tar, String name, String size) throws IOException {
        byte[] records =
                ("26 GNU.sparse.map=0,0,0,0\n32 GNU.sparse.size=" + size + "\n").getBytes(StandardCharsets.US_ASCII);
        TarArchiveEntry added = new TarArchiveEntry("added", (byte) 'x');
        added.setSize(records.length);
        tar.putArchiveEntry(added);
        tar.write(records);
        tar.closeArchiveEntry();
        tar.putArchiveEntry(new TarArchiveEntry(name));
        tar.closeArchiveEntry();
    }

    @Test
    void aLayerOfABase() throws IOException {
        byte[] plain = zeros(PLAIN);
        byte[] stored = compressed(out -> Compression.GZIP.compress(out, Runnable::run), plain);
        SampleImage.Layer layer = new SampleImage.Layer(plain, stored, "application/vnd.oci.image.layer.v1.tar+gzip");
        new SampleLayout(home.resolve("layout")).image("registry.example/base:1", SampleImage.of(layer));
        scene.contexts.put("base", new BaseImage.Saved(home.resolve("layout"), Optional.empty()));
        scene.file("new", "x");

        assertRefused("layer 1 of " + home.resolve("layout"), "FROM base", "COPY new /");
    }

    @Test
    void whatIsWithinTheLimitIsUnpacked() throws IOException {
        Files.write(scene.module.resolve("x.tar"), zeros(1_000_000));

        assertThat(scene.build(scene.dockerfile("FROM scratch", "ADD x.tar /")).brief())
                .contains("/zeros file 0644 0:0");
    }

    private void assertRefused(byte[] archive, String fault) throws IOException {
        Files.write(scene.module.resolve("x.tar"), archive);
        assertRefused("Dockerfile:2: x.tar cannot be read: ", "FROM scratch", "ADD x.tar /");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.build(scene.dockerfile("FROM scratch", "ADD x.tar /")))
                .withMessageContaining(fault);
    }

    private void assertRefused(String start, String... lines) throws IOException {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.build(scene.dockerfile(lines)))
                .withMessageStartingWith(start)
                .withMessageContaining("1048576 bytes, the limit")
                .satisfies(e -> assertThat(e.advice()).contains("<maxUnpackedSize>"));
        assertThat(scene.temporaryFiles()).isEmpty();
        assertThat(scene.cache.blobs().list()).isEmpty();
    }

    private static byte[] compressed(Compressor compressor, byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compressor.to(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] zeros(int size) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(bytes)) {
            tar.write(TarEntry.file("zeros", 0644, size), Content.of(new byte[size]));
        }
        return bytes.toByteArray();
    }

    /** Each of them is small. */
    private static byte[] manyFiles() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(bytes)) {
            for (int i = 100; i < 220; i++) {
                tar.write(TarEntry.file("f" + i, 0644, 10_000), Content.of(new byte[10_000]));
            }
        }
        return bytes.toByteArray();
    }
}
