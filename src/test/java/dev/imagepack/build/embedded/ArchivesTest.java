package dev.imagepack.build.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

import dev.imagepack.build.context.ContextTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Owner;
import dev.imagepack.build.context.TextData;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.io.Compression;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarReader;

import static org.assertj.core.api.Assertions.assertThat;

class ArchivesTest {

    private static final byte[] TAR = ((Nodes.InMemory) Nodes.tar(Nodes.entry("a"))).bytes();

    @TempDir
    Path home;

    private Scene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new Scene(home);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private Optional<TarSource> archive(byte[] bytes) throws IOException {
        Files.write(scene.module.resolve("file"), bytes);
        Node node = ContextTree.of(scene.module, IgnoreRules.none(), Set.of(), scene.cache)
                .find("file")
                .orElseThrow();
        return Archives.open(node, "file", TarReader.Limits.DEFAULT);
    }

    private static byte[] compressed(Compression compression) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compression.compress(bytes, Runnable::run)) {
            out.write(TAR);
        }
        return bytes.toByteArray();
    }

    private void assertUnpacks(byte[] bytes) throws IOException {
        TarSource tar = archive(bytes).orElseThrow();

        assertThat(Listing.of(tar.open()).entries()).containsExactly(Nodes.entry("a"));
        assertThat(tar.describe()).isEqualTo("file");
    }

    @Test
    void aTarIsOneWhateverItsNameAndCompression() throws IOException {
        assertUnpacks(TAR);
        assertUnpacks(compressed(Compression.GZIP));
        assertUnpacks(compressed(Compression.ZSTD));
        ByteArrayOutputStream bzip2 = new ByteArrayOutputStream();
        try (OutputStream out = new BZip2CompressorOutputStream(bzip2)) {
            out.write(TAR);
        }
        assertUnpacks(bzip2.toByteArray());
        ByteArrayOutputStream xz = new ByteArrayOutputStream();
        try (OutputStream out = new XZOutputStream(xz, new LZMA2Options(1))) {
            out.write(TAR);
        }
        assertUnpacks(xz.toByteArray());
    }

    /** Old programs summed the header's bytes as if those above 127 were negative. */
    @Test
    void aTarWithASignedChecksumIsOne() throws IOException {
        byte[] tar = ((Nodes.InMemory) Nodes.tar(TarEntry.file("\u00E9", 0644, 0))).bytes();
        int signed = 0;
        for (int i = 0; i < 512; i++) {
            signed += i >= 148 && i < 156 ? ' ' : tar[i];
        }
        byte[] field = String.format("%06o\0 ", signed).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(field, 0, tar, 148, field.length);

        assertThat(Listing.of(archive(tar).orElseThrow().open()).entries()).hasSize(1);
    }

    @Test
    void anythingElseIsAFile() throws IOException {
        assertThat(archive(new byte[0])).isEmpty();
        assertThat(archive(new byte[1024])).as("a tar without entries").isEmpty();
        assertThat(archive(Arrays.copyOf(TAR, 300))).isEmpty();
        assertThat(archive("text".repeat(300).getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
        byte[] gzip = compressed(Compression.GZIP);
        assertThat(archive(Arrays.copyOf(gzip, 12))).as("looks like gzip only").isEmpty();
        byte[] wrongSum = TAR.clone();
        wrongSum[0] ^= 1;
        assertThat(archive(wrongSum)).isEmpty();
    }

    @Test
    void onlyFilesOfAContextAreLookedAt() {
        assertThat(Archives.open(Nodes.directory(), "d", TarReader.Limits.DEFAULT))
                .isEmpty();
        assertThat(Archives.open(Node.file(0644, Owner.ROOT, new TextData(TAR)), "f", TarReader.Limits.DEFAULT))
                .isEmpty();
    }
}
