package dev.imagepack.build.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import dev.imagepack.build.BuildLog;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.cache.Cache;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.image.PublishedSample;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Compression;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.LayoutCheck;
import dev.imagepack.oci.OciLayout;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;

/** A cache into which a test takes images; what is not set has the plainest value. */
final class IntakeScene implements AutoCloseable {

    static final Instant CREATED = Instant.parse("2024-01-31T12:00:00Z");

    final Path home;
    final Cache cache;
    final List<String> warnings = new ArrayList<>();
    final SortedMap<String, String> labels = new TreeMap<>();
    Compression compression = Compression.GZIP;
    UpstreamMatch upstreamMatch = UpstreamMatch.NOTHING;
    UpstreamDescriptors descriptors = UpstreamDescriptors.REGISTRY;
    boolean upstreamRequired;
    boolean rewriteTimestamps;
    Platform platform = Platform.LINUX_AMD64;
    BaseLayers base = BaseLayers.NONE;
    TarReader.Limits limits = TarReader.Limits.DEFAULT;

    /** How many bytes were written of layers, by the alias that heard of them. */
    final Map<String, Long> advanced = new ConcurrentHashMap<>();

    /** Called by whoever writes bytes of a layer. */
    Runnable whenAdvanced = () -> {};

    IntakeScene(Path home) throws IOException {
        this.home = home;
        this.cache = Cache.open(home.resolve("cache"));
    }

    BuildRequest request(String alias) {
        DockerfileRecipe recipe = new DockerfileRecipe(
                new DockerfileRecipe.Inline("FROM scratch\n", "Dockerfile"),
                home.toAbsolutePath(),
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>());
        ImageSpec spec = new ImageSpec(
                new Alias(alias),
                List.of(ImageRef.parse("registry.example/" + alias + ":1")),
                recipe,
                new BuilderChoice.Local(),
                platform,
                upstreamMatch,
                descriptors,
                upstreamRequired,
                rewriteTimestamps,
                compression,
                labels,
                new TreeMap<>());
        return new BuildRequest(spec, Map.of(), home, Set.of(), CREATED, cache, Runnable::run, new Listener());
    }

    ForeignImage foreign(String alias, Digest id, SampleImage image) {
        return new ForeignImage(request(alias), id, diffIds(image), base);
    }

    static List<DiffId> diffIds(SampleImage image) {
        return image.layers().stream().map(SampleImage.Layer::diffId).toList();
    }

    BuiltImage take(SaveForm form, SampleImage image) throws IOException {
        return take(form.of(image), foreign("app", form.id(image), image)).get(0);
    }

    List<BuiltImage> take(byte[] save, ForeignImage... images) throws IOException {
        return take(new ByteArrayInputStream(save), images);
    }

    List<BuiltImage> take(InputStream save, ForeignImage... images) throws IOException {
        try (Intake intake = new Intake(limits)) {
            List<CutImage> cut = new ArrayList<>();
            for (ForeignImage image : images) {
                cut.add(intake.cut(image));
            }
            SavedImages saved = SavedImages.read(save, "the engine", cut, limits);
            List<BuiltImage> built = new ArrayList<>();
            for (CutImage image : cut) {
                built.add(saved.image(image));
            }
            return built;
        }
    }

    ImageConfig config(BuiltImage image) throws IOException {
        return ImageConfig.parse(cache.blobs().read(image.config(), 1 << 20));
    }

    /** The plain bytes of a layer that is in the cache. */
    byte[] plain(Layer layer) throws IOException {
        Compression.Algorithm compression =
                dev.imagepack.oci.MediaType.compressionOf(layer.descriptor().mediaType());
        try (InputStream in = Compression.decompress(cache.blobs().open(layer.descriptor()), compression)) {
            return in.readAllBytes();
        }
    }

    /** That a layout of the image is sound. */
    void check(BuiltImage image) throws IOException {
        Path directory = Files.createTempDirectory(home, "layout");
        Set<Digest> upstream = new java.util.HashSet<>();
        image.layers().stream()
                .filter(layer -> layer.source() == LayerSource.UPSTREAM)
                .forEach(layer -> upstream.add(layer.descriptor().digest()));
        OciLayout layout = OciLayout.create(directory.resolve("images"));
        for (Descriptor blob : image.blobs()) {
            layout.blobs().linkFrom(cache.blobs(), blob.digest());
        }
        byte[] manifest = image.manifest().toBytes();
        Descriptor descriptor = new Descriptor(
                        image.manifest().mediaType(), layout.blobs().put(manifest), manifest.length)
                .withPlatform(image.platform());
        layout.commit(ImageIndex.of(List.of(descriptor)));
        assertThat(LayoutCheck.check(directory.resolve("images"), upstream)).isEmpty();
    }

    /** All files of the cache that hold blobs or wait to become some. */
    List<String> blobs() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path directory : List.of(cache.blobs().path(Digest.of(new byte[0])).getParent(), cache.temporary())) {
            if (Files.exists(directory)) {
                try (Stream<Path> files = Files.walk(directory)) {
                    files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString())
                            .forEach(names::add);
                }
            }
        }
        return names;
    }

    /** An image as it is published. */
    static ImageSource published(SampleImage image, String name) {
        return new PublishedSample(image, name);
    }

    @Override
    public void close() throws IOException {
        cache.close();
    }

    /** Keeps warnings. */
    private final class Listener implements BuildLog {

        @Override
        public void warning(Alias alias, String message) {
            warnings.add(alias + ": " + message);
        }

        @Override
        public void advanced(Alias alias, long bytes) {
            advanced.merge(alias.value(), bytes, Long::sum);
            whenAdvanced.run();
        }
    }
}
