package dev.imagepack.build.buildah;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildLog;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.Builder;
import dev.imagepack.cache.Cache;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Checks;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.RunOptions;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Compression;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.Platform;
import dev.imagepack.registry.Registry;
import dev.imagepack.testing.HandMadeImage;
import dev.imagepack.testing.Tool;

/** A module in which a test has the real program build images, most of them on one base, {@code busybox}, that the machine's own makes. */
final class Workshop implements AutoCloseable, BuildLog {

    private static final String BASE = "busybox";

    final List<String> said = Collections.synchronizedList(new ArrayList<>());
    final Path scratch;
    Consumer<String> listener = line -> {};
    String program = "buildah";
    RunOptions options = RunOptions.NONE;
    Platform platform = Platform.LINUX_AMD64;
    Map<String, String> environment = System.getenv();

    Optional<String> target = Optional.empty();
    final SortedMap<String, String> buildArgs = new TreeMap<>();
    final SortedMap<String, BaseImage> contexts = new TreeMap<>();
    final SortedMap<String, String> labels = new TreeMap<>();

    final Map<Alias, List<BuiltImage>> siblings = new TreeMap<>();
    UpstreamMatch upstreamMatch = UpstreamMatch.NOTHING;
    Registry registry = (reference, platform) -> {
        throw new ImagepackException("no registry here: " + reference, "Use a local base.");
    };

    private final Path module;
    private final Cache cache;

    Workshop(Path home) throws IOException {
        this(home, home.resolve("cache"));
    }

    /** @param shared the cache */
    Workshop(Path home, Path shared) throws IOException {
        module = Files.createDirectories(home.resolve("module"));
        Path base = HandMadeImage.holding(Tool.BUSYBOX.file()).layout(home.resolve("base"));
        contexts.put(BASE, new BaseImage.Saved(base, Optional.empty()));
        cache = Cache.open(shared);
        scratch = cache.temporary();
    }

    /** Writes a file into the context. */
    void file(String path, String text) throws IOException {
        Path file = module.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Builds a Dockerfile of these lines. */
    Built build(String... lines) throws IOException {
        return built(builder().prepare(request(recipe(lines))).run());
    }

    Builder builder() {
        return new BuildahBuilder(new BuildahBuilder.Outside(program, environment, registry, TarReader.Limits.DEFAULT));
    }

    Built built(BuiltImage image) throws IOException {
        return new Built(image, ImageConfig.parse(cache.blobs().read(image.config(), 1 << 20)), cache);
    }

    /** What was built. */
    record Built(BuiltImage image, ImageConfig config, Cache cache) {

        /** The entries of the layers that the build added: layer, mode, owner, path, target, size. */
        List<String> added() throws IOException {
            List<String> entries = new ArrayList<>();
            for (int i = 1; i < image.layers().size(); i++) {
                try (InputStream layer =
                        cache.blobs().open(image.layers().get(i).descriptor())) {
                    TarReader tar = new TarReader(layer, TarReader.Limits.DEFAULT);
                    for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                        entries.add(i + " " + describe(entry.get()));
                    }
                }
            }
            return entries;
        }

        private static String describe(TarEntry entry) {
            return String.format(
                    Locale.ROOT,
                    "%04o %d:%d %s %s %d",
                    entry.mode(),
                    entry.uid(),
                    entry.gid(),
                    entry.path(),
                    entry.link(),
                    entry.size());
        }
    }

    DockerfileRecipe recipe(String... lines) {
        return new DockerfileRecipe(
                new DockerfileRecipe.Inline(String.join("\n", lines) + "\n", "Dockerfile"),
                module,
                target,
                buildArgs,
                contexts,
                Checks.OFF,
                options);
    }

    BuildRequest request(DockerfileRecipe recipe) {
        ImageSpec spec = new ImageSpec(
                new Alias("app"),
                List.of(),
                recipe,
                new BuilderChoice.Local(),
                platform,
                upstreamMatch,
                UpstreamDescriptors.REGISTRY,
                false,
                true,
                Compression.NONE,
                labels,
                new TreeMap<>());
        return new BuildRequest(spec, siblings, module, Set.of(), Instant.EPOCH, cache, Runnable::run, this);
    }

    /** What builds left in the cache's directory for temporary files. */
    List<Path> leftovers() throws IOException {
        if (!Files.exists(scratch)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(scratch)) {
            return files.toList();
        }
    }

    @Override
    public void close() throws IOException {
        cache.close();
    }

    @Override
    public void step(Alias alias, String step) {
        said.add("step " + step);
    }

    @Override
    public void output(Alias alias, String line) {
        said.add(line);
        listener.accept(line);
    }

    @Override
    public void warning(Alias alias, String message) {
        said.add("warning " + message);
    }
}
