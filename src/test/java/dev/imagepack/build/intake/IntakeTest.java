package dev.imagepack.build.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.LayerSource;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleImage.Layer;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.MediaType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IntakeTest {

    private static final Layer BASE = Layer.gzip("etc/base", "base");
    private static final Layer MIDDLE = Layer.gzip("app/middle", "middle".repeat(500));
    private static final Layer TOP = Layer.gzip("app/top", "top");
    private static final SampleImage APP = SampleImage.of(BASE, MIDDLE, TOP);

    @TempDir
    private Path home;

    private IntakeScene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new IntakeScene(home);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyFormGivesTheImage(SaveForm form) throws IOException {
        BuiltImage image = scene.take(form, APP);

        scene.check(image);
        assertThat(scene.config(image).bytes()).isEqualTo(APP.config());
        assertThat(image.layers()).extracting(layer -> layer.diffId()).isEqualTo(IntakeScene.diffIds(APP));
        assertThat(image.layers()).allMatch(layer -> layer.source() == LayerSource.EMBED);
        assertThat(image.layers())
                .allMatch(layer -> layer.descriptor().mediaType().equals(MediaType.LAYER_GZIP));
        assertThat(scene.blobs()).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource
    void aLayerThatComesTwiceIsStoredOnce(SaveForm form) throws IOException {
        SampleImage twice = SampleImage.of(BASE, TOP, BASE, TOP);
        BuiltImage image = scene.take(form, twice);

        scene.check(image);
        assertThat(image.layers()).extracting(layer -> layer.diffId()).isEqualTo(IntakeScene.diffIds(twice));
        assertThat(scene.blobs()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void upstreamLayersAreNamedAsTheRegistryDoesAndNotStored(SaveForm form) throws IOException {
        SampleImage base = SampleImage.of(BASE);
        scene.upstreamMatch = new UpstreamMatch("registry.example/base");
        scene.base =
                BaseLayers.published("registry.example/base:1", IntakeScene.published(base, "registry.example/base:1"));
        BuiltImage image = scene.take(form, APP);

        scene.check(image);
        assertThat(image.upstream())
                .isEqualTo(
                        "registry.example/base:1@" + base.manifestDescriptor().digest());
        assertThat(image.layers())
                .extracting(layer -> layer.source())
                .containsExactly(LayerSource.UPSTREAM, LayerSource.EMBED, LayerSource.EMBED);
        assertThat(image.layers().get(0).descriptor()).isEqualTo(BASE.descriptor());
        assertThat(scene.blobs())
                .hasSize(3)
                .doesNotContain(BASE.descriptor().digest().hex());
        assertThat(scene.warnings).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void severalImagesComeOutOfOneStream(SaveForm form) throws IOException {
        SampleImage other = SampleImage.of(BASE, TOP);
        List<BuiltImage> images = scene.take(
                form.of(APP, other),
                scene.foreign("other", form.id(other), other),
                scene.foreign("app", form.id(APP), APP));

        assertThat(images).extracting(image -> image.alias().value()).containsExactly("other", "app");
        for (BuiltImage image : images) {
            scene.check(image);
        }
        assertThat(images.get(1).layers()).hasSize(3);
    }

    /** What they share counts for the first that wants it. */
    @Test
    void eachOfSeveralImagesHearsOfItsOwnLayers() throws IOException {
        SampleImage other = SampleImage.of(BASE, TOP);
        scene.take(
                SaveForm.PODMAN.of(other, APP),
                scene.foreign("other", SaveForm.PODMAN.id(other), other),
                scene.foreign("app", SaveForm.PODMAN.id(APP), APP));

        assertThat(scene.advanced)
                .containsEntry("other", (long) BASE.plain().length + TOP.plain().length)
                .containsEntry("app", (long) MIDDLE.plain().length);
    }

    @Test
    void eachOfSeveralImagesMayBeAsLargeAsOneAlone() throws IOException {
        SampleImage other = SampleImage.of(MIDDLE, TOP);
        scene.limits = scene.limits.withBytes(SaveForm.PODMAN.of(APP).length);
        byte[] both = SaveForm.PODMAN.of(APP, other);

        assertThat((long) both.length).isGreaterThan(scene.limits.totalBytes());
        assertThat(scene.take(
                        both,
                        scene.foreign("app", SaveForm.PODMAN.id(APP), APP),
                        scene.foreign("other", SaveForm.PODMAN.id(other), other)))
                .hasSize(2);
    }

    @Test
    void whatIsCompressedAlreadyKeepsItsBytes() throws IOException {
        BuiltImage image = scene.take(SaveForm.CONTAINERD, APP);

        assertThat(image.layers())
                .extracting(layer -> layer.descriptor())
                .containsExactly(BASE.descriptor(), MIDDLE.descriptor(), TOP.descriptor());
    }

    @ParameterizedTest
    @EnumSource
    void aLayerThatTheCacheHasIsNotReadAgain(SaveForm form) throws IOException {
        BuiltImage first = scene.take(form, APP);
        Map<String, byte[]> files = form.files(APP);
        for (Layer layer : APP.layers()) {
            files.replaceAll(
                    (name, bytes) -> Arrays.equals(bytes, layer.plain()) || Arrays.equals(bytes, layer.stored())
                            ? new byte[1024]
                            : bytes);
        }
        BuiltImage second = scene.take(SaveForm.tar(files), scene.foreign("app", form.id(APP), APP))
                .get(0);

        assertThat(second.layers()).isEqualTo(first.layers());
    }

    @ParameterizedTest
    @CsvSource({"GZIP, tar+gzip", "ZSTD, tar+zstd", "NONE, tar"})
    void plainLayersAreCompressedAsTheImageWantsIt(Compression.Algorithm algorithm, String type) throws IOException {
        scene.compression = new Compression(algorithm, algorithm == Compression.Algorithm.NONE ? 0 : 3);
        BuiltImage image = scene.take(SaveForm.DOCKER_20, APP);

        scene.check(image);
        assertThat(image.layers())
                .allMatch(layer -> layer.descriptor().mediaType().endsWith("layer.v1." + type));
    }

    @Test
    void anUnknownFormIsUnderstoodByWhatItsListSays() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("one", MIDDLE.plain());
        files.put("two", TOP.stored());
        files.put("three", BASE.plain());
        files.put("settings", APP.config());
        files.put("manifest.json", SaveForm.utf8("[{\"Config\":\"settings\",\"Layers\":[\"three\",\"one\",\"two\"]}]"));
        BuiltImage image = scene.take(SaveForm.tar(files), scene.foreign("app", SaveForm.PODMAN.id(APP), APP))
                .get(0);

        scene.check(image);
        assertThat(image.layers()).extracting(layer -> layer.diffId()).isEqualTo(IntakeScene.diffIds(APP));
    }

    @Test
    void anImageWithoutLayers() throws IOException {
        SampleImage empty = SampleImage.of();
        BuiltImage image = scene.take(SaveForm.PODMAN, empty);

        scene.check(image);
        assertThat(image.layers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anImageOfALayout(boolean rewrite) throws IOException {
        scene.rewriteTimestamps = rewrite;
        ImageSource source = IntakeScene.published(
                SampleImage.of(BASE, Layer.plain("app/plain", "plain"), TOP), "registry.example/app:1");
        BuiltImage image = new Intake(scene.limits).take(source, scene.request("app"), BaseLayers.NONE);

        scene.check(image);
        assertThat(image.layers()).hasSize(3);
        assertThat(image.layers().get(0).descriptor().equals(BASE.descriptor())).isEqualTo(!rewrite);
        assertThat(image.layers().get(1).descriptor().mediaType()).isEqualTo(MediaType.LAYER_GZIP);
        BuiltImage again = new Intake(scene.limits).take(source, scene.request("app"), BaseLayers.NONE);
        assertThat(again).isEqualTo(image);
    }

    @Test
    void aLayerOfALayoutThatIsNotWhatItsDiffIdSays() throws IOException {
        ImageSource right = IntakeScene.published(SampleImage.of(BASE), "registry.example/app:1");
        ImageSource wrong = IntakeScene.published(SampleImage.of(TOP), "registry.example/app:1");
        ImageSource mixed = new MixedSource(right, wrong);
        assertThatThrownBy(() -> new Intake(scene.limits).take(mixed, scene.request("app"), BaseLayers.NONE))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("layer 1 of registry.example/app:1 hashes to " + TOP.diffId() + ", its image says "
                        + BASE.diffId());
        assertThat(scene.blobs()).isEmpty();
    }

    @Test
    void theUpstreamLayersOfALayoutAreNotRead() throws IOException {
        scene.upstreamMatch = new UpstreamMatch("registry.example");
        BaseLayers base = BaseLayers.published(
                "registry.example/base:1", IntakeScene.published(SampleImage.of(BASE), "registry.example/base:1"));
        BuiltImage image = new Intake(scene.limits)
                .take(IntakeScene.published(APP, "registry.example/app:1"), scene.request("app"), base);

        scene.check(image);
        assertThat(image.layers().get(0).source()).isEqualTo(LayerSource.UPSTREAM);
        assertThat(scene.blobs()).hasSize(3);
    }

    /** The configuration of one image with the layers of another. */
    private record MixedSource(ImageSource said, ImageSource given) implements ImageSource {

        @Override
        public String describe() {
            return said.describe();
        }

        @Override
        public Optional<ImageRef> name() {
            return said.name();
        }

        @Override
        public Optional<Descriptor> manifest() {
            return said.manifest();
        }

        @Override
        public ImageConfig config() {
            return said.config();
        }

        @Override
        public List<Descriptor> layers() {
            return given.layers();
        }

        @Override
        public boolean hasLayer(int position) throws IOException {
            return given.hasLayer(position);
        }

        @Override
        public InputStream openLayer(int position) throws IOException {
            return given.openLayer(position);
        }

        @Override
        public void close() {}
    }
}
