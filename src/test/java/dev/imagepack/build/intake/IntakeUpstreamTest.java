package dev.imagepack.build.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.LayerSource;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleImage.Layer;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.MediaType;

import static org.assertj.core.api.Assertions.assertThat;

/** Which layers of an image that others built stay upstream, and under which names. */
class IntakeUpstreamTest {

    private static final Layer LOWER = Layer.gzip("etc/lower", "lower".repeat(300));
    private static final Layer UPPER = Layer.gzip("etc/upper", "upper".repeat(300));
    private static final SampleImage BASE = SampleImage.of(LOWER);
    private static final String NAME = "registry.example/base:1";

    @TempDir
    private Path home;

    private IntakeScene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new IntakeScene(home);
        scene.upstreamMatch = new UpstreamMatch("registry.example");
        scene.base = BaseLayers.published(NAME, IntakeScene.published(BASE, NAME));
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    @ParameterizedTest
    @EnumSource
    void aLayerIsUpstreamByItsPositionOnly(SaveForm form) throws IOException {
        BuiltImage image = scene.take(form, SampleImage.of(LOWER, UPPER, LOWER));

        scene.check(image);
        assertThat(image.layers())
                .extracting(layer -> layer.source())
                .containsExactly(LayerSource.UPSTREAM, LayerSource.EMBED, LayerSource.EMBED);
        assertThat(scene.blobs()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void anImageMayBeTheBaseAndNothingElse(SaveForm form) throws IOException {
        BuiltImage image = scene.take(form, BASE);

        scene.check(image);
        assertThat(image.layers()).extracting(layer -> layer.descriptor()).containsExactly(LOWER.descriptor());
        assertThat(image.blobs()).containsExactly(image.config());
    }

    /** Its blobs are nobody's business: an engine may have left them out, or anything in their place. */
    @ParameterizedTest
    @EnumSource
    void whatStaysUpstreamIsNotEvenHashed(SaveForm form) throws IOException {
        SampleImage app = SampleImage.of(LOWER, UPPER);
        Map<String, byte[]> files = form.files(app);
        files.replaceAll((name, bytes) -> Arrays.equals(bytes, LOWER.plain()) || Arrays.equals(bytes, LOWER.stored())
                ? Arrays.copyOf(bytes, bytes.length / 2)
                : bytes);
        BuiltImage image = scene.take(SaveForm.tar(files), scene.foreign("app", form.id(app), app))
                .get(0);

        scene.check(image);
        assertThat(image.upstream()).isNotEmpty();
    }

    /** The size is counted as the layer passes by; nothing is fetched for it. */
    @ParameterizedTest
    @EnumSource
    void diffIdsNameUpstreamLayersIfThatIsAskedFor(SaveForm form) throws IOException {
        scene.descriptors = UpstreamDescriptors.DIFF_ID;
        ImageSource unreadable = new FilterSource(IntakeScene.published(BASE, NAME), false);
        scene.base = BaseLayers.published(NAME, unreadable);
        BuiltImage image = scene.take(form, SampleImage.of(LOWER, UPPER));

        scene.check(image);
        assertThat(image.layers().get(0).descriptor())
                .isEqualTo(new Descriptor(MediaType.LAYER, LOWER.diffId().asDigest(), LOWER.plain().length));
        assertThat(scene.blobs()).hasSize(2);
    }

    @Test
    void aSizeThatDoesNotPassByIsAskedOfTheRegistry() throws IOException {
        scene.descriptors = UpstreamDescriptors.DIFF_ID;
        SampleImage app = SampleImage.of(LOWER, UPPER);
        Map<String, byte[]> files = SaveForm.PODMAN.files(app);
        files.remove(LOWER.diffId().hex() + ".tar");
        BuiltImage image = scene.take(SaveForm.tar(files), scene.foreign("app", SaveForm.PODMAN.id(app), app))
                .get(0);

        assertThat(image.layers().get(0).descriptor().size()).isEqualTo(LOWER.plain().length);
    }

    /** Not compressed again: whoever has the base, such as a registry, has these very blobs. */
    @ParameterizedTest
    @EnumSource
    void aPublishedBaseThatTravelsHasTheLayersOfItsRegistry(SaveForm form) throws IOException {
        scene.upstreamMatch = UpstreamMatch.NOTHING;
        scene.compression = new Compression(Compression.Algorithm.ZSTD, 3);
        BuiltImage image = scene.take(form, SampleImage.of(LOWER, UPPER, LOWER));

        scene.check(image);
        assertThat(image.layers())
                .extracting(layer -> layer.source())
                .containsExactly(LayerSource.EMBED, LayerSource.EMBED, LayerSource.EMBED);
        assertThat(image.layers().get(0).descriptor()).isEqualTo(LOWER.descriptor());
        assertThat(image.upstream()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aBaseWhoseLayersCannotBeHadTravelsAsItsImageHasIt(SaveForm form) throws IOException {
        scene.upstreamMatch = UpstreamMatch.NOTHING;
        Layer other = new Layer(LOWER.plain(), Layer.gzip("etc/other", "other").stored(), MediaType.LAYER_GZIP);
        for (ImageSource source : List.of(
                new FilterSource(IntakeScene.published(BASE, NAME), false),
                new FilterSource(IntakeScene.published(BASE, NAME), true),
                IntakeScene.published(SampleImage.of(other), NAME))) {
            scene.base = BaseLayers.published(NAME, source);
            BuiltImage image = scene.take(form, SampleImage.of(LOWER, UPPER));

            scene.check(image);
            assertThat(scene.plain(image.layers().get(0))).isEqualTo(LOWER.plain());
        }
    }

    @Test
    void aBaseThatDoesNotMatchIsEmbedded() throws IOException {
        scene.upstreamMatch = new UpstreamMatch("registry.example.evil");

        assertThat(scene.take(SaveForm.PODMAN, SampleImage.of(LOWER, UPPER)).upstream())
                .isEmpty();
    }

    @Test
    void aBaseThatIsNotBelowIsEmbedded() throws IOException {
        for (SampleImage other : List.of(SampleImage.of(UPPER, LOWER), SampleImage.of(LOWER, UPPER, LOWER))) {
            scene.base = BaseLayers.published(NAME, IntakeScene.published(other, NAME));
            BuiltImage image = scene.take(SaveForm.PODMAN, SampleImage.of(LOWER, UPPER));

            scene.check(image);
            assertThat(image.upstream()).isEmpty();
        }
    }

    @Test
    void aBaseThatOnlyTheEngineHasIsEmbedded() throws IOException {
        scene.base = BaseLayers.ofEngine(NAME, IntakeScene.diffIds(BASE));

        assertThat(scene.take(SaveForm.PODMAN, SampleImage.of(LOWER, UPPER)).upstream())
                .isEmpty();
    }

    /** Whose layers cannot be had. */
    private record FilterSource(ImageSource image, boolean seemsToHaveThem) implements ImageSource {

        @Override
        public String describe() {
            return image.describe();
        }

        @Override
        public Optional<ImageRef> name() {
            return image.name();
        }

        @Override
        public Optional<Descriptor> manifest() {
            return image.manifest();
        }

        @Override
        public ImageConfig config() {
            return image.config();
        }

        @Override
        public List<Descriptor> layers() {
            return image.layers();
        }

        @Override
        public boolean hasLayer(int position) {
            return seemsToHaveThem;
        }

        @Override
        public InputStream openLayer(int position) throws IOException {
            throw new IOException("no network");
        }

        @Override
        public void close() {}
    }
}
