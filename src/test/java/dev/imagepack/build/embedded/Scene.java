package dev.imagepack.build.embedded;

import java.io.IOException;
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
import java.util.stream.Stream;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildLog;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.PreparedBuild;
import dev.imagepack.cache.Cache;
import dev.imagepack.cache.Sightings;
import dev.imagepack.cache.SingleFlight;
import dev.imagepack.download.Downloads;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Checks;
import dev.imagepack.image.DeclaredLayer;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.LayersRecipe;
import dev.imagepack.image.Recipe;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Compression;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.Platform;
import dev.imagepack.registry.Registry;

/** A module with a cache, in which a test builds images; what is not set has the plainest value. */
final class Scene implements AutoCloseable {

    static final Registry NO_REGISTRY = (reference, platform) -> {
        throw new ImagepackException("no registry here: " + reference, "Use a local base.");
    };

    private static final LayersRecipe.Container NOTHING = new LayersRecipe.Container(
            Optional.empty(),
            Optional.empty(),
            new TreeMap<>(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    final Path module;
    final Cache cache;
    final Map<Alias, List<BuiltImage>> siblings = new TreeMap<>();
    final SortedMap<String, BaseImage> contexts = new TreeMap<>();
    final SortedMap<String, String> buildArgs = new TreeMap<>();
    final SortedMap<String, String> labels = new TreeMap<>();
    final List<String> warnings = new ArrayList<>();
    final List<String> downloads = new ArrayList<>();
    Optional<String> target = Optional.empty();
    Checks checks = Checks.WARN;
    Platform platform = Platform.LINUX_AMD64;
    Compression compression = Compression.NONE;
    UpstreamMatch upstreamMatch = UpstreamMatch.NOTHING;
    UpstreamDescriptors descriptors = UpstreamDescriptors.REGISTRY;
    Instant created = Instant.EPOCH;
    EmbeddedBuilder builder = builder(NO_REGISTRY, Downloads.OFFLINE);

    /** A builder with the usual limits. */
    static EmbeddedBuilder builder(Registry registry, Downloads downloads) {
        return new EmbeddedBuilder(new EmbeddedBuilder.Outside(registry, downloads, TarReader.Limits.DEFAULT));
    }

    Scene(Path home) throws IOException {
        this(home, new Sightings(Set.of()));
    }

    /** @param sightings where what is looked at is noted */
    Scene(Path home, Sightings sightings) throws IOException {
        module = Files.createDirectories(home.resolve("module"));
        cache = Cache.open(home.resolve("cache"), new SingleFlight(), sightings);
    }

    /** Writes a file of mode 0644 below the module. */
    Scene file(String path, String text) throws IOException {
        Path file = module.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return mode(path, 0644);
    }

    Scene mode(String path, int mode) throws IOException {
        Files.setAttribute(module.resolve(path), "unix:mode", mode);
        return this;
    }

    Scene directory(String path) throws IOException {
        Files.createDirectories(module.resolve(path));
        return mode(path, 0755);
    }

    /** The Dockerfile recipe of these lines, with the module as context. */
    Recipe dockerfile(String... lines) {
        DockerfileRecipe.Source source = new DockerfileRecipe.Inline(String.join("\n", lines) + "\n", "Dockerfile");
        return new DockerfileRecipe(source, module, target, buildArgs, contexts, checks);
    }

    /** The recipe of the file {@code Dockerfile} of the module. */
    Recipe dockerfileInFile() {
        DockerfileRecipe.Source source = new DockerfileRecipe.InFile(module.resolve("Dockerfile"), "Dockerfile");
        return new DockerfileRecipe(source, module, target, buildArgs, contexts, checks);
    }

    static Recipe layers(BaseImage from, DeclaredLayer... layers) {
        return layers(from, NOTHING, layers);
    }

    static Recipe layers(BaseImage from, LayersRecipe.Container container, DeclaredLayer... layers) {
        return new LayersRecipe(from, List.of(layers), container);
    }

    BuildRequest request(Recipe recipe) {
        return request("app", recipe);
    }

    BuildRequest request(String alias, Recipe recipe) {
        ImageSpec spec = new ImageSpec(
                new Alias(alias),
                List.of(),
                recipe,
                new BuilderChoice.Embedded(),
                platform,
                upstreamMatch,
                descriptors,
                false,
                false,
                compression,
                labels,
                new TreeMap<>());
        return new BuildRequest(
                spec,
                siblings,
                module,
                Set.of(module.resolve("target/imagepack")),
                created,
                cache,
                Runnable::run,
                new Listener());
    }

    PreparedBuild prepare(Recipe recipe) throws IOException {
        return builder.prepare(request(recipe));
    }

    SortedMap<String, String> inputs(Recipe recipe) throws IOException {
        return prepare(recipe).inputs().values();
    }

    Built build(Recipe recipe) throws IOException {
        return build("app", recipe);
    }

    Built build(String alias, Recipe recipe) throws IOException {
        BuiltImage image = builder.prepare(request(alias, recipe)).run();
        return new Built(image, ImageConfig.parse(cache.blobs().read(image.config(), 1 << 20)), cache);
    }

    /** The files of what these Dockerfile lines build. */
    List<String> tree(String... lines) throws IOException {
        return build(dockerfile(lines)).tree();
    }

    /** What was built. */
    record Built(BuiltImage image, ImageConfig config, Cache cache) {

        /** One line for each path, {@link TreeText}. */
        List<String> tree() throws IOException {
            return TreeText.of(image, cache);
        }

        /** The tree without digests, sizes and attributes of files: path, kind, mode, owner, target. */
        List<String> brief() throws IOException {
            return tree().stream()
                    .map(line -> line.replaceAll("( \\d+ [0-9a-f]{64})? \\{.*\\}$", ""))
                    .toList();
        }

        /** The entries of one layer. */
        List<String> layer(int position) throws IOException {
            return Listing.of(cache.blobs().open(image.layers().get(position).descriptor())).entries().stream()
                    .map(entry ->
                            entry.type() + " " + entry.path() + (entry.link().isEmpty() ? "" : " -> " + entry.link()))
                    .toList();
        }
    }

    /** Files that a killed build would leave. */
    List<Path> temporaryFiles() throws IOException {
        if (!Files.exists(cache.temporary())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(cache.temporary())) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Override
    public void close() throws IOException {
        cache.close();
    }

    /** Keeps warnings. */
    private final class Listener implements BuildLog {

        @Override
        public void downloading(Alias alias, String address) {
            downloads.add(alias + ": " + address);
        }

        @Override
        public void warning(Alias alias, String message) {
            warnings.add(alias + ": " + message);
        }
    }
}
