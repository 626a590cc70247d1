package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.Builder;
import dev.imagepack.download.Downloads;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleLayout;
import dev.imagepack.image.SampleTar;
import dev.imagepack.image.SavedImage;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Bases of every kind, and which of their layers travel. */
class BasesTest {

    private static final SampleImage.Layer A = SampleImage.Layer.gzip("a", "first");
    private static final SampleImage.Layer B = SampleImage.Layer.gzip("b", "second");
    private static final SampleImage IMAGE = SampleImage.of(A, B);
    private static final String NAME = "registry.example/base:1";

    @TempDir
    Path home;

    private Scene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new Scene(home);
        scene.file("new", "new");
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private BaseImage layout(SampleImage image) throws IOException {
        Path path = home.resolve("layout");
        new SampleLayout(path).image(NAME, image);
        return new BaseImage.Saved(path, Optional.empty());
    }

    /** As {@code docker save} of an engine without a containerd store writes it: plain layers, no manifest. */
    private BaseImage archive(SampleImage.Layer... layers) throws IOException {
        SampleImage image = SampleImage.of(layers);
        Path path = home.resolve("saved.tar");
        try (SampleTar tar = new SampleTar(path)) {
            StringBuilder names = new StringBuilder();
            for (int i = 0; i < layers.length; i++) {
                tar.file(i + "/layer.tar", layers[i].plain());
                names.append(i == 0 ? "" : ",").append("\"").append(i).append("/layer.tar\"");
            }
            tar.file("config.json", image.config());
            tar.file(
                    "manifest.json",
                    "[{\"Config\":\"config.json\",\"RepoTags\":[\"" + NAME + "\"],\"Layers\":[" + names + "]}]");
        }
        return new BaseImage.Saved(path, Optional.empty());
    }

    private Scene.Built built(BaseImage base) throws IOException {
        scene.contexts.put("base", base);
        return scene.build(scene.dockerfile("FROM base", "COPY new /"));
    }

    private static List<LayerSource> sources(Scene.Built built) {
        return built.image().layers().stream().map(Layer::source).toList();
    }

    @Test
    void withoutAMatchEverythingIsEmbedded() throws IOException {
        Scene.Built image = built(layout(IMAGE));

        assertThat(sources(image)).containsOnly(LayerSource.EMBED).hasSize(3);
        assertThat(image.image().upstream()).isEmpty();
        assertThat(image.image().layers().get(0).descriptor()).isEqualTo(A.descriptor());
        assertThat(scene.cache
                        .blobs()
                        .contains(A.descriptor().digest(), A.descriptor().size()))
                .isTrue();
    }

    @Test
    void theLayersOfAMatchingBaseStayUpstreamAndAreNotFetched() throws IOException {
        scene.upstreamMatch = new UpstreamMatch("registry.example/");
        scene.contexts.put("base", layout(IMAGE));
        Scene.Built image = scene.build(scene.dockerfile("FROM base"));

        assertThat(sources(image)).containsExactly(LayerSource.UPSTREAM, LayerSource.UPSTREAM);
        assertThat(image.image().upstream())
                .isEqualTo(NAME + "@" + IMAGE.manifestDescriptor().digest());
        assertThat(image.image().layers())
                .extracting(Layer::descriptor)
                .containsExactly(A.descriptor(), B.descriptor());
        assertThat(scene.cache
                        .blobs()
                        .contains(A.descriptor().digest(), A.descriptor().size()))
                .isFalse();
    }

    @Test
    void thePositionDecidesEvenWhenALayerComesTwice() throws IOException {
        scene.upstreamMatch = new UpstreamMatch("registry.example/");
        scene.contexts.put("base", layout(SampleImage.of(A, B, A)));
        Scene.Built image = scene.build(scene.dockerfile("FROM base", "COPY new /"));

        assertThat(sources(image))
                .containsExactly(LayerSource.UPSTREAM, LayerSource.UPSTREAM, LayerSource.UPSTREAM, LayerSource.EMBED);
        assertThat(image.image().layers().get(0).diffId())
                .isEqualTo(image.image().layers().get(2).diffId());
    }

    @Test
    void aPrefixThatEndsInsideAHostDoesNotMatch() throws IOException {
        scene.upstreamMatch = new UpstreamMatch("registry.exam");

        assertThat(built(layout(IMAGE)).image().upstream()).isEmpty();
    }

    @Test
    void byDiffIdTheDescriptorIsThePlainTars() throws IOException {
        scene.upstreamMatch = new UpstreamMatch("registry.example");
        scene.descriptors = UpstreamDescriptors.DIFF_ID;
        BaseImage base = layout(IMAGE);
        Scene.Built image = built(base);
        Descriptor first = image.image().layers().get(0).descriptor();

        assertThat(first.digest().toString()).isEqualTo(A.diffId().toString());
        assertThat(first.mediaType()).isEqualTo(MediaType.LAYER);
        assertThat(first.size()).isEqualTo(A.plain().length);
        for (SampleImage.Layer layer : List.of(A, B)) {
            Files.delete(new BlobStore(home.resolve("layout"))
                    .path(layer.descriptor().digest()));
        }
        scene.labels.put("again", "without the layers");
        assertThat(built(base).image().layers().get(0).descriptor()).isEqualTo(first);
    }

    @Test
    void anArchiveWithoutAManifestIsEmbeddedWithAWarning() throws IOException {
        scene.upstreamMatch = new UpstreamMatch("registry.example/");
        Scene.Built image = built(archive(A, B));

        assertThat(sources(image)).containsOnly(LayerSource.EMBED);
        assertThat(scene.warnings)
                .singleElement()
                .asString()
                .startsWith("app: " + NAME + " matches upstreamMatch, but ")
                .contains("does not say its digest");
    }

