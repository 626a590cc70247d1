package dev.imagepack.build.buildah;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.image.SavedImage;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.LayoutCheck;
import dev.imagepack.oci.Platform;
import dev.imagepack.testing.HandMadeImage;

import static org.assertj.core.api.Assertions.assertThat;

class ImageLayoutsTest {

    @TempDir
    Path home;

    @Test
    void anArchiveBecomesALayoutWithTheSameImage() throws Exception {
        HandMadeImage made = HandMadeImage.minimal();
        Path layout = home.resolve("layout");
        try (SavedImage image =
                SavedImage.open(made.archive(home.resolve("image.tar")), Optional.empty(), Platform.LINUX_AMD64)) {
            ImageLayouts.write(image, new BlobStore(home.resolve("cache")), layout);
        }

        assertThat(LayoutCheck.check(layout)).isEmpty();
        try (SavedImage written = SavedImage.open(layout, Optional.empty(), Platform.LINUX_AMD64)) {
            assertThat(written.config().id()).hasToString(made.imageId());
        }
    }

    @Test
    void layersThatAreInTheCacheAreLinked() throws Exception {
        BlobStore cache = new BlobStore(home.resolve("cache"));
        Path layout = home.resolve("layout");
        Descriptor layer;
        try (SavedImage image = SavedImage.open(
                HandMadeImage.minimal().layout(home.resolve("made")), Optional.empty(), Platform.LINUX_AMD64)) {
            layer = image.layers().get(0);
            cache.put(layer, image.openLayer(0));
            ImageLayouts.write(image, cache, layout);
        }

        assertThat(Files.isSameFile(new BlobStore(layout).path(layer.digest()), cache.path(layer.digest())))
                .isTrue();
        assertThat(LayoutCheck.check(layout)).isEmpty();
    }
}
