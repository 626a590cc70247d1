package dev.imagepack.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import dev.imagepack.io.Compression;
import dev.imagepack.oci.LayoutCheck.Fault;

import static org.assertj.core.api.Assertions.assertThat;

class BlobsCheckTest extends LayoutCheckFixture {

    @Test
    void aFlippedBitInALayerIsFound() throws IOException {
        TestImage image = image().noLayers().layer(TestImage.tar("a", "text"), Compression.NONE);
        image.commit(image.entry("app"));
        Digest layer = image.layers().get(0).digest();
        byte[] bytes = bytes(layer);
        bytes[512] ^= 1;
        overwrite(layer, bytes);
        assertThat(check())
                .filteredOn(fault -> !fault.isLeftover())
                .extracting(Fault::code)
                .containsExactlyInAnyOrder("digest-mismatch", "diff-id-mismatch");
        assertThat(check().get(0).where()).isEqualTo(layer + " (layer 1 of app)");
        assertThat(check().get(0).what()).startsWith("the blob hashes to sha256:");
    }

    @Test
    void aLayerThatIsCutShortIsFound() throws IOException {
        TestImage image = image();
        image.commit(image.entry("app"));
        Digest layer = image.layers().get(0).digest();
        overwrite(layer, Arrays.copyOf(bytes(layer), 40));
        assertThat(codes()).contains("size-mismatch", "digest-mismatch", "layer-corrupt");
    }

    @Test
    void absentBlobsAreNamedByTheirRole() throws IOException {
        TestImage image = image();
        Descriptor entry = image.entry("app");
        image.commit(entry);
        BlobStore blobs = new BlobStore(directory);
        blobs.delete(image.layers().get(0).digest());
        blobs.delete(image.config().digest());
        assertThat(check())
                .contains(new Fault(
                        "blob-absent", image.layers().get(0).digest() + " (layer 1 of app)", "the blob is absent"))
                .allSatisfy(fault -> assertThat(fault.isLeftover()).isFalse());
        blobs.delete(image.config().digest());
        assertThat(check())
                .extracting(Fault::where)
                .contains(image.layers().get(0).digest() + " (layer 1 of app)");
        blobs.delete(entry.digest());
        assertThat(check())
                .containsExactly(new Fault("blob-absent", entry.digest() + " (manifest of app)", "the blob is absent"));
    }

    @Test
    void aDirectoryInPlaceOfABlobIsFound() throws IOException {
        TestImage image = image();
        image.commit(image.entry("app"));
        Digest layer = image.layers().get(0).digest();
        Files.delete(image.blobs().path(layer));
        Files.createDirectory(image.blobs().path(layer));
        assertThat(codes()).contains("blob-absent", "stray-file");
    }

    @Test
    void upstreamLayersMayBeAbsent() throws IOException {
        TestImage image = image().layer("second");
        image.commit(image.entry("app"));
        Digest upstream = image.layers().get(0).digest();
        new BlobStore(directory).delete(upstream);
        assertThat(LayoutCheck.check(directory, Set.of(upstream))).isEmpty();
        assertThat(codes()).containsExactly("blob-absent");
        new BlobStore(directory).delete(image.layers().get(1).digest());
        assertThat(LayoutCheck.check(directory, Set.of(upstream)))
                .extracting(Fault::where)
                .containsExactly(image.layers().get(1).digest() + " (layer 2 of app)");
    }

    @Test
    void upstreamLayersThatAreThereAreChecked() throws IOException {
        TestImage image = image();
        image.commit(image.entry("app"));
        Digest upstream = image.layers().get(0).digest();
        overwrite(upstream, new byte[10]);
        assertThat(LayoutCheck.check(directory, Set.of(upstream)))
                .extracting(Fault::code)
                .contains("size-mismatch", "digest-mismatch");
    }

    @Test
    void anAbsentPlainLayerStillHasToBeItsDiffId() throws IOException {
        Digest absent = new Digest("sha256", "ab".repeat(32));
        TestImage image = image().layer(new Descriptor(MediaType.LAYER, absent, 10), DiffId.of(absent));
        image.commit(image.entry("app"));
        assertThat(LayoutCheck.check(directory, Set.of(absent))).isEmpty();
        image.noLayers().layer(new Descriptor(MediaType.LAYER, absent, 10), new DiffId("cd".repeat(32)));
        image.commit(image.entry("app"));
        assertThat(LayoutCheck.check(directory, Set.of(absent)))
                .extracting(Fault::code)
                .contains("diff-id-mismatch");
    }

    @Test
    void anAbsentLayerThatMayNotBeDistributedNeedsAnAddress() throws IOException {
        Digest absent = new Digest("sha256", "ab".repeat(32));
        String type = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";
        Descriptor layer = new Descriptor(
                type,
                absent,
                1,
                new TreeMap<>(),
                Optional.empty(),
                Optional.empty(),
                List.of("https://example.com/layer"),
                Optional.empty());
        TestImage image = image().layer(layer, DiffId.of(absent));
        image.commit(image.entry("app"));
        assertThat(check()).isEmpty();
    }
}
