package dev.imagepack.build.buildah;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.imagepack.build.BuildLog;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.context.ContextTree;
import dev.imagepack.build.context.Stages;
import dev.imagepack.cache.Cache;
import dev.imagepack.dockerfile.Dockerfile;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.Checks;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.RunOptions;
import dev.imagepack.image.SavedImage;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Compression;
import dev.imagepack.io.ProgramSearch;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.Platform;
import dev.imagepack.testing.HandMadeImage;
import dev.imagepack.testing.Tool;

/** A module in which a test has the real program build images on one base, {@code busybox}, that the machine's own makes. */
final class Workshop implements AutoCloseable, BuildLog {

    private static final String BASE = "busybox";

    final List<String> said = Collections.synchronizedList(new ArrayList<>());
    final Path scratch;
    Consumer<String> listener = line -> {};
    RunOptions options = RunOptions.NONE;
    Platform platform = Platform.LINUX_AMD64;
    Map<String, String> environment = System.getenv();

    private final Path home;
    private final Path module;
    private final Path base;
    private final Cache cache;

    Workshop(Path home) throws IOException {
        this.home = home;
        module = Files.createDirectories(home.resolve("module"));
        base = HandMadeImage.holding(Tool.BUSYBOX.file()).layout(home.resolve("base"));
        cache = Cache.open(home.resolve("cache"));
        scratch = cache.temporary();
    }

    /** Writes a file into the context. */
    void file(String path, String text) throws IOException {
        Path file = module.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    Path program() {
        return ProgramSearch.of(environment).find("buildah").orElseThrow();
    }

    /** Builds a Dockerfile of these lines. The caller closes the image. */
    SavedImage build(String... lines) throws IOException {
        Path archive = home.resolve("image.tar");
        Setup setup = new Setups(program(), environment).find(scratch, options.network());
        try (Buildah buildah = Buildah.in(scratch, program(), environment, setup, said::add)) {
            new BuildahBuild(order(lines), buildah)
                    .run(in -> Files.copy(in, archive, StandardCopyOption.REPLACE_EXISTING));
        }
        return SavedImage.open(archive, Optional.empty(), platform);
    }

    /** The entries of the layers that a build added: mode, owner, path, target, size. */
    static List<String> added(SavedImage image) throws IOException {
        List<String> entries = new ArrayList<>();
        for (int i = 1; i < image.layers().size(); i++) {
            try (InputStream layer = image.openLayer(i)) {
                TarReader tar = new TarReader(layer, TarReader.Limits.DEFAULT);
                for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                    TarEntry found = entry.get();
                    entries.add(String.format(
                            "%d %04o %d:%d %s %s %d",
                            i, found.mode(), found.uid(), found.gid(), found.path(), found.link(), found.size()));
                }
            }
        }
        return entries;
    }

    private BuildahBuild.Order order(String... lines) throws IOException {
        String text = Stream.of(lines).map(line -> line + "\n").collect(Collectors.joining());
        Dockerfile file = Dockerfile.parse("Dockerfile", text.getBytes(StandardCharsets.UTF_8));
        DockerfileRecipe recipe = new DockerfileRecipe(
                new DockerfileRecipe.Inline(text, "Dockerfile"),
                module,
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>(),
                Checks.OFF,
                options);
        return new BuildahBuild.Order(
                request(recipe),
                recipe,
                new Stages(file, Map.of(), platform, ""),
                text.replace(BASE + "\n", id() + "\n").getBytes(StandardCharsets.UTF_8),
                ContextTree.of(module, IgnoreRules.none(), Set.of(), cache.files()),
                new TreeMap<>(),
                List.of(this::base));
    }

    private SavedImage base() throws IOException {
        return SavedImage.open(base, Optional.empty(), Platform.LINUX_AMD64);
    }

    private String id() throws IOException {
        try (SavedImage image = base()) {
            return image.config().id().hex();
        }
    }

    private BuildRequest request(DockerfileRecipe recipe) {
        ImageSpec spec = new ImageSpec(
                new Alias("app"),
                List.of(),
                recipe,
                new BuilderChoice.Local(),
                platform,
                UpstreamMatch.NOTHING,
                UpstreamDescriptors.REGISTRY,
                Compression.NONE,
                new TreeMap<>(),
                new TreeMap<>());
        return new BuildRequest(spec, Map.of(), module, Set.of(), Instant.EPOCH, cache, Runnable::run, this);
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
    public void started(ImageSpec image, String builder) {}

    @Override
    public void building(Alias alias, String reason) {}

    @Override
    public void downloading(Alias alias, String address) {}

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
    public void advanced(Alias alias, long bytes) {}

    @Override
    public void finished(BuildOutcome outcome) {}

    @Override
    public void warning(Alias alias, String message) {
        said.add("warning " + message);
    }
}
