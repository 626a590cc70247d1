package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.cache.Cache;
import dev.imagepack.cache.CleanCache;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleImage.Layer;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;
import dev.imagepack.registry.KnownImages.Known;

import static org.assertj.core.api.Assertions.assertThat;

class KnownBasesTest {

    private static final SampleImage IMAGE = SampleImage.of(Layer.gzip("a", "a"));
    private static final ImageRef REFERENCE = ImageRef.parse("registry.example/base:1");
    private static final Platform AMD64 = Platform.LINUX_AMD64;

    @TempDir
    Path root;

    private final List<String> warnings = new ArrayList<>();

    private void keep(byte[] config) throws IOException {
        try (Cache cache = Cache.open(root)) {
            cache.blobs().put(IMAGE.layers().get(0).stored());
            Known known = new Known(IMAGE.manifestDescriptor(), IMAGE.manifest(), MediaType.MANIFEST, config);
            List<Descriptor> layers = List.of(IMAGE.layers().get(0).descriptor());
            new KnownBases(cache, warnings::add).keep(REFERENCE, AMD64, known, layers);
        }
    }

    private boolean isKnown() throws IOException {
        try (Cache cache = Cache.open(root)) {
            return new KnownBases(cache, warnings::add)
                    .find(REFERENCE, AMD64)
                    .filter(known -> java.util.Arrays.equals(known.manifest(), IMAGE.manifest()))
                    .filter(known -> java.util.Arrays.equals(known.config(), IMAGE.config()))
                    .filter(known -> known.named().equals(IMAGE.manifestDescriptor()))
                    .isPresent();
        }
    }

    private boolean hasLayer() throws IOException {
        try (Cache cache = Cache.open(root)) {
            Descriptor layer = IMAGE.layers().get(0).descriptor();
            return cache.blobs().contains(layer.digest(), layer.size());
        }
    }

    @Test
    void aBaseIsKnownByItsReferenceAndPlatform() throws IOException {
        keep(IMAGE.config());
        assertThat(isKnown()).isTrue();
        try (Cache cache = Cache.open(root)) {
            KnownBases bases = new KnownBases(cache, warnings::add);
            assertThat(bases.find(REFERENCE.withTag("2"), AMD64)).isEmpty();
            assertThat(bases.find(REFERENCE, Platform.parse("linux/arm64"))).isEmpty();
        }
    }

    @Test
    void anAlteredRecordIsNotKnown() throws IOException {
        keep(IMAGE.config());
        try (Stream<Path> files = Files.walk(root.resolve("v1/records"))) {
            for (Path record : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(record, Files.readString(record).replace("layers", "Layers"));
            }
        }
        assertThat(isKnown()).isFalse();
    }

    @Test
    void aRecordThatCannotBeWrittenIsAWarningAndNoFault() throws IOException {
        Files.createDirectories(root.resolve("v1"));
        Files.writeString(root.resolve("v1/records"), "a file where the directory should be");
        keep(IMAGE.config());
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith(
                        "base registry.example/base:1: the next build will look it up again, for its record cannot be"
                                + " written: ");
        assertThat(isKnown()).isFalse();
    }

    @Test
    void aDocumentThatIsNoTextIsLookedUpEachTime() throws IOException {
        keep(new byte[] {(byte) 0xFF, 0});
        try (Cache cache = Cache.open(root)) {
            assertThat(new KnownBases(cache, warnings::add).find(REFERENCE, AMD64))
                    .isEmpty();
        }
    }

    @Test
    void cleaningForAProjectLeavesBasesAndTheirLayersAlone() throws IOException {
        keep(IMAGE.config());
        CleanCache.clean(root, new CleanCache.Scope.Project("com.example:app"), false);
        assertThat(isKnown()).isTrue();
        assertThat(hasLayer()).isTrue();
        CleanCache.clean(root, new CleanCache.Scope.LargerThan(0), false);
        assertThat(isKnown()).isFalse();
        assertThat(hasLayer()).isFalse();
    }
}
