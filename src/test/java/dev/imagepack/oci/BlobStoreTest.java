package dev.imagepack.oci;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.Compression;
import dev.imagepack.io.Content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

class BlobStoreTest {

    private static final byte[] BYTES = "the content".getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.of(BYTES);
    private static final Descriptor DESCRIPTOR = new Descriptor("text/plain", DIGEST, BYTES.length);

    private static final byte[] DIGEST_512 = Digest.newHash(Digest.SHA512).digest(BYTES);

    @TempDir
    Path root;

    private BlobStore store() {
        return new BlobStore(root);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void onlyADamagedBlobIsDeletedAsSuch() throws IOException {
        assertThat(store().deleteIfDamaged(DESCRIPTOR)).isFalse();
        store().put(BYTES);
        assertThat(store().deleteIfDamaged(DESCRIPTOR)).isFalse();
        assertThat(store().contains(DIGEST, BYTES.length)).isTrue();

        Files.writeString(store().path(DIGEST), "the c0ntent");
        assertThat(store().deleteIfDamaged(DESCRIPTOR)).isTrue();
        assertThat(files()).isEmpty();
    }

    @Test
    void aBlobLiesUnderItsDigest() throws IOException {
        assertThat(store().put(BYTES)).isEqualTo(DIGEST);
        assertThat(root.resolve("blobs/sha256/" + DIGEST.hex())).hasBinaryContent(BYTES);
        assertThat(files()).containsExactly(store().path(DIGEST));
        assertThat(store().contains(DIGEST, BYTES.length)).isTrue();
    }

    @Test
    void storingAgainDoesNothing() throws IOException {
        store().put(BYTES);
        Object before = Files.readAttributes(store().path(DIGEST), "*").get("fileKey");
        store().put(BYTES);
        store().put(DESCRIPTOR, InputStream.nullInputStream());
        assertThat(Files.readAttributes(store().path(DIGEST), "*").get("fileKey"))
                .isEqualTo(before);
    }

    @Test
    void aFileOfAnotherSizeCountsAsAbsentAndIsReplaced() throws IOException {
        Files.createDirectories(store().path(DIGEST).getParent());
        Files.writeString(store().path(DIGEST), "cut");
        assertThat(store().contains(DIGEST, BYTES.length)).isFalse();
        store().put(DESCRIPTOR, new ByteArrayInputStream(BYTES));
        assertThat(store().path(DIGEST)).hasBinaryContent(BYTES);
    }

    @Test
    void whatIsNotTheAnnouncedBlobIsNotStored() throws IOException {
        for (byte[] other : new byte[][] {
            "the cOntent".getBytes(StandardCharsets.UTF_8), new byte[BYTES.length + 1], new byte[3], new byte[0]
        }) {
            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(() -> store().put(DESCRIPTOR, new ByteArrayInputStream(other)))
                    .withMessageContaining("blob " + DIGEST + " is not what it should be")
                    .withMessageContaining("expected")
                    .withMessageContaining("found");
        }
        assertThat(files()).isEmpty();
    }

    private void fetch(Digest digest, byte[] bytes) throws IOException {
        store().fetch(digest, begun -> new VersionedSource.Answer("", 0, new ByteArrayInputStream(bytes)));
    }

    @Test
    void aBlobOfUnknownSizeIsStoredByItsDigestOnly() throws IOException {
        Digest sha512 = new Digest(Digest.SHA512, HexFormat.of().formatHex(DIGEST_512));
        for (byte[] other : new byte[][] {"the cOntent".getBytes(StandardCharsets.UTF_8), new byte[0]}) {
            assertThatExceptionOfType(VerifiedInput.Mismatch.class)
                    .isThrownBy(() -> fetch(DIGEST, other))
                    .withMessage("expected " + DIGEST + ", found " + Digest.of(other));
        }
        assertThat(files()).isEmpty();
        assertThat(store().size(DIGEST)).isEmpty();

        fetch(DIGEST, BYTES);
        fetch(sha512, BYTES);
        fetch(DIGEST, new byte[0]);

        assertThat(files()).containsExactlyInAnyOrder(store().path(DIGEST), store().path(sha512));
        assertThat(store().path(DIGEST)).hasBinaryContent(BYTES);
        assertThat(store().size(sha512)).hasValue(BYTES.length);
    }

    @Test
    void theStreamStaysOpenAndWhatFollowsUnread() throws IOException {
        boolean[] closed = new boolean[1];
        InputStream in = new ByteArrayInputStream(BYTES) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        store().put(DESCRIPTOR, in);
        assertThat(closed[0]).isFalse();
        assertThat(store().path(DIGEST)).hasBinaryContent(BYTES);
    }

    private static Stream<Compression> compressions() {
        return Stream.of(Compression.NONE, Compression.GZIP, Compression.ZSTD);
    }

    @ParameterizedTest
    @MethodSource("compressions")
    void aLayerHasBothDigestsFromOnePass(Compression compression) throws IOException {
        byte[] tar = new byte[300_000];
        new Random(1).nextBytes(tar);
        int[] passes = new int[1];
        Content content = out -> {
            passes[0]++;
            out.write(tar[0]);
            out.write(tar, 1, tar.length - 1);
        };
        StoredLayer layer = store().putLayer(content, compression, Runnable::run);

        assertThat(passes[0]).isEqualTo(1);
        assertThat(layer.diffId().asDigest()).isEqualTo(Digest.of(tar));
        assertThat(layer.tarSize()).isEqualTo(tar.length);
        assertThat(layer.descriptor().mediaType()).isEqualTo(MediaType.layer(compression));
        byte[] blob = Files.readAllBytes(store().path(layer.descriptor().digest()));
        assertThat(Digest.of(blob)).isEqualTo(layer.descriptor().digest());
        assertThat(blob).hasSize((int) layer.descriptor().size());
        try (InputStream plain = Compression.decompress(new ByteArrayInputStream(blob), compression.algorithm())) {
            assertThat(plain.readAllBytes()).isEqualTo(tar);
        }
        assertThat(files()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("compressions")
    void equalLayersAreEqualBlobs(Compression compression) throws IOException {
        Content content = Content.of("x".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        StoredLayer one = store().putLayer(content, compression, Runnable::run);
        ExecutorService workers = Executors.newFixedThreadPool(2);
        try {
            assertThat(store().putLayer(content, compression, workers)).isEqualTo(one);
        } finally {
            workers.shutdownNow();
        }
        assertThat(files()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("compressions")
    void aLayerThatFailsLeavesNothing(Compression compression) throws IOException {
        Content failing = out -> {
            out.write(new byte[100_000]);
            throw new IOException("the file changed");
        };
        assertThatIOException()
                .isThrownBy(() -> store().putLayer(failing, compression, Runnable::run))
                .withMessage("the file changed");
        assertThat(files()).isEmpty();
    }

    @Test
    void manyWritersOfOneBlobAllSucceed() throws Exception {
        byte[] bytes = new byte[200_000];
        new Random(2).nextBytes(bytes);
        Digest digest = Digest.of(bytes);
        Descriptor expected = new Descriptor(MediaType.LAYER, digest, bytes.length);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Object>> writers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                writers.add(() -> new BlobStore(root).put(bytes));
                writers.add(() -> new BlobStore(root).putLayer(Content.of(bytes), Compression.NONE, Runnable::run));
                writers.add(Executors.callable(() -> putUnchecked(expected, bytes)));
            }
            for (Future<Object> writer : threads.invokeAll(writers)) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(files()).containsExactly(store().path(digest));
        assertThat(store().path(digest)).hasBinaryContent(bytes);
    }

    private void putUnchecked(Descriptor expected, byte[] bytes) {
        try {
            new BlobStore(root).put(expected, new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void readsAreVerified() throws IOException {
        store().put(BYTES);
        assertThat(store().read(DESCRIPTOR, BYTES.length)).isEqualTo(BYTES);
        try (InputStream in = store().open(DESCRIPTOR)) {
            assertThat(in.readAllBytes()).isEqualTo(BYTES);
        }
        Files.writeString(store().path(DIGEST), "the cOntent");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> store().read(DESCRIPTOR, 100))
                .withMessageContaining(store().path(DIGEST).toString())
                .withMessageContaining("expected " + DIGEST + ", found sha256:");
        try (InputStream in = store().open(DESCRIPTOR)) {
            assertThatIOException().isThrownBy(in::readAllBytes);
        }
    }

    @Test
    void aDocumentHasALimit() throws IOException {
        store().put(BYTES);
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> store().read(DESCRIPTOR, BYTES.length - 1))
                .withMessageContaining("has 11 bytes, more than the 10 that are read");
    }

    @Test
    void anAbsentBlobIsNamed() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> store().read(DESCRIPTOR, 100))
                .withMessageContaining("blob " + DIGEST + " is not in " + root);
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> store().open(DESCRIPTOR));
        assertThat(store().contains(DIGEST, BYTES.length)).isFalse();
    }

    @Test
    void aBlobIsTakenOverByAHardLink() throws IOException {
        BlobStore source = new BlobStore(root.resolve("source"));
        BlobStore target = new BlobStore(root.resolve("target"));
        source.put(BYTES);
        target.linkFrom(source, DIGEST);
        target.linkFrom(source, DIGEST);
        assertThat(Files.isSameFile(source.path(DIGEST), target.path(DIGEST))).isTrue();
    }

    @Test
    void fromAnotherFileSystemItIsCopiedAndVerified() throws IOException {
        try (var other = Jimfs.newFileSystem(Configuration.unix())) {
            BlobStore source = new BlobStore(other.getPath("/source"));
            Files.createDirectories(source.path(DIGEST).getParent());
            Files.write(source.path(DIGEST), BYTES);
            store().linkFrom(source, DIGEST);
            assertThat(store().path(DIGEST)).hasBinaryContent(BYTES);

            Digest claimed = Digest.of(new byte[0]);
            Files.write(source.path(claimed), BYTES);
            assertThatExceptionOfType(ImagepackException.class).isThrownBy(() -> store().linkFrom(source, claimed));
            assertThat(files()).containsExactly(store().path(DIGEST));
        }
    }

    @Test
    void aDamagedFileInTheWayIsReplacedWhenTakingOver() throws IOException {
        BlobStore source = new BlobStore(root.resolve("source"));
        BlobStore target = new BlobStore(root.resolve("target"));
        source.put(BYTES);
        Files.createDirectories(target.path(DIGEST).getParent());
        Files.writeString(target.path(DIGEST), "cut");
        target.linkFrom(source, DIGEST);
        assertThat(target.path(DIGEST)).hasBinaryContent(BYTES);
    }

    @Test
    void whatIsNotThereCannotBeTakenOver() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> store().linkFrom(new BlobStore(root.resolve("source")), DIGEST));
    }

    @Test
    void theListHoldsBlobsOnlySorted() throws IOException {
        assertThat(store().list()).isEmpty();
        Digest other = store().put("other".getBytes(StandardCharsets.UTF_8));
        store().put(BYTES);
        Path directory = store().path(DIGEST).getParent();
        Files.writeString(directory.resolve(".imagepack-1.tmp"), "x");
        Files.writeString(directory.resolve("A".repeat(64)), "x");
        Files.createDirectory(directory.resolve("a".repeat(64)));
        Digest long512 = new Digest("sha512", "0".repeat(128));
        Files.createDirectories(store().path(long512).getParent());
        Files.writeString(store().path(long512), "x");
        assertThat(store().list())
                .containsExactlyElementsOf(
                        Stream.of(DIGEST, other, long512).sorted().toList());
    }

    @Test
    void deletingSaysWhatItFreed() throws IOException {
        store().put(BYTES);
        assertThat(store().delete(DIGEST)).isEqualTo(BYTES.length);
        assertThat(store().delete(DIGEST)).isZero();
        assertThat(store().list()).isEmpty();
    }
}