    @Test
    void plainLayersOfAnArchiveAreCompressed() throws IOException {
        scene.compression = Compression.GZIP;
        Layer first = built(archive(A, B)).image().layers().get(0);

        assertThat(first.diffId()).isEqualTo(A.diffId());
        assertThat(first.descriptor().mediaType()).isEqualTo(MediaType.LAYER_GZIP);
        assertThat(scene.cache
                        .blobs()
                        .contains(
                                first.descriptor().digest(), first.descriptor().size()))
                .isTrue();
    }

    @Test
    void aBaseForAnotherPlatformIsRefused() throws IOException {
        BaseImage base = layout(IMAGE);
        scene.platform = Platform.parse("linux/s390x");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> built(base))
                .withMessageStartingWith("Dockerfile:1: ")
                .withMessageContaining("linux/s390x");
    }

    @Test
    void aDamagedLayerNamesTheImageAndItsPosition() throws IOException {
        BaseImage base = layout(IMAGE);
        SampleLayout.damage(
                new BlobStore(home.resolve("layout")).path(B.descriptor().digest()));
        scene.contexts.put("base", base);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.build(scene.dockerfile("FROM base")))
                .withMessageStartingWith("layer 2 of " + home.resolve("layout"))
                .satisfies(e -> assertThat(e.advice()).isNotBlank());
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.build(scene.dockerfile("FROM base", "COPY new /")))
                .withMessageContaining("layer 2 of " + home.resolve("layout"));
        assertThat(scene.temporaryFiles()).isEmpty();
    }

    @Test
    void anImageOnASiblingKeepsTheSiblingsUpstream() throws IOException {
        scene.upstreamMatch = new UpstreamMatch("registry.example/");
        scene.contexts.put("base", layout(IMAGE));
        BuiltImage lower = scene.build("lower", scene.dockerfile("FROM base", "COPY new /one"))
                .image();
        scene.siblings.put(new Alias("lower"), lower);
        scene.contexts.clear();
        Scene.Built upper = scene.build(scene.dockerfile("FROM lower", "COPY --from=lower /b /copied"));

        assertThat(sources(upper))
                .containsExactly(LayerSource.UPSTREAM, LayerSource.UPSTREAM, LayerSource.EMBED, LayerSource.EMBED);
        assertThat(upper.image().upstream()).isEqualTo(lower.upstream());
        assertThat(upper.image().layers().subList(0, 3)).isEqualTo(lower.layers());
        assertThat(upper.layer(3)).containsExactly("FILE copied");
    }

    @Test
    void anImageThatWantsNoUpstreamTakesTheSiblingsLayersIn() throws IOException {
        scene.upstreamMatch = new UpstreamMatch("registry.example/");
        scene.contexts.put("base", layout(IMAGE));
        BuiltImage lower = scene.build("lower", scene.dockerfile("FROM base")).image();
        scene.siblings.put(new Alias("lower"), lower);
        scene.upstreamMatch = UpstreamMatch.NOTHING;
        Scene.Built upper = scene.build(scene.dockerfile("FROM lower", "COPY new /"));

        assertThat(sources(upper)).containsOnly(LayerSource.EMBED);
        assertThat(upper.image().upstream()).isEmpty();
        assertThat(upper.brief()).containsExactly("/a file 0644 0:0", "/b file 0644 0:0", "/new file 0644 0:0");
    }

    @Test
    void aSiblingThatAnotherBuilderMadeFindsItsUpstreamAgain() throws IOException {
        BaseImage base = layout(IMAGE);
        scene.upstreamMatch = new UpstreamMatch("registry.example/");
        scene.contexts.put("base", base);
        BuiltImage lower = scene.build("lower", scene.dockerfile("FROM base")).image();
        scene.siblings.put(new Alias("lower"), lower);
        Path path = ((BaseImage.Saved) base).path();
        scene.builder = new EmbeddedBuilder(
                (reference, platform) -> {
                    assertThat(reference.toString()).isEqualTo(lower.upstream());
                    return SavedImage.open(path, Optional.empty(), platform);
                },
                Downloads.OFFLINE);

        assertThat(sources(scene.build(scene.dockerfile("FROM lower", "COPY new /"))))
                .containsExactly(LayerSource.UPSTREAM, LayerSource.UPSTREAM, LayerSource.EMBED);
    }

    @Test
    void howTheLayersAreStoredIsPartOfTheIdentity() throws IOException {
        scene.contexts.put("base", layout(IMAGE));
        String gzip = scene.inputs(scene.dockerfile("FROM base")).get("FROM base");
        scene.contexts.put("base", archive(A, B));
        String plain = scene.inputs(scene.dockerfile("FROM base")).get("FROM base");

        assertThat(gzip).isEqualTo(IMAGE.manifestDescriptor().digest().toString());
        assertThat(plain).isEqualTo(IMAGE.configDescriptor().digest().toString());
    }

    @Test
    void theBuilderSaysWhichSiblingsADockerfileNames() throws IOException {
        Builder builder = scene.builder;
        assertThat(builder.siblings(
                        scene.request(scene.dockerfile(
                                        "FROM other AS x", "FROM one", "COPY --from=two /a /", "COPY --from=x /b /"))
                                .spec(),
                        Set.of(new Alias("one"), new Alias("two"), new Alias("three"), new Alias("app"))))
                .containsExactly(new Alias("one"), new Alias("two"));
        assertThat(builder.siblings(scene.request(scene.dockerfile("FROMM x")).spec(), Set.of(new Alias("x"))))
                .as("a Dockerfile that cannot be read names none")
                .isEmpty();
    }
}
