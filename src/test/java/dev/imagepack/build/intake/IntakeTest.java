package dev.imagepack.build.intake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.oci.MediaType;

import static org.assertj.core.api.Assertions.assertThat;

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

    @Test
    void whatIsCompressedAlreadyKeepsItsBytes() throws IOException {
        BuiltImage image = scene.take(SaveForm.CONTAINERD, APP);

        assertThat(image.layers())
                .extracting(layer -> layer.descriptor())
                .containsExactly(BASE.descriptor(), MIDDLE.descriptor(), TOP.descriptor());
    }
}
