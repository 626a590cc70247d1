package dev.imagepack.build.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildImages;
import dev.imagepack.build.BuildLog;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.Builder;
import dev.imagepack.build.buildah.BuildahBuilder;
import dev.imagepack.build.context.CommandRecipe;
import dev.imagepack.build.context.UsedBases;
import dev.imagepack.build.embedded.EmbeddedBuilder;
import dev.imagepack.build.embedded.TreeText;
import dev.imagepack.cache.Cache;
import dev.imagepack.download.Downloads;
import dev.imagepack.engine.Engine;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Checks;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.RunOptions;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Compression;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;
import dev.imagepack.registry.Registry;
import dev.imagepack.testing.HandMadeImage;
import dev.imagepack.testing.Tool;

import static org.assertj.core.api.Assertions.assertThat;

/** A module with a cache, in which a test has engines build images; what is not set has the plainest value. */
final class Workbench implements AutoCloseable {

    static final String SHELL = "SHELL [\"/bin/busybox\", \"sh\", \"-c\"]";
    static final Instant CREATED = Instant.parse("2024-01-31T12:00:00Z");

    final Path module;
    final Cache cache;
    final Map<Alias, List<BuiltImage>> siblings = new TreeMap<>();
    final SortedMap<String, BaseImage> contexts = new TreeMap<>();
    final SortedMap<String, String> buildArgs = new TreeMap<>();
    final SortedMap<String, String> labels = new TreeMap<>();
    final List<String> said = Collections.synchronizedList(new ArrayList<>());
    Optional<String> target = Optional.empty();
    Platform platform = Platform.LINUX_AMD64;
    RunOptions run = RunOptions.NONE;
    UpstreamMatch upstreamMatch = UpstreamMatch.NOTHING;
    Registry registry = (reference, wanted) -> {
        throw new ImagepackException("no registry here: " + reference, "Use a local base.");
    };
    Function<ImageRef, Optional<String>> authorizations = reference -> Optional.empty();
    boolean pullsAlways;
    Consumer<String> whenSaid = line -> {};

    Workbench(Path home) throws IOException {
        module = Files.createDirectories(home.resolve("module"));
        cache = Cache.open(home.resolve("cache"));
    }

    /** Writes a file of mode 0644 below the module. */
    Workbench file(String path, String text) throws IOException {
        Path file = module.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setAttribute(file, "unix:mode", 0644);
        return this;
    }

    BuildRequest request(String... lines) {
        return request(spec("app", lines));
    }

    BuildRequest request(ImageSpec spec) {
        return new BuildRequest(spec, siblings, module, Set.of(), CREATED, cache, Runnable::run, new Listener());
    }

    /** The same, read for whoever runs its commands. */
    CommandRecipe recipe(String... lines) throws IOException {
        BuildRequest request = request(lines);
        return CommandRecipe.read(
                request,
                (DockerfileRecipe) request.spec().recipe(),
                new UsedBases(request, registry, (reference, wanted) -> Optional.empty()));
    }

    /** An image of this module. */
    ImageSpec spec(String alias, String... lines) {
        DockerfileRecipe recipe = new DockerfileRecipe(
                new DockerfileRecipe.Inline(String.join("\n", lines) + "\n", "Dockerfile"),
                module,
                target,
                buildArgs,
                contexts,
                Checks.OFF,
                run);
        return new ImageSpec(
                new Alias(alias),
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
    }

    /** Has one builder for each of several images build them, all at once. */
    List<BuildOutcome> buildTogether(List<ImageSpec> images, Function<ImageSpec, Builder> builders) throws IOException {
        return buildTogether(images, images.size(), builders);
    }

    /** The same, so many at once. */
    List<BuildOutcome> buildTogether(List<ImageSpec> images, int parallel, Function<ImageSpec, Builder> builders)
            throws IOException {
        return BuildImages.build(new BuildImages.Request(
                images,
                "test:module",
                module,
                Set.of(),
                CREATED,
                cache,
                Runnable::run,
                parallel,
                builders,
                new Listener()));
    }

    EngineBuilder builder(EngineSource source) {
        return new EngineBuilder(
                "local",
                new EngineBuilder.Outside(source, registry, authorizations, pullsAlways, TarReader.Limits.DEFAULT));
    }

    BuiltImage build(Engine engine, String... lines) throws IOException {
        return builder(() -> engine).prepare(request(lines)).run();
    }

    Builder embedded() {
        return new EmbeddedBuilder(new EmbeddedBuilder.Outside(registry, Downloads.OFFLINE, TarReader.Limits.DEFAULT));
    }

    /** What this JVM makes of the same, which then runs no command. */
    BuiltImage embedded(String... lines) throws IOException {
        return embedded().prepare(request(lines)).run();
    }

    Builder buildah(String program) {
        return new BuildahBuilder(
                new BuildahBuilder.Outside(program, System.getenv(), registry, TarReader.Limits.DEFAULT));
    }

    /** An image and that it was built anew, as one goal tells another. */
    static BuildOutcome outcome(BuiltImage image, String builder) {
        return new BuildOutcome(image, builder, false, "first build", Duration.ZERO);
    }

    /** A base {@code tools}, a saved layout, in which nothing is but {@code /bin/busybox}. */
    Workbench tools() throws IOException {
        Path layout = HandMadeImage.holding(Tool.BUSYBOX.require().file()).layout(module.resolveSibling("busybox"));
        contexts.put("tools", new BaseImage.Saved(layout, Optional.empty()));
        return this;
    }

    /** The paths of an image but for those of its tools, and of what engines mount while commands run. */
    List<String> tree(BuiltImage image) throws IOException {
        return TreeText.of(image, cache).stream()
                .filter(line -> !line.matches("(/?bin|/?proc|/?sys|/?dev|/?etc).*"))
                .toList();
    }

    /** No image at the engine has a name that was made for a build; those that builds left without one are its own. */
    static void assertNothingIsLeft(Engine engine) throws IOException {
        for (String id : engine.images()) {
            assertThat(engine.inspect(id).orElseThrow().names()).noneMatch(name -> name.contains("imagepack.local/"));
        }
    }

    List<String> said(String kind) {
        return said.stream().filter(line -> line.startsWith(kind)).toList();
    }

    @Override
    public void close() throws IOException {
        cache.close();
    }

    private final class Listener implements BuildLog {

        @Override
        public void step(Alias alias, String step) {
            said.add("step " + step);
        }

        @Override
        public void output(Alias alias, String line) {
            said.add("output " + line);
            whenSaid.accept(line);
        }

        @Override
        public void warning(Alias alias, String message) {
            said.add("warning " + message);
        }
    }
}
