package dev.imagepack.build.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildBase;
import dev.imagepack.build.Builder;
import dev.imagepack.build.PreparedBuild;
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
import dev.imagepack.io.Content;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarReader;
import dev.imagepack.io.TarWriter;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageManifest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;
import dev.imagepack.registry.Registry;

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

    /** An image that notes the position of each layer that is opened. */
    private static class Noted implements ImageSource {

        private final ImageSource image;
        private final List<Integer> opened;

        Noted(ImageSource image, List<Integer> opened) {
            this.image = image;
            this.opened = opened;
        }

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
        public boolean hasLayer(int position) throws IOException {
            return image.hasLayer(position);
        }

        @Override
        public InputStream openLayer(int position) throws IOException {
            opened.add(position);
            return image.openLayer(position);
        }

        @Override
        public void close() throws IOException {
            image.close();
        }
    }

    /** Builds upon an image in the way of a registry's; says which layers were opened. */
    private List<Integer> opened(Path saved, String... lines) throws IOException {
        List<Integer> opened = Collections.synchronizedList(new ArrayList<>());
        scene.builder = Scene.builder(
                (reference, platform) -> new Noted(SavedImage.open(saved, Optional.empty(), platform), opened),
                Downloads.OFFLINE);
        scene.build(scene.dockerfile(lines));
        return opened.stream().sorted().toList();
    }

    /** An image whose layers are fetched into the cache by being opened, as those of a registry are. */
    private Registry fetching(Path saved, List<Digest> fetched) {
        return (reference, platform) -> {
            SavedImage image = SavedImage.open(saved, Optional.empty(), platform);
            return new Noted(image, new ArrayList<>()) {
                @Override
                public InputStream openLayer(int position) throws IOException {
                    Descriptor layer = image.layers().get(position);
                    scene.cache.blob(layer.digest(), () -> {
                        fetched.add(layer.digest());
                        scene.cache.blobs().put(layer, image.openLayer(position));
                    });
                    return scene.cache.blobs().open(layer);
                }
            };
        };
    }

    @Test
    @Timeout(60)
    void aLayerThatIsFetchedByBeingOpenedIsNotWaitedFor() throws IOException {
        List<Digest> fetched = Collections.synchronizedList(new ArrayList<>());
        Path base = ((BaseImage.Saved) layout(IMAGE)).path();
        scene.builder = Scene.builder(fetching(base, fetched), Downloads.OFFLINE);
        scene.build(scene.dockerfile("FROM " + NAME, "COPY new /"));

        assertThat(fetched)
                .containsExactlyInAnyOrder(
                        A.descriptor().digest(), B.descriptor().digest());
        assertThat(known(A.descriptor())).contains(A.diffId());
    }

    private Optional<DiffId> known(Descriptor blob) {
        return scene.cache
                .blobs()
                .known()
                .find(blob.digest(), scene.cache.blobs().path(blob.digest()));
    }

    @Test
    void aLayerIsReadOnceToBeStoredListedAndVerified() throws IOException {
        Path base = ((BaseImage.Saved) layout(IMAGE)).path();

        assertThat(opened(base, "FROM " + NAME, "COPY new /")).containsExactly(0, 1);
        assertThat(known(A.descriptor())).contains(A.diffId());
        assertThat(known(B.descriptor())).contains(B.diffId());
        assertThat(opened(base, "FROM " + NAME, "COPY new /other")).isEmpty();
    }

    @Test
    void aPlainLayerIsReadOnceToBeCompressedListedAndVerified() throws IOException {
        scene.compression = Compression.GZIP;
        Path base = ((BaseImage.Saved) archive(A, B)).path();

        assertThat(opened(base, "FROM " + NAME, "COPY new /")).containsExactly(0, 1);
        assertThat(known(scene.build(scene.dockerfile("FROM " + NAME))
                        .image()
                        .layers()
                        .get(1)
                        .descriptor()))
                .contains(B.diffId());
    }

    @Test
    void aLayerWithFaultsInItsTarIsReadAgainByWhoChecksIt() throws IOException {
        byte[] twice = tar("a", "a");
        SampleImage.Layer strange = new SampleImage.Layer(twice, twice, MediaType.LAYER);
        Path base = ((BaseImage.Saved) layout(SampleImage.of(strange))).path();

        assertThat(opened(base, "FROM " + NAME, "COPY new /")).containsExactly(0);
        assertThat(known(strange.descriptor())).isEmpty();
    }

    private static byte[] tar(String... paths) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String path : paths) {
            ByteArrayOutputStream one = new ByteArrayOutputStream();
            try (TarWriter tar = new TarWriter(one)) {
                tar.write(TarEntry.file(path, 0644, 0), Content.empty());
            }
            out.write(one.toByteArray(), 0, 512);
        }
        out.write(new byte[1024]);
        return out.toByteArray();
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
    void anArchiveWithoutAManifestIsEmbeddedAndSaysWhy() throws IOException {
        scene.upstreamMatch = new UpstreamMatch("registry.example/");
        BaseImage archive = archive(A, B);
        Scene.Built image = built(archive);
        BuildBase base = scene.prepare(Scene.layers(archive)).builtOn();

        assertThat(sources(image)).containsOnly(LayerSource.EMBED);
        assertThat(base.name()).map(ImageRef::toString).contains(NAME);
        assertThat(base.hindrance()).endsWith("does not say its digest, as an OCI layout would");
        assertThat(base.diffIds()).containsExactly(A.diffId(), B.diffId());
    }

    @Test
    void whatKeepsTheBaseOutIsSaidOfTheFinalStageOnly() throws IOException {
        scene.contexts.put("other", archive(A, B));
        PreparedBuild build = scene.prepare(scene.dockerfile("FROM scratch", "COPY --from=other / /"));

        assertThat(build.builtOn()).isEqualTo(BuildBase.NONE);
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
        scene.siblings.put(new Alias("lower"), List.of(lower));
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
        scene.siblings.put(new Alias("lower"), List.of(lower));
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
        scene.siblings.put(new Alias("lower"), List.of(lower));
        Path path = ((BaseImage.Saved) base).path();
        scene.builder = Scene.builder(
                (reference, platform) -> {
                    assertThat(reference.toString()).isEqualTo(lower.upstream());
                    return SavedImage.open(path, Optional.empty(), platform);
                },
                Downloads.OFFLINE);

        assertThat(sources(scene.build(scene.dockerfile("FROM lower", "COPY new /"))))
                .containsExactly(LayerSource.UPSTREAM, LayerSource.UPSTREAM, LayerSource.EMBED);
    }

    /** The image with other annotations on its manifest, as another commit would give it. */
    private Base revision(String revision) throws IOException {
        SampleLayout layout = new SampleLayout(home.resolve(revision));
        layout.store(IMAGE);
        byte[] manifest = new ImageManifest(
                        MediaType.MANIFEST,
                        IMAGE.configDescriptor(),
                        IMAGE.layers().stream()
                                .map(SampleImage.Layer::descriptor)
                                .toList(),
                        new TreeMap<>(Map.of("revision", revision)))
                .toBytes();
        Descriptor descriptor =
                new Descriptor(MediaType.MANIFEST, layout.blobs().put(manifest), manifest.length);
        layout.entry(descriptor.withAnnotations(Map.of(ImageIndex.IMAGE_NAME, NAME)));
        return new Bases(
                        scene.request(scene.dockerfile("FROM base")),
                        (name, platform) -> null,
                        new HashMap<>(),
                        TarReader.Limits.DEFAULT)
                .open(new BaseImage.Saved(layout.path(), Optional.empty()), "base", Platform.LINUX_AMD64);
    }

    @Test
    void annotationsOfABaseAreNoPartOfItsIdentity() throws IOException {
        Base one = revision("one");
        Base two = revision("two");

        assertThat(two.identity()).isEqualTo(one.identity());
        assertThat(two.published()).isPresent().isNotEqualTo(one.published());
    }

    @Test
    void aPublishedBaseIsKnownByNameAndDigest() throws IOException {
        String digest = "@" + IMAGE.manifestDescriptor().digest();
        scene.contexts.put("registry.example/other:2", layout(IMAGE));
        scene.siblings.put(
                new Alias("lower"),
                List.of(scene.build("lower", scene.dockerfile("FROM scratch", "COPY new /"))
                        .image()));

        assertThat(scene.prepare(Scene.layers(scene.contexts.get("registry.example/other:2")))
                        .base())
                .map(ImageRef::toString)
                .contains(NAME + digest);
        assertThat(scene.prepare(scene.dockerfile("FROM registry.example/other:2"))
                        .base())
                .map(ImageRef::toString)
                .contains("registry.example/other:2" + digest);
        assertThat(scene.prepare(scene.dockerfile(
                                "FROM scratch AS none",
                                "FROM registry.example/other:2 AS x",
                                "FROM none",
                                "COPY --from=x /a /"))
                        .base())
                .isEmpty();
        assertThat(scene.prepare(scene.dockerfile("FROM lower")).base()).isEmpty();
        assertThat(scene.prepare(Scene.layers(archive(A))).base()).isEmpty();
    }

    @Test
    void howTheLayersAreStoredIsPartOfTheIdentity() throws IOException {
        scene.contexts.put("base", layout(IMAGE));
        String gzip = scene.inputs(scene.dockerfile("FROM base")).get("FROM base");
        scene.contexts.put("base", archive(A, B));
        String plain = scene.inputs(scene.dockerfile("FROM base")).get("FROM base");

        assertThat(gzip).startsWith("sha256:").isNotEqualTo(plain);
        assertThat(plain).isEqualTo(IMAGE.configDescriptor().digest().toString());
    }

    /** A layout whose index has an image for each platform, each with a file of its own. */
    private BaseImage index(String... platforms) throws IOException {
        SampleLayout layout = new SampleLayout(home.resolve("multi"));
        List<Descriptor> entries = new ArrayList<>();
        for (String platform : platforms) {
            SampleImage.Layer layer = SampleImage.Layer.gzip("platform", platform);
            entries.add(layout.store(new SampleImage(Platform.parse(platform), List.of(layer))));
        }
        layout.entry(layout.store(ImageIndex.of(entries)).withAnnotations(Map.of(ImageIndex.REF_NAME, NAME)));
        return new BaseImage.Saved(layout.path(), Optional.empty());
    }

    @Test
    void eachPlatformIsBuiltOnTheManifestThatTheBaseHasForIt() throws IOException {
        scene.contexts.put("base", index("linux/amd64", "linux/arm64", "linux/arm/v6"));
        for (String name : List.of("linux/arm64", "linux/amd64", "linux/arm/v6")) {
            scene.platform = Platform.parse(name);
            Scene.Built built = scene.build(scene.dockerfile("FROM base", "COPY new /"));

            assertThat(built.config().platform()).isEqualTo(scene.platform);
            assertThat(built.image().layers().get(0).diffId())
                    .isEqualTo(SampleImage.Layer.gzip("platform", name).diffId());
        }
    }

    @Test
    void aBaseWithoutTheWantedPlatformListsThoseItHas() throws IOException {
        scene.contexts.put("base", index("linux/amd64", "linux/arm64"));
        scene.platform = Platform.parse("linux/s390x");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.prepare(scene.dockerfile("FROM base", "COPY new /")))
                .withMessageContaining("there is no image for linux/s390x but [linux/amd64, linux/arm64]");
    }

    @Test
    void aSiblingIsTakenForThePlatformThatIsAskedFor() throws IOException {
        List<BuiltImage> lower = new ArrayList<>();
        for (String platform : List.of("linux/amd64", "linux/arm64")) {
            scene.platform = Platform.parse(platform);
            scene.buildArgs.put("TEXT", platform);
            lower.add(scene.build("lower", scene.dockerfile("FROM scratch", "ARG TEXT", "COPY <<f /\n$TEXT\nf"))
                    .image());
        }
        scene.buildArgs.clear();
        scene.siblings.put(new Alias("lower"), lower);
        Scene.Built upper = scene.build(scene.dockerfile(
                "FROM --platform=$BUILDPLATFORM lower AS tools", "FROM lower", "COPY --from=tools /f /tools"));

        assertThat(upper.config().platform()).isEqualTo(Platform.parse("linux/arm64"));
        assertThat(upper.image().layers().get(0))
                .isEqualTo(lower.get(1).layers().get(0));
        assertThat(text(upper, 1)).contains("linux/amd64");
        scene.platform = Platform.parse("linux/s390x");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.prepare(scene.dockerfile("FROM lower")))
                .withMessage(
                        "Dockerfile:1: images.lower is built for linux/amd64, linux/arm64, but here it is wanted for"
                                + " linux/s390x")
                .satisfies(fault -> assertThat(fault.advice()).contains("Add linux/s390x to its <platforms>"));
    }

    /** The plain tar of a layer, as far as it is text. */
    private String text(Scene.Built built, int position) throws IOException {
        Descriptor layer = built.image().layers().get(position).descriptor();
        try (InputStream in = built.cache().blobs().open(layer)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
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
        assertThat(builder.siblings(
                        scene.request(scene.dockerfile(
                                        "FROM a AS s", "ONBUILD COPY --from=t /a /", "ONBUILD COPY --from=s / /"))
                                .spec(),
                        Set.of(new Alias("s"), new Alias("t"))))
                .as("triggers copy, too")
                .containsExactly(new Alias("t"));
        assertThat(builder.siblings(scene.request(scene.dockerfile("FROMM x")).spec(), Set.of(new Alias("x"))))
                .as("a Dockerfile that cannot be read names none")
                .isEmpty();
    }
}
