package dev.imagepack.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.LayerSource;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleLayout;
import dev.imagepack.image.SampleTar;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LayoutMergeTest {

    private static final String UPSTREAM = "registry.example/base:1@sha256:" + "1".repeat(64);

    @TempDir
    private Path directory;

    private final SampleImage app = SampleImage.of(
            SampleImage.Layer.gzip("etc/base", "base"), SampleImage.Layer.gzip("srv/app", "application"));
    private final SampleImage web = SampleImage.of(SampleImage.Layer.plain("srv/web", "web"));

    private SampleLayout layout() throws IOException {
        return new SampleLayout(directory.resolve("images"));
    }

    /** A layout of {@code app} whose lowest layer is upstream, with its lock beside it. */
    private SampleLayout delta() throws IOException {
        SampleLayout layout = layout().image("app", app);
        layout.blobs().delete(app.layers().get(0).descriptor().digest());
        Files.writeString(directory.resolve("images.lock"), lock());
        return layout;
    }

    private String lock() {
        return """
                version: 1
                images:
                  app:
                    image_id: %s
                    upstream: %s
                    layers:
                      - digest: %s
                        source: upstream
                      - digest: %s
                        source: embed
                """.formatted(
                        app.configDescriptor().digest(),
                        UPSTREAM,
                        app.layers().get(0).descriptor().digest(),
                        app.layers().get(1).descriptor().digest());
    }

    @Test
    void everyImageComesWithItsAliasAndItsNames() throws IOException {
        SampleLayout layout = layout().image("web", web);
        layout.entry(layout.store(app)
                .withAnnotations(Map.of(
                        ImageIndex.REF_NAME, "app", ImageIndex.IMAGE_NAME, "registry.example/app:1", "extra", "kept")));

        try (LayoutMerge merge = LayoutMerge.open(layout.path())) {
            assertThat(merge.images())
                    .extracting(image -> image.alias().value())
                    .containsExactly("web", "app");
            PackedImage second = merge.images().get(1);
            assertThat(second.image().references()).containsExactly(ImageRef.parse("registry.example/app:1"));
            assertThat(second.image().layers())
                    .extracting(layer -> layer.source())
                    .containsOnly(LayerSource.EMBED);
            assertThat(second.entry().annotations())
                    .containsEntry("extra", "kept")
                    .containsEntry(ImageIndex.REF_NAME, "app")
                    .containsEntry(ImageIndex.IMAGE_NAME, "registry.example/app:1");
            assertThat(second.entry().platform()).contains(Platform.LINUX_AMD64);
            assertThat(second.manifest().digest())
                    .isEqualTo(app.manifestDescriptor().digest());
        }
    }

    private enum Form {
        DIRECTORY,
        OUTPUT_DIRECTORY,
        TAR_WITH_LOCK_INSIDE,
        TAR_OF_OUTPUT
    }

    private Path form(SampleLayout layout, Form form) throws IOException {
        Path file = directory.resolve("merged.tar");
        switch (form) {
            case DIRECTORY -> {
                return layout.path();
            }
            case OUTPUT_DIRECTORY -> {
                return directory;
            }
            case TAR_WITH_LOCK_INSIDE -> {
                try (SampleTar tar = new SampleTar(file)) {
                    tar.tree(layout.path(), "").file("images.lock", lock()).file("manifest.json", "[]");
                }
            }
            case TAR_OF_OUTPUT -> {
                try (SampleTar tar = new SampleTar(file)) {
                    tar.tree(layout.path(), "images/")
                            .file("images.lock", lock())
                            .file("pack-result.json", "{}");
                }
            }
        }
        return file;
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource(Form.class)
    void aLockTellsWhichLayersAreUpstream(Form form) throws IOException {
        Path path = form(delta(), form);

        try (LayoutMerge merge = LayoutMerge.open(path)) {
            PackedImage image = merge.images().get(0);
            assertThat(image.image().upstream()).isEqualTo(UPSTREAM);
            assertThat(image.upstreamLayers())
                    .containsExactly(app.layers().get(0).descriptor().digest());
            assertThat(image.embeddedLayers())
                    .containsExactly(app.layers().get(1).descriptor());
            BlobStore target = new BlobStore(directory.resolve("target"));
            for (Descriptor blob : image.blobs()) {
                merge.bring(blob, target);
            }
            assertThat(target.list()).hasSize(3);
        }
    }

    @Test
    void withoutALockEveryBlobMustBeThere() throws IOException {
        SampleLayout layout = delta();
        Files.delete(directory.resolve("images.lock"));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> LayoutMerge.open(layout.path()).close())
                .withMessageContaining(
                        "images: blob " + app.layers().get(0).descriptor().digest())
                .withMessageContaining("of 'app' is missing, or has another size; there is no images.lock");
    }

    @Test
    void anEmbeddedBlobThatIsMissingIsAFaultEvenWithALock() throws IOException {
        SampleLayout layout = delta();
        layout.blobs().delete(app.layers().get(1).descriptor().digest());

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> LayoutMerge.open(layout.path()).close())
                .withMessageContaining(app.layers().get(1).descriptor().digest() + "")
                .withMessageContaining("is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "app: | app2: | images.lock lacks 'app', which the layout has",
                "layers: | layers:\\n      - {digest: 'sha256:%s', source: embed} | images.app.layers are [",
                "image_id: | image_id: sha256:%s # | images.app.image_id is sha256:0000",
                "version: 1 | version: 2 | images.lock:1: version is '2'",
            })
    void aLockThatContradictsTheLayoutIsRefused(String from, String to, String fault) throws IOException {
        SampleLayout layout = delta();
        Files.writeString(
                directory.resolve("images.lock"),
                lock().replace(from, to.replace("\\n", "\n").formatted("0".repeat(64))));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> LayoutMerge.open(layout.path()).close())
                .withMessageContaining(fault);
    }

    @Test
    void aLockWithAnImageThatTheLayoutLacksIsRefused() throws IOException {
        SampleLayout layout = delta();
        Files.writeString(
                directory.resolve("images.lock"),
                lock() + "  zoo:\n    image_id: sha256:" + "0".repeat(64) + "\n    upstream: ''\n    layers: []\n");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> LayoutMerge.open(layout.path()).close())
                .withMessageContaining("images.lock has [zoo], which the layout lacks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "registry.example/app:1", "a b"})
    void anEntryWithoutAnAliasIsRefused(String name) throws IOException {
        SampleLayout layout = layout();
        layout.entry(layout.store(web).withAnnotations(name.isEmpty() ? Map.of() : Map.of(ImageIndex.REF_NAME, name)));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> LayoutMerge.open(layout.path()).close())
                .withMessageContaining("index.json: " + web.manifestDescriptor().digest() + " is named '" + name + "'");
    }

    @Test
    void anAliasTwiceIsRefused() throws IOException {
        SampleLayout layout = layout().image("app", app).image("app", app);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> LayoutMerge.open(layout.path()).close())
                .withMessageContaining("index.json: 'app' is there twice");
    }

    @Test
    void anIndexWithOneImageAndItsAttestationsIsThatImage() throws IOException {
        SampleLayout layout = layout();
        Descriptor attestation = layout.store(web)
                .withPlatform(Platform.parse("unknown/unknown"))
                .withAnnotations(Map.of("vnd.docker.reference.type", "attestation-manifest"));
        Descriptor index = layout.store(ImageIndex.of(List.of(layout.store(app), attestation)));
        layout.entry(index.withAnnotations(Map.of(ImageIndex.REF_NAME, "app")));

        try (LayoutMerge merge = LayoutMerge.open(layout.path())) {
            assertThat(merge.images()).hasSize(1);
            assertThat(merge.images().get(0).manifest().digest())
                    .isEqualTo(app.manifestDescriptor().digest());
        }
    }

    @Test
    void severalPlatformsUnderOneAliasAreRefused() throws IOException {
        SampleLayout layout = layout();
        SampleImage arm = new SampleImage(Platform.parse("linux/arm64"), app.layers());
        Descriptor index = layout.store(ImageIndex.of(List.of(layout.store(app), layout.store(arm))));
        layout.entry(index.withAnnotations(Map.of(ImageIndex.REF_NAME, "app")));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> LayoutMerge.open(layout.path()).close())
                .withMessageContaining("'app' (" + index.digest() + ") holds 2 images, and only one per alias");
    }

    @Test
    void bytesThatAreNotWhatTheirNameSaysDoNotEnter() throws IOException {
        SampleLayout layout = layout().image("app", app);
        Descriptor layer = app.layers().get(1).descriptor();
        SampleLayout.damage(layout.blobs().path(layer.digest()));
        BlobStore target = new BlobStore(directory.resolve("target"));

        try (LayoutMerge merge = LayoutMerge.open(layout.path())) {
            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(() -> merge.bring(layer, target))
                    .withMessageContaining(layout.path() + ": blob " + layer.digest());
        }
        assertThat(target.list()).isEmpty();
    }

    @Test
    void aHostilePackageIsRefused() throws IOException {
        SampleLayout layout = layout().image("app", app);
        Path file = directory.resolve("hostile.tar");

        try (SampleTar tar = new SampleTar(file)) {
            tar.tree(layout.path(), "images/").symlink("images/blobs/sha256/" + "0".repeat(64), "/etc/passwd");
        }
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> LayoutMerge.open(file).close())
                .withMessageContaining("leaves the archive");
        try (SampleTar tar = new SampleTar(file)) {
            tar.tree(layout.path(), "images/").symlink("images/blobs/sha256/" + "0".repeat(64), "index.json");
        }
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> LayoutMerge.open(file).close())
                .withMessageContaining("is a link, and a layout has none");
        try (SampleTar tar = new SampleTar(file)) {
            tar.tree(layout.path(), "images/").file("../x", "");
        }
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> LayoutMerge.open(file).close())
                .withMessageContaining("'../x' leaves the archive");
        try (SampleTar tar = new SampleTar(file)) {
            tar.tree(layout.path(), "images/").file("etc/passwd", "");
        }
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> LayoutMerge.open(file).close())
                .withMessageContaining("'etc/passwd' is not below images/");
    }
}
