package dev.imagepack.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.KnownLayers;

import static org.assertj.core.api.Assertions.assertThat;

class SoundLayersTest {

    private static final DiffId DIFF_ID = DiffId.of(Digest.of(new byte[] {1}));

    @TempDir
    Path directory;

    private Cache cache;
    private Digest digest;
    private Path file;

    @BeforeEach
    void remember() throws IOException {
        cache = Cache.open(directory.resolve("cache"));
        digest = cache.blobs().put("layer".getBytes());
        file = cache.blobs().path(digest);
        known().remember(digest, file, DIFF_ID);
    }

    @AfterEach
    void close() throws IOException {
        cache.close();
    }

    private KnownLayers known() {
        return cache.blobs().known();
    }

    @Test
    void aFileAndItsHardLinksAreKnown() throws IOException {
        Path link = Files.createLink(directory.resolve("link"), file);
        assertThat(known().find(digest, file)).contains(DIFF_ID);
        assertThat(known().find(digest, link)).contains(DIFF_ID);
    }

    @Test
    void anotherRunKnowsThemToo() throws IOException {
        cache.close();
        cache = Cache.open(directory.resolve("cache"));
        assertThat(known().find(digest, file)).contains(DIFF_ID);
    }

    @Test
    void aCopyIsNotKnown() throws IOException {
        Path copy = Files.copy(file, directory.resolve("copy"));
        Files.setLastModifiedTime(copy, Files.getLastModifiedTime(file));
        assertThat(known().find(digest, copy)).isEmpty();
    }

    @Test
    void aFileThatSomebodyWroteToIsNotKnown() throws IOException {
        FileTime later = FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 1);
        Files.setLastModifiedTime(file, later);
        assertThat(known().find(digest, file)).isEmpty();
    }

    @Test
    void aBlobOfAnotherDigestIsNotKnown() throws IOException {
        assertThat(known().find(Digest.of(new byte[] {2}), file)).isEmpty();
    }
}
