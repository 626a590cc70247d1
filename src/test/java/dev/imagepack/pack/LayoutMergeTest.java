package dev.imagepack.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
import dev.imagepack.oci.OciLayout;
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
            assertThat(merge.entries())
                    .extracting(entry -> entry.alias().value())
                    .containsExactly("web", "app");
            PackedEntry second = merge.entries().get(1);
            assertThat(second.references()).containsExactly(ImageRef.parse("registry.example/app:1"));
            assertThat(second.first().image().layers())
                    .extracting(layer -> layer.source())
                    .containsOnly(LayerSource.EMBED);
            assertThat(second.descriptor().annotations())
                    .containsEntry("extra", "kept")
                    .containsEntry(ImageIndex.REF_NAME, "app")
                    .containsEntry(ImageIndex.IMAGE_NAME, "registry.example/app:1");
            assertThat(second.descriptor().platform()).contains(Platform.LINUX_AMD64);
            assertThat(second.blob().digest())
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
            PackedImage image = merge.entries().get(0).first();
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
            assertThat(merge.entries()).hasSize(1);
            assertThat(merge.entries().get(0).index()).isEmpty();
            assertThat(merge.entries().get(0).blob().digest())
                    .isEqualTo(app.manifestDescriptor().digest());
        }
    }

    private final SampleImage arm = new SampleImage(Platform.parse("linux/arm64"), app.layers());

    /** A layout with one alias for these images. */
    private SampleLayout index(Descriptor... entries) throws IOException {
        SampleLayout layout = layout();
        layout.store(app);
        layout.store(arm);
        Descriptor index = layout.store(ImageIndex.of(List.of(entries)));
        return layout.entry(index.withAnnotations(Map.of(ImageIndex.REF_NAME, "app")));
    }

    private static Descriptor listed(SampleImage image) {
        return image.manifestDescriptor().withPlatform(image.platform());
    }

    @Test
    void anIndexOfSeveralPlatformsStaysAsItIs() throws IOException {
        Descriptor noted = listed(arm).withAnnotations(Map.of("note", "of another tool"));
        SampleLayout layout = index(noted, listed(app));

        try (LayoutMerge merge = LayoutMerge.open(layout.path())) {
            PackedEntry entry = merge.entries().get(0);
            assertThat(entry.images())
                    .extracting(image -> image.image().platform().toString())
                    .containsExactly("linux/arm64", "linux/amd64");
            assertThat(entry.index())
                    .hasValueSatisfying(bytes ->
                            assertThat(ImageIndex.parse(bytes).manifests()).containsExactly(noted, listed(app)));
            assertThat(entry.descriptor().digest())
                    .isEqualTo(OciLayout.open(layout.path())
                            .index()
                            .manifests()
                            .get(0)
                            .digest());
            assertThat(entry.descriptor().platform()).isEmpty();
        }
    }

    @Test
    void anIndexThatSpeaksOfMoreThanImagesIsMadeAnew() throws IOException {
        Descriptor attestation = web.manifestDescriptor().withPlatform(Platform.parse("unknown/unknown"));
        SampleLayout layout = index(listed(app), listed(arm), attestation);

        try (LayoutMerge merge = LayoutMerge.open(layout.path())) {
            assertThat(merge.entries().get(0).index())
                    .hasValueSatisfying(bytes ->
                            assertThat(ImageIndex.parse(bytes).manifests()).containsExactly(listed(app), listed(arm)));
        }
    }

    @Test
    void twoImagesForOnePlatformAreRefused() throws IOException {
        SampleLayout layout = index(listed(app), listed(app));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> LayoutMerge.open(layout.path()).close())
                .withMessageContaining("'app' holds two images for linux/amd64");
    }

    @Test
    void anIndexOfNothingIsRefused() throws IOException {
        SampleLayout layout = index();

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> LayoutMerge.open(layout.path()).close())
                .withMessageContaining("'app' is an index without an image");
    }

    @Test
    void aLockMustSpeakOfThePlatformsThatTheLayoutHas() throws IOException {
        SampleLayout layout = index(listed(app), listed(arm));
        Path lock = directory.resolve("images.lock");
        Files.writeString(lock, lock());

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> LayoutMerge.open(layout.path()).close())
                .withMessageContaining("images.lock: images.app is for 1 platforms, the layout has 2");
        String image = lock().lines().skip(3).map(line -> "    " + line + "\n").collect(Collectors.joining());
        String both = "version: 1\nimages:\n  app:\n    platforms:\n      linux/amd64:\n" + image + "      linux/%s:\n"
                + image.replaceFirst(
                        "sha256:[0-9a-f]+", arm.configDescriptor().digest().toString());
        Files.writeString(lock, both.formatted("s390x"));
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> LayoutMerge.open(layout.path()).close())
                .withMessageContaining("images.lock: images.app.platforms lacks linux/arm64, which the layout has");
        Files.writeString(lock, both.formatted("arm64"));
        layout.blobs().delete(app.layers().get(0).descriptor().digest());
        try (LayoutMerge merge = LayoutMerge.open(layout.path())) {
            assertThat(merge.entries().get(0).images())
                    .allSatisfy(each -> assertThat(each.image().upstream()).isEqualTo(UPSTREAM));
        }
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
