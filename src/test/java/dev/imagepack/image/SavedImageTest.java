package dev.imagepack.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Images in layouts, directory and tar alike. */
class SavedImageTest {

    private static final Platform AMD64 = Platform.LINUX_AMD64;
    private static final Platform ARM64 = Platform.parse("linux/arm64");

    @TempDir
    private Path directory;

    private final SampleImage app = SampleImage.of(
            SampleImage.Layer.plain("etc/base", "base"), SampleImage.Layer.gzip("srv/app", "application"));
    private final SampleImage web = SampleImage.of(SampleImage.Layer.gzip("srv/web", "web"));

    private SampleLayout layout() throws IOException {
        return new SampleLayout(directory.resolve("layout"));
    }

    /** The layout itself, or a tar of it. */
    private Path form(SampleLayout layout, boolean tar) throws IOException {
        if (!tar) {
            return layout.path();
        }
        Path file = directory.resolve("layout.tar");
        try (SampleTar out = new SampleTar(file)) {
            out.directory("./").tree(layout.path(), "./");
        }
        return file;
    }

    private static SavedImage open(Path path) throws IOException {
        return SavedImage.open(path, Optional.empty(), AMD64);
    }

    private static SavedImage open(Path path, String name) throws IOException {
        return SavedImage.open(path, Optional.of(name), AMD64);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anImageTellsWhatItsLayoutSays(boolean tar) throws IOException {
        Path path = form(layout().image("app", app), tar);

        try (SavedImage image = open(path)) {
            assertThat(image.describe()).isEqualTo(path.toString());
            assertThat(image.name()).isEmpty();
            assertThat(image.manifest().map(Descriptor::digest))
                    .contains(app.manifestDescriptor().digest());
            assertThat(image.config().bytes()).isEqualTo(app.config());
            assertThat(image.layers())
                    .containsExactly(
                            app.layers().get(0).descriptor(),
                            app.layers().get(1).descriptor());
            for (int i = 0; i < 2; i++) {
                assertThat(image.hasLayer(i)).isTrue();
                try (InputStream layer = image.openLayer(i)) {
                    assertThat(layer.readAllBytes())
                            .isEqualTo(app.layers().get(i).stored());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBaseThatTravelsAsADeltaLacksLayers(boolean tar) throws IOException {
        SampleLayout layout = layout().image("app", app);
        layout.blobs().delete(app.layers().get(0).descriptor().digest());

        try (SavedImage image = open(form(layout, tar))) {
            assertThat(image.hasLayer(0)).isFalse();
            assertThat(image.hasLayer(1)).isTrue();
            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(() -> image.openLayer(0))
                    .withMessageContaining(
                            "blob " + app.layers().get(0).descriptor().digest() + " is missing");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDamagedLayerComesOutAsAnErrorAndNotAsBytes(boolean tar) throws IOException {
        SampleLayout layout = layout().image("app", app);
        Digest layer = app.layers().get(1).descriptor().digest();
        SampleLayout.damage(layout.blobs().path(layer));

        try (SavedImage image = open(form(layout, tar));
                InputStream in = image.openLayer(1)) {
            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(in::readAllBytes)
                    .withMessageContaining("blob " + layer + " is not what its name says");
        }
    }

    @Test
    void theLastByteOfADamagedLayerIsNeverGiven() throws IOException {
        SampleLayout layout = layout().image("app", app);
        Descriptor layer = app.layers().get(1).descriptor();
        SampleLayout.damage(layout.blobs().path(layer.digest()));

        try (SavedImage image = open(layout.path());
                InputStream in = image.openLayer(1)) {
            in.skipNBytes(layer.size() - 1);
            assertThatExceptionOfType(ImagepackException.class).isThrownBy(in::read);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "app, app",
        "registry.example/team/app:1.2, app",
        "registry.example/team/web:latest, web",
        "registry.example/team/web, web",
        "1.2, app",
        "web, web",
    })
    void aNameIsAnAliasOrAReferenceOrATag(String name, String expected) throws IOException {
        SampleLayout layout = layout();
        layout.entry(layout.store(app)
                .withAnnotations(
                        Map.of(ImageIndex.REF_NAME, "app", ImageIndex.IMAGE_NAME, "registry.example/team/app:1.2")));
        layout.entry(layout.store(web)
                .withAnnotations(
                        Map.of(ImageIndex.REF_NAME, "web", ImageIndex.IMAGE_NAME, "registry.example/team/web")));

        try (SavedImage image = open(layout.path(), name)) {
            SampleImage wanted = expected.equals("app") ? app : web;
            assertThat(image.config().id()).isEqualTo(wanted.configDescriptor().digest());
            assertThat(image.describe()).isEqualTo(layout.path() + " (" + name + ")");
        }
    }

    @Test
    void itsNameIsTheFullReference() throws IOException {
        SampleLayout layout = layout();
        layout.entry(layout.store(app)
                .withAnnotations(Map.of(ImageIndex.REF_NAME, "1", ImageIndex.IMAGE_NAME, "registry.example/app:1")));
        layout.entry(layout.store(web).withAnnotations(Map.of(ImageIndex.REF_NAME, "registry.example/web:2")));

        try (SavedImage image = open(layout.path(), "1")) {
            assertThat(image.name()).contains(ImageRef.parse("registry.example/app:1"));
        }
        try (SavedImage image = open(layout.path(), "registry.example/web:2")) {
            assertThat(image.name()).contains(ImageRef.parse("registry.example/web:2"));
        }
    }

    @Test
    void withoutANameThereMayBeOneImageOnly() throws IOException {
        SampleLayout layout = layout().image("app", app).image("web", web);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(layout.path()))
                .withMessageContaining("it holds several images, and none is named; there is app, web");
    }

    @Test
    void oneImageUnderTwoNamesIsOneImage() throws IOException {
        SampleLayout layout = layout().image("app", app).image("also-app", app);

        try (SavedImage image = open(layout.path())) {
            assertThat(image.config().id()).isEqualTo(app.configDescriptor().digest());
        }
    }

    @Test
    void anUnknownNameListsTheKnownOnes() throws IOException {
        SampleLayout layout = layout().image("web", web).image("app", app);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(layout.path(), "db"))
                .withMessageContaining("layout: there is no image 'db'; there is app, web");
    }

    @Test
    void twoImagesUnderOneNameAreNotGuessedAt() throws IOException {
        SampleLayout layout = layout().image("app", app).image("app", web);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(layout.path(), "app"))
                .withMessageContaining("several images match 'app'");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thePlatformIsChosenAcrossNestedIndexesAndAttestationsPassedOver(boolean tar) throws IOException {
        SampleImage arm = new SampleImage(ARM64, web.layers());
        SampleLayout layout = layout();
        Descriptor attestation = layout.store(SampleImage.of(SampleImage.Layer.plain("statement", "x")))
                .withPlatform(Platform.parse("unknown/unknown"))
                .withAnnotations(Map.of("vnd.docker.reference.type", "attestation-manifest"));
        Descriptor inner = layout.store(ImageIndex.of(List.of(layout.store(app), layout.store(arm), attestation)));
        layout.entry(layout.store(ImageIndex.of(List.of(inner))).withAnnotations(Map.of(ImageIndex.REF_NAME, "app")));
        Path path = form(layout, tar);

        try (SavedImage image = open(path)) {
            assertThat(image.config().platform()).isEqualTo(AMD64);
        }
        try (SavedImage image = SavedImage.open(path, Optional.of("app"), ARM64)) {
            assertThat(image.config().platform()).isEqualTo(ARM64);
        }
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> SavedImage.open(path, Optional.empty(), Platform.parse("linux/s390x")))
                .withMessageContaining("there is no image for linux/s390x but [linux/amd64, linux/arm64]");
    }

    @Test
    void aCompatiblePlatformServes() throws IOException {
        SampleLayout layout = layout().image("app", new SampleImage(Platform.parse("linux/arm/v6"), app.layers()));

        try (SavedImage image = SavedImage.open(layout.path(), Optional.empty(), Platform.parse("linux/arm/v7"))) {
            assertThat(image.config().platform()).isEqualTo(Platform.parse("linux/arm/v6"));
        }
    }

    @Test
    void aPlatformThatTheConfigurationContradictsIsRefused() throws IOException {
        SampleLayout layout = layout();
        layout.entry(layout.store(new SampleImage(ARM64, app.layers())).withPlatform(AMD64));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(layout.path()))
                .withMessageContaining("is listed for linux/amd64, but its configuration says linux/arm64");
    }

    @Test
    void indexesNestedWithoutEndAreRefused() throws IOException {
        SampleLayout layout = layout();
        Descriptor entry = layout.store(app);
        for (int i = 0; i < 6; i++) {
            entry = layout.store(ImageIndex.of(List.of(entry)));
        }
        layout.entry(entry);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(layout.path()))
                .withMessageContaining("nested more than 4 deep");
    }

    @Test
    void anArtifactIsNoImage() throws IOException {
        SampleLayout layout = layout();
        byte[] config = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        layout.blobs().put(config);
        byte[] manifest = new dev.imagepack.oci.ImageManifest(
                        MediaType.MANIFEST,
                        new Descriptor("application/vnd.example+json", Digest.of(config), 2),
                        List.of(),
                        new java.util.TreeMap<>())
                .toBytes();
        layout.blobs().put(manifest);
        layout.entry(new Descriptor(MediaType.MANIFEST, Digest.of(manifest), manifest.length));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(layout.path()))
                .withMessageContaining("it holds no image");
    }

    @Test
    void nothingThereIsSaid() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(directory.resolve("absent")))
                .withMessageContaining("absent: there is no such file or directory");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLayoutWithoutAnIndexIsRefused(boolean tar) throws IOException {
        SampleLayout layout = layout().image("app", app);
        Files.delete(layout.path().resolve("index.json"));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(form(layout, tar)))
                .withMessageContaining("index.json");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLayoutWithoutItsMarkerOrOfAnotherVersionIsRefused(boolean tar) throws IOException {
        SampleLayout layout = layout().image("app", app);
        Files.writeString(layout.path().resolve("oci-layout"), "{\"imageLayoutVersion\":\"2.0.0\"}");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(form(layout, tar)))
                .withMessageContaining("oci-layout says version \"2.0.0\", only 1.0.0 is known");

