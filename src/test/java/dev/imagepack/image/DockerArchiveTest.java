package dev.imagepack.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Images in archives that engines save, in every form that engines have had. */
class DockerArchiveTest {

    private static final Platform AMD64 = Platform.LINUX_AMD64;

    @TempDir
    private Path directory;

    private final SampleImage app = SampleImage.of(
            SampleImage.Layer.plain("etc/base", "base"), SampleImage.Layer.plain("srv/app", "application"));
    private final SampleImage web = SampleImage.of(SampleImage.Layer.plain("srv/web", "web"));

    private Path file() {
        return directory.resolve("saved.tar");
    }

    private SavedImage open() throws IOException {
        return SavedImage.open(file(), Optional.empty(), AMD64);
    }

    private SavedImage open(String name) throws IOException {
        return SavedImage.open(file(), Optional.of(name), AMD64);
    }

    private static String hex(byte[] bytes) {
        return Digest.of(bytes).hex();
    }

    private static ObjectNode item(String config, List<String> layers, String... tags) {
        ObjectNode item = Json.object().put("Config", config);
        item.set("Layers", Json.texts(layers));
        if (tags.length == 0) {
            item.putNull("RepoTags");
        } else {
            item.set("RepoTags", Json.texts(Arrays.asList(tags)));
        }
        return item;
    }

    private static byte[] manifest(ObjectNode... items) {
        ArrayNode list = Json.array();
        list.addAll(Arrays.asList(items));
        return Json.bytes(list);
    }

    /** As podman saves an image, and the simplest form there is: files by diff ID. */
    private void save(SampleImage image, String... tags) throws IOException {
        String config = hex(image.config()) + ".json";
        List<String> names = new ArrayList<>();
        try (SampleTar tar = new SampleTar(file())) {
            for (SampleImage.Layer layer : image.layers()) {
                names.add(layer.diffId().hex() + ".tar");
                tar.file(names.get(names.size() - 1), layer.stored());
            }
            tar.file(config, image.config()).file("manifest.json", manifest(item(config, names, tags)));
        }
    }

    private static void assertLayersAre(SavedImage image, SampleImage expected) throws IOException {
        assertThat(image.config().bytes()).isEqualTo(expected.config());
        assertThat(image.layers()).hasSameSizeAs(expected.layers());
        for (int i = 0; i < expected.layers().size(); i++) {
            assertThat(image.layers().get(i)).isEqualTo(expected.layers().get(i).descriptor());
            assertThat(image.hasLayer(i)).isTrue();
            try (InputStream in = image.openLayer(i)) {
                assertThat(in.readAllBytes()).isEqualTo(expected.layers().get(i).stored());
            }
        }
    }

    @Test
    void podmansFormIsRead() throws IOException {
        save(app, "registry.example/team/app:1");

        try (SavedImage image = open()) {
            assertLayersAre(image, app);
            assertThat(image.manifest()).isEmpty();
            assertThat(image.name()).contains(ImageRef.parse("registry.example/team/app:1"));
        }
    }

    @Test
    void theFormBeforeDocker25IsReadWithItsLinkedDuplicates() throws IOException {
        SampleImage twice = SampleImage.of(
                app.layers().get(0), app.layers().get(1), app.layers().get(0));
        String config = hex(twice.config()) + ".json";
        try (SampleTar tar = new SampleTar(file())) {
            // Names are sorted, so the target of the link comes after it.
            tar.directory("aaa").file("aaa/VERSION", "1.0").symlink("aaa/layer.tar", "../ccc/layer.tar");
            tar.directory("bbb")
                    .file("bbb/json", "{}")
                    .file("bbb/layer.tar", app.layers().get(1).stored());
            tar.directory("ccc").file("ccc/layer.tar", app.layers().get(0).stored());
            tar.file(config, twice.config())
                    .file(
                            "manifest.json",
                            manifest(item(
                                    config, List.of("aaa/layer.tar", "bbb/layer.tar", "ccc/layer.tar"), "app:latest")))
                    .file("repositories", "{}");
        }

        try (SavedImage image = open()) {
            assertLayersAre(image, twice);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"blobs/sha256/%s", "%s.tar.gz", "layers/%s"})
    void compressedLayersKeepTheirBytesWhateverTheirNames(String names) throws IOException {
        SampleImage gzip = SampleImage.of(
                SampleImage.Layer.gzip("etc/base", "base"), SampleImage.Layer.gzip("srv/app", "application"));
        List<String> layers = new ArrayList<>();
        try (SampleTar tar = new SampleTar(file())) {
            for (SampleImage.Layer layer : gzip.layers()) {
                layers.add(names.formatted(hex(layer.stored())));
                tar.file(layers.get(layers.size() - 1), layer.stored());
            }
            tar.file("config.json", gzip.config()).file("manifest.json", manifest(item("config.json", layers, "a:1")));
        }

        try (SavedImage image = open()) {
            assertLayersAre(image, gzip);
        }
    }

