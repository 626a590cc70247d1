package dev.imagepack.oci;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;

import dev.imagepack.io.Compression;
import dev.imagepack.oci.LayoutCheck.Fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class LayerFactsTest extends LayoutCheckFixture {

    @Test
    void theMediaTypeMustBeWhatTheBytesAre() throws IOException {
        TestImage image = image();
        Descriptor gzip = image.layers().get(0);
        DiffId diffId =
                ImageConfig.parse(bytes(image.config().digest())).diffIds().get(0);
        TestImage lying =
                image.noLayers().layer(new Descriptor(MediaType.LAYER_ZSTD, gzip.digest(), gzip.size()), diffId);
        lying.commit(lying.entry("app"));
        assertThat(check())
                .filteredOn(fault -> !fault.isLeftover())
                .containsExactly(new Fault(
                        "compression-mismatch",
                        gzip.digest() + " (layer 1 of app)",
                        "the media type " + MediaType.LAYER_ZSTD + " says ZSTD, the bytes are GZIP"));
    }

    @Test
    void aDiffIdMustBeThatOfItsPosition() throws IOException {
        TestImage image = image().layer("second");
        List<Descriptor> layers = List.copyOf(image.layers());
        List<DiffId> diffIds = ImageConfig.parse(bytes(image.config().digest())).diffIds();
        image.noLayers().layer(layers.get(0), diffIds.get(1)).layer(layers.get(1), diffIds.get(0));
        image.commit(image.entry("app"));
        assertThat(check())
                .filteredOn(fault -> fault.code().equals("diff-id-mismatch"))
                .extracting(Fault::where)
                .containsExactly(
                        layers.get(0).digest() + " (layer 1 of app)",
                        layers.get(1).digest() + " (layer 2 of app)");
    }

    @Test
    void aTypeThatIsNoLayerIsNotGuessed() throws IOException {
        TestImage image = image();
        Descriptor odd = image.store(MediaType.LAYER + "+lz4", utf8("odd"));
        image.layer(odd, DiffId.of(odd.digest()));
        image.commit(image.entry("app"));
        assertThat(codes()).containsExactly("media-type");
    }

    private void layerOf(byte[] tar) throws IOException {
        TestImage image = image().noLayers().layer(tar, Compression.GZIP);
        image.commit(image.entry("app"));
    }

    private static byte[] foreignTar(TarArchiveEntry... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (TarArchiveEntry entry : entries) {
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static TarArchiveEntry hardLink(String name, String target) {
        TarArchiveEntry link = new TarArchiveEntry(name, TarConstants.LF_LINK);
        link.setLinkName(target);
        return link;
    }

    @Test
    void aPathIsInALayerOnceHoweverItIsSpelled() throws IOException {
        layerOf(foreignTar(
                new TarArchiveEntry("a"),
                new TarArchiveEntry("d/"),
                new TarArchiveEntry("./a"),
                new TarArchiveEntry("./d/")));
        assertThat(realFaults())
                .extracting(Fault::code, Fault::what)
                .containsExactly(
                        tuple("tar-duplicate", "the path \"a\" is there twice"),
                        tuple("tar-duplicate", "the path \"d\" is there twice"));
    }

    @Test
    void aHardLinkNamesAnEarlierEntryOfItsLayer() throws IOException {
        layerOf(foreignTar(hardLink("a", "b"), new TarArchiveEntry("b"), hardLink("c", "./b"), hardLink("d", "lower")));
        assertThat(realFaults())
                .extracting(Fault::what)
                .containsExactly(
                        "the hard link \"a\" names \"b\", which is not in this layer before it",
                        "the hard link \"d\" names \"lower\", which is not in this layer before it");
    }

    @Test
    void aNameMustNotClimbOut() throws IOException {
        TarArchiveEntry climbing = new TarArchiveEntry("a", true);
        climbing.setName("../../etc/passwd");
        layerOf(foreignTar(climbing));
        assertThat(realFaults()).extracting(Fault::code).containsExactly("tar-invalid");
    }

    @Test
    void aTarIsWhole() throws IOException {
        byte[] tar = TestImage.tar("a", "x".repeat(2000));
        layerOf(Arrays.copyOf(tar, 1024));
        assertThat(realFaults()).extracting(Fault::code).containsExactly("tar-invalid");
    }

    @Test
    void aLayerIsATar() throws IOException {
        layerOf(utf8("base-layer\n"));
        assertThat(realFaults()).extracting(Fault::code).containsExactly("tar-invalid");
    }

    @Test
    void ofManyFaultsInOneLayerTheFirstAreShown() throws IOException {
        TarArchiveEntry[] entries = new TarArchiveEntry[100];
        Arrays.setAll(entries, i -> new TarArchiveEntry("same"));
        layerOf(foreignTar(entries));
        assertThat(realFaults()).hasSize(21);
        assertThat(realFaults().get(20).code()).isEqualTo("tar-more");
    }

    @Test
    void aLayerThatUnpacksToTooMuchIsNotUnpackedToItsEnd() throws IOException {
        byte[] zeros = new byte[4 << 20];
        TestImage image = image().noLayers().layer(zeros, Compression.ZSTD);
        Descriptor layer = image.layers().get(0);
        LayerFacts facts = LayerFacts.read(image.blobs().path(layer.digest()), layer.digest(), true, 1000);
        assertThat(layer.size() * 2000).isLessThan(zeros.length);
        assertThat(facts.diffId()).isEmpty();
        assertThat(facts.size()).isEqualTo(layer.size());
        assertThat(facts.problems())
                .containsExactly(new LayerFacts.Problem(
                        "layer-corrupt",
                        "it cannot be unpacked: it unpacks to more than " + layer.size() * 2000 + " bytes"));
    }
}