        Files.delete(layout.path().resolve("oci-layout"));
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(form(layout, tar)))
                .withMessageContaining("oci-layout is missing");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEmptyIndexHoldsNoImage(boolean tar) throws IOException {
        SampleLayout layout = layout();
        layout.image("app", app);
        Files.write(
                layout.path().resolve("index.json"), ImageIndex.of(List.of()).toBytes());

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(form(layout, tar)))
                .withMessageContaining("it holds no image; there is nothing");
    }

    @Test
    void differentNumbersOfLayersAndDiffIdsAreRefused() throws IOException {
        SampleLayout layout = layout();
        SampleImage shorter = SampleImage.of(app.layers().get(0));
        layout.store(app);
        layout.store(shorter);
        byte[] manifest = new dev.imagepack.oci.ImageManifest(
                        MediaType.MANIFEST,
                        shorter.configDescriptor(),
                        app.layers().stream().map(SampleImage.Layer::descriptor).toList(),
                        new java.util.TreeMap<>())
                .toBytes();
        layout.blobs().put(manifest);
        layout.entry(new Descriptor(MediaType.MANIFEST, Digest.of(manifest), manifest.length));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(layout.path()))
                .withMessageContaining(shorter.configDescriptor().digest() + " has 1 diff IDs, its manifest 2 layers");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDamagedOrMissingDocumentNamesItsDigest(boolean tar) throws IOException {
        SampleLayout layout = layout().image("app", app);
        Digest config = app.configDescriptor().digest();
        SampleLayout.damage(layout.blobs().path(config));
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(form(layout, tar)))
                .withMessageContaining("blob " + config + " is not what its name says");

        layout.blobs().delete(config);
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(form(layout, tar)))
                .withMessageContaining("blob " + config + " is missing");
    }

    @Test
    void aTarOfALayoutWithLinksIsRefused() throws IOException {
        SampleLayout layout = layout().image("app", app);
        Path file = directory.resolve("linked.tar");
        try (SampleTar tar = new SampleTar(file)) {
            tar.tree(layout.path(), "").symlink("blobs/sha256/" + "0".repeat(64), "other");
        }

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(file))
                .withMessageContaining("is a link, and a layout has none");
    }

    @Test
    void aCompressedTarIsRefusedWithTheCommandThatHelps() throws IOException {
        Path tar = form(layout().image("app", app), true);
        Path compressed = directory.resolve("layout.tar.gz");
        Files.write(compressed, SampleImage.Layer.gzip(Files.readAllBytes(tar)));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(compressed))
                .withMessageContaining("layout.tar.gz: compressed with gzip")
                .satisfies(fault -> assertThat(fault.advice()).contains("gunzip --keep layout.tar.gz"));
    }

    @Test
    void aTarOfSomethingElseIsRefused() throws IOException {
        Path file = directory.resolve("other.tar");
        try (SampleTar tar = new SampleTar(file)) {
            tar.file("README", "hello");
        }

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(file))
                .withMessageContaining("other.tar: holds neither index.json nor manifest.json, so it is no image");
    }

    @Test
    void aTarIsReleasedWhenItsImageIsClosedOrCouldNotBeOpened() throws IOException {
        Path tar = form(layout().image("app", app), true);
        SavedImage image = open(tar);
        InputStream layer = image.openLayer(0);
        image.close();

        assertThatExceptionOfType(java.nio.channels.ClosedChannelException.class)
                .isThrownBy(layer::read);
    }

    @Test
    void indexesThatAreNotJsonAreNamed() throws IOException {
        SampleLayout layout = layout().image("app", app);
        Files.write(layout.path().resolve("index.json"), Json.bytes(Json.array()));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open(layout.path()))
                .withMessageContaining("layout: index sha256:");
    }
}