    @Test
    void aHybridIsReadAsTheLayoutItIs() throws IOException {
        SampleLayout layout = new SampleLayout(directory.resolve("layout")).image("latest", app);
        try (SampleTar tar = new SampleTar(file())) {
            tar.tree(layout.path(), "").file("manifest.json", manifest(item("absent", List.of(), "app:latest")));
        }

        try (SavedImage image = open("latest")) {
            assertLayersAre(image, app);
            assertThat(image.manifest().map(Descriptor::digest))
                    .contains(app.manifestDescriptor().digest());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"schemaVersion\":2,\"manifests\":null}", "{\"schemaVersion\":2,\"manifests\":[]}", "no"})
    void aHybridWithoutAUsableIndexIsReadAsDockersArchive(String index) throws IOException {
        try (SampleTar tar = new SampleTar(file())) {
            tar.file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}").file("index.json", index);
            for (SampleImage.Layer layer : app.layers()) {
                tar.file("blobs/sha256/" + hex(layer.stored()), layer.stored());
            }
            tar.file("blobs/sha256/" + hex(app.config()), app.config());
            tar.file("manifest.json", manifest(item("blobs/sha256/" + hex(app.config()), blobs(app), "app:1")));
        }

        try (SavedImage image = open()) {
            assertLayersAre(image, app);
            assertThat(image.manifest()).isEmpty();
        }
    }

    private static List<String> blobs(SampleImage image) {
        return image.layers().stream()
                .map(layer -> "blobs/sha256/" + hex(layer.stored()))
                .toList();
    }

    @Test
    void aHybridWhoseIndexHasNoNamesIsChosenFromByRepoTags() throws IOException {
        SampleLayout layout = new SampleLayout(directory.resolve("layout"));
        layout.entry(layout.store(app)).entry(layout.store(web));
        try (SampleTar tar = new SampleTar(file())) {
            tar.tree(layout.path(), "")
                    .file(
                            "manifest.json",
                            manifest(
                                    item("blobs/sha256/" + hex(app.config()), blobs(app), "app:1"),
                                    item("blobs/sha256/" + hex(web.config()), blobs(web), "web:1")));
        }

        try (SavedImage image = open("web:1")) {
            assertLayersAre(image, web);
        }
    }

    private void saveBoth() throws IOException {
        try (SampleTar tar = new SampleTar(file())) {
            for (SampleImage image : List.of(app, web)) {
                tar.file(hex(image.config()) + ".json", image.config());
                for (SampleImage.Layer layer : image.layers()) {
                    tar.file(layer.diffId().hex() + ".tar", layer.stored());
                }
            }
            tar.file(
                    "manifest.json",
                    manifest(
                            item(hex(app.config()) + ".json", files(app), "app:1", "registry.example/app:one"),
                            item(hex(web.config()) + ".json", files(web), "docker.io/library/web:latest")));
        }
    }

    private static List<String> files(SampleImage image) {
        return image.layers().stream()
                .map(layer -> layer.diffId().hex() + ".tar")
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "app:1, app, docker.io/library/app:1",
        "registry.example/app:one, app, registry.example/app:one",
        "one, app, registry.example/app:one",
        "docker.io/library/app:1, app, docker.io/library/app:1",
        "web, web, docker.io/library/web:latest",
        "web:latest, web, docker.io/library/web:latest",
    })
    void anImageIsChosenByAnyOfItsNames(String name, String expected, String reference) throws IOException {
        saveBoth();

        try (SavedImage image = open(name)) {
            assertLayersAre(image, expected.equals("app") ? app : web);
            assertThat(image.name()).contains(ImageRef.parse(reference));
        }
    }

    @Test
    void anUnclearChoiceListsWhatThereIs() throws IOException {
        saveBoth();

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::open)
                .withMessageContaining("it holds several images, and none is named; there is app:1, "
                        + "docker.io/library/web:latest, registry.example/app:one");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> open("db"))
                .withMessageContaining("saved.tar: there is no image 'db'; there is app:1");
    }

    @Test
    void oneNameWithSeveralPlatformsIsChosenFromByPlatform() throws IOException {
        SampleImage arm = new SampleImage(Platform.parse("linux/arm64"), web.layers());
        try (SampleTar tar = new SampleTar(file())) {
            tar.file("a.json", web.config())
                    .file("b.json", arm.config())
                    .file("layer", web.layers().get(0).stored())
                    .file(
                            "manifest.json",
                            manifest(
                                    item("a.json", List.of("layer"), "web:1"),
                                    item("b.json", List.of("layer"), "web:1")));
        }

        try (SavedImage image = SavedImage.open(file(), Optional.of("web:1"), Platform.parse("linux/arm64"))) {
            assertThat(image.config().bytes()).isEqualTo(arm.config());
        }
    }

    @Test
    void anotherPlatformIsRefused() throws IOException {
        save(new SampleImage(Platform.parse("linux/arm64"), app.layers()), "app:1");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::open)
                .withMessageContaining("there is no image for linux/amd64 but for [linux/arm64]; there is app:1");
    }

    @Test
    void anImageSavedByItsIdHasNoName() throws IOException {
        save(app);

        try (SavedImage image = open()) {
            assertThat(image.name()).isEmpty();
            assertLayersAre(image, app);
        }
    }

    @Test
    void aDamagedConfigurationIsRefused() throws IOException {
        try (SampleTar tar = new SampleTar(file())) {
            tar.file("0".repeat(64) + ".json", app.config())
                    .file("manifest.json", manifest(item("0".repeat(64) + ".json", List.of(), "app:1")));
        }

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::open)
                .withMessageContaining("'" + "0".repeat(64)
                        + ".json' is not what its name says, its bytes hash to sha256:" + hex(app.config()));
    }

    @Test
    void aLayerThatIsNotWhatItsDiffIdSaysIsNeverGivenWhole() throws IOException {
        SampleImage other = SampleImage.of(app.layers().get(0), web.layers().get(0));
        try (SampleTar tar = new SampleTar(file())) {
            tar.file("config", app.config())
                    .file("0", other.layers().get(0).stored())
                    .file("1", other.layers().get(1).stored())
                    .file("manifest.json", manifest(item("config", List.of("0", "1"), "app:1")));
        }

        try (SavedImage image = open();
                InputStream right = image.openLayer(0);
                InputStream wrong = image.openLayer(1)) {
            assertThat(right.readAllBytes()).isEqualTo(app.layers().get(0).stored());
            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(wrong::readAllBytes)
                    .withMessageContaining(
                            "saved.tar: '1': blob " + app.layers().get(1).diffId());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"layer.tar.gz", "blobs/sha256/%s"})
    void aCompressedLayerWithOtherContentOrCutShortIsRefused(String name) throws IOException {
        byte[] other = SampleImage.Layer.gzip("srv/web", "something else").stored();
        byte[] cut = Arrays.copyOf(other, other.length / 2);
        String expected = "its plain bytes hash to";
        for (byte[] stored : List.of(other, cut)) {
            String layer = name.formatted(hex(stored));
            try (SampleTar tar = new SampleTar(file())) {
                tar.file("config", web.config())
                        .file(layer, stored)
                        .file("manifest.json", manifest(item("config", List.of(layer), "web:1")));
            }
            String fault = stored == cut ? "cannot be decompressed" : expected;
            try (SavedImage image = open()) {
                assertThatExceptionOfType(ImagepackException.class)
                        .isThrownBy(() -> image.openLayer(0))
                        .withMessageContaining("saved.tar: '" + layer + "'")
                        .withMessageContaining(fault);
            }
        }
    }

    @Test
    void aBlobWhoseNameIsNotItsDigestIsRefused() throws IOException {
        SampleImage.Layer gzip = SampleImage.Layer.gzip("srv/web", "web");
        String layer = "blobs/sha256/" + "0".repeat(64);
        try (SampleTar tar = new SampleTar(file())) {
            tar.file("config", SampleImage.of(gzip).config())
                    .file(layer, gzip.stored())
                    .file("manifest.json", manifest(item("config", List.of(layer), "web:1")));
        }

        try (SavedImage image = open();
                InputStream in = image.openLayer(0)) {
            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(in::readAllBytes)
                    .withMessageContaining("blob sha256:" + "0".repeat(64) + " is not what its name says");
        }
    }

    @Test
    void aLayerThatIsNotInTheArchiveIsNamed() throws IOException {
        try (SampleTar tar = new SampleTar(file())) {
            tar.file("config", web.config()).file("manifest.json", manifest(item("config", List.of("gone"), "web:1")));
        }
        DiffId diffId = web.layers().get(0).diffId();

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::open)
                .withMessageContaining("saved.tar: 'gone' (layer " + diffId + ") is missing")
                .satisfies(fault -> assertThat(fault.advice()).contains("Pull the image again"));
    }

    @Test
    void differentNumbersOfLayersAndDiffIdsAreRefused() throws IOException {
        try (SampleTar tar = new SampleTar(file())) {
            tar.file("config", app.config())
                    .file("layer", app.layers().get(0).stored())
                    .file("manifest.json", manifest(item("config", List.of("layer"), "app:1")));
        }

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::open)
                .withMessageContaining("'config' has 2 diff IDs, manifest.json names 1 layers");
    }

    @Test
    void zstdLayersAreHandedOnAsTheyAre() throws IOException {
        byte[] plain = web.layers().get(0).plain();
        byte[] stored = com.github.luben.zstd.Zstd.compress(plain);
        SampleImage zstd = SampleImage.of(new SampleImage.Layer(plain, stored, MediaType.LAYER_ZSTD));
        try (SampleTar tar = new SampleTar(file())) {
            tar.file("config", zstd.config())
                    .file("layer", stored)
                    .file("manifest.json", manifest(item("config", List.of("layer"), "web:1")));
        }

        try (SavedImage image = open()) {
            assertLayersAre(image, zstd);
        }
    }

    @Test
    void aLayerInACompressionThatLayersDoNotHaveIsRefused() throws IOException {
        try (SampleTar tar = new SampleTar(file())) {
            tar.file("config", web.config())
                    .file("layer", "BZh91AY&SY")
                    .file("manifest.json", manifest(item("config", List.of("layer"), "web:1")));
        }

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::open)
                .withMessageContaining("'layer' is compressed with bzip2, which layers never are");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{} | it is no list of 1 to 10000 images",
                "[] | it is no list of 1 to 10000 images",
                "[1] | [0] is no object",
                "[{}] | [0].Config is no text",
                "[{\"config\":\"c\",\"layers\":[]}] | [0].Config is no text",
                "[{\"Config\":\"../c\"}] | [0].Config: '../c' leaves the archive",
                "[{\"Config\":\"c\",\"Layers\":{}}] | [0].Layers is no list",
                "[{\"Config\":\"c\",\"Layers\":[\"/etc/passwd\"]}] | [0].Layers[0]: '/etc/passwd' is no name inside",
                "[{\"Config\":\"c\",\"RepoTags\":[7]}] | [0].RepoTags[0] is no text",
                "[{\"Config\":\"c\"}] | 'c' is missing",
                "no | is not valid JSON",
            })
    void aMalformedManifestIsRefused(String manifest, String fault) throws IOException {
        try (SampleTar tar = new SampleTar(file())) {
            tar.file("manifest.json", manifest);
        }

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::open)
                .withMessageContaining("saved.tar: ")
                .withMessageContaining(fault);
    }
}
