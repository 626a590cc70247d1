package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.embedded.RandomDockerfile.Feature;
import dev.imagepack.cache.Cache;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayersRecipe;
import dev.imagepack.io.Compression;
import dev.imagepack.maven.ProjectImages;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.MediaType;
import dev.imagepack.pack.ImagesLock;
import dev.imagepack.testing.BuildKit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every image of the examples and of the projects in {@code src/it}, after a Maven built and packed them there: the same
 * image comes out again here, with the files and the configuration that an engine's BuildKit makes of the same recipe. Run
 * by {@code .ci/run}, after both were built: {@code mvn surefire:test@engine-projects}.
 *
 * <p>An image that has no Dockerfile is built by the engine from one with the same meaning, {@link DeclaredDockerfile}.
 */
class EngineProjectsIT {

    private static final Path EXAMPLES = Path.of("src/examples").toAbsolutePath();
    private static final Path SOURCES = Path.of("src/it").toAbsolutePath();
    private static final Path PROJECTS = Path.of("target/it").toAbsolutePath();

    /** What was compared when this was written; a new project adds to it. */
    private static final int FEWEST = 50;

    private static final Predicate<Set<Feature>> ANY_ENGINE = features -> true;

    /** Why something is not compared, and with which engines. */
    private record Excuse(String reason, Predicate<Set<Feature>> engines) {

        Excuse(String reason) {
            this(reason, ANY_ENGINE);
        }

        static Excuse without(Feature feature, String reason) {
            return new Excuse(reason, features -> !features.contains(feature));
        }
    }

    /** What is not compared: projects, modules of them, or single images. */
    private static final Map<String, Excuse> NOT_COMPARED = new TreeMap<>(Map.ofEntries(
            Map.entry("it/build-faults", new Excuse("none of its modules can be built")),
            Map.entry("it/build-large-file", new Excuse("one file of two gigabytes, which takes an engine minutes")),
            Map.entry("it/build-multi-stage", Excuse.without(Feature.WHOLE_CHMOD, "the engine reads octal modes only")),
            Map.entry("it/build-on-alias:batch", new Excuse("ONBUILD of a base fires in Dockerfiles only")),
            Map.entry("it/build-platforms/services:agent", Excuse.without(Feature.HEREDOC, "as its base, runtime")),
            Map.entry("it/build-platforms/services:runtime", Excuse.without(Feature.HEREDOC, "a here-document")),
            Map.entry("it/build-remote-add", new Excuse("ADD from a server that runs during the build only")),
            Map.entry("it/check-credentials-sources", new Excuse("builds no image")),
            Map.entry("it/help", new Excuse("builds no image")),
            Map.entry("it/lock-bases", new Excuse("its modules are built one by one, each with other properties")),
            Map.entry("it/pack-lazycat-example", new Excuse("packs an image that others built")),
            Map.entry("it/pack-merge/contradiction", new Excuse("cannot be packed, on purpose")),
            Map.entry("it/push-large-blob", new Excuse("one file of two gigabytes, which takes an engine minutes")),
            Map.entry("it/push-platforms/app", new Excuse("its base is at a registry that runs during the build only")),
            Map.entry("it/push-platforms/thin", new Excuse("as app")),
            Map.entry("it/push-secrets", new Excuse("its base is at a registry that runs during the build only"))));

    @TempDir
    static Path scratch;

    private static BuildKit buildKit;
    private static Set<Feature> features;
    private static Cache cache;

    private final Set<String> compared = new TreeSet<>();
    private final Set<String> excused = new TreeSet<>();

    @BeforeAll
    static void findTheEngine() throws Exception {
        buildKit = new BuildKit(scratch);
        features = Feature.of(buildKit.version());
        cache = Cache.open(scratch.resolve("cache"));
    }

    @AfterAll
    static void removeTheImages() throws Exception {
        if (buildKit != null) {
            buildKit.close();
        }
        if (cache != null) {
            cache.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> imagesOfProjectsAreWhatBuildKitMakes() throws IOException {
        List<DynamicTest> tests = new ArrayList<>(project("examples", EXAMPLES));
        for (Path source : projects()) {
            String name = source.getFileName().toString();
            tests.addAll(project("it/" + name, PROJECTS.resolve(name)));
        }
        tests.add(DynamicTest.dynamicTest("and these are all of them", this::checkCompleteness));
        return tests.stream();
    }

    private static List<Path> projects() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.filter(file -> Files.exists(file.resolve("pom.xml")))
                    .sorted()
                    .toList();
        }
    }

    private void checkCompleteness() {
        assertThat(compared).hasSizeGreaterThanOrEqualTo(FEWEST);
        Set<String> stale = new TreeSet<>();
        NOT_COMPARED.forEach((name, excuse) -> {
            if (excuse.engines().test(features) && !excused.contains(name)) {
                stale.add(name);
            }
        });
        assertThat(stale).as("excuses that nothing needs").isEmpty();
    }

    private List<DynamicTest> project(String name, Path directory) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        if (!Files.exists(directory)) {
            tests.add(test(name, () -> {
                throw new AssertionError(directory + " is not there; run mvn verify first");
            }));
            return tests;
        }
        List<ProjectImages> modules = ProjectImages.of(directory, properties(directory));
        SortedMap<String, BaseImage> published = published(modules);
        for (ProjectImages read : modules) {
            ProjectImages module = read.closed(published);
            String where =
                    directory.equals(module.directory()) ? name : name + "/" + directory.relativize(module.directory());
            Module images = new Module(where, module);
            module.images().forEach(spec -> tests.add(test(images.name(spec), () -> images.compare(spec))));
            if (!module.fault().isEmpty()) {
                tests.add(test(where, () -> {
                    throw new AssertionError("cannot be read: " + module.fault());
                }));
            }
        }
        if (tests.isEmpty()) {
            tests.add(test(name, () -> {
                throw new AssertionError("builds no image");
            }));
        }
        return tests;
    }

    /** What the modules packed, by the names of the images: they may have pushed it to a registry that is gone. */
    private static SortedMap<String, BaseImage> published(List<ProjectImages> modules) {
        SortedMap<String, BaseImage> published = new TreeMap<>();
        for (ProjectImages module : modules) {
            for (ImageSpec spec : module.images()) {
                Optional<String> alias = Optional.of(spec.alias().value());
                spec.references()
                        .forEach(name -> published.put(
                                name.toString(),
                                new BaseImage.Saved(module.output().resolve("images"), alias)));
            }
        }
        return published;
    }

    /** A test, unless there is an excuse. */
    private DynamicTest test(String name, Executable comparison) {
        Optional<String> excuse = excuse(name);
        return excuse.isEmpty()
                ? DynamicTest.dynamicTest(name, comparison)
                : DynamicTest.dynamicTest(name, () -> {
                    excused.add(excuse.get());
                    String reason = NOT_COMPARED.get(excuse.get()).reason();
                    System.out.println("Not compared with an engine: " + name + ": " + reason);
                    Assumptions.abort("not compared: " + reason);
                });
    }

    private static Optional<String> excuse(String name) {
        return NOT_COMPARED.entrySet().stream()
                .filter(entry -> entry.getValue().engines().test(features))
                .map(Map.Entry::getKey)
                .filter(key -> name.equals(key) || name.startsWith(key + "/") || name.startsWith(key + ":"))
                .findFirst();
    }

    /** What the last build of a project that made a package was told, by its script and with {@code -D}. */
    private static Properties properties(Path directory) throws IOException {
        Properties told = load(directory.resolve("test.properties"));
        told.putAll(lastBuild(load(directory.resolve("invoker.properties"))));
        return told;
    }

    private static Properties load(Path file) throws IOException {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                properties.load(in);
            }
        }
        return properties;
    }

    private static Properties lastBuild(Properties invoker) {
        Properties last = new Properties();
        for (int i = 1; invoker.containsKey("invoker.goals." + i); i++) {
            String goals = invoker.getProperty("invoker.goals." + i);
            if (goals.contains("package") && !invoker.containsKey("invoker.buildResult." + i)) {
                last = properties(goals);
            }
        }
        return invoker.containsKey("invoker.goals") ? properties(invoker.getProperty("invoker.goals")) : last;
    }

    private static Properties properties(String goals) {
        Properties properties = new Properties();
        for (String word : goals.split("\\s+")) {
            if (word.startsWith("-D")) {
                String[] parts = word.substring(2).split("=", 2);
                properties.setProperty(parts[0], parts.length == 2 ? parts[1] : "true");
            }
        }
        return properties;
    }

    /** The images of one module, which are built once. */
    private final class Module {

        private final String name;
        private final ProjectImages project;
        private final EngineBuild engine;
        private final Map<ImageSpec, BuiltImage> images = new HashMap<>();
        private final Map<ImageSpec, FileTree> trees = new HashMap<>();

        Module(String name, ProjectImages project) {
            this.name = name;
            this.project = project;
            this.engine = new EngineBuild(buildKit, features, scratch, name, project);
        }

        String name(ImageSpec spec) {
            long platforms = project.images().stream()
                    .filter(other -> other.alias().equals(spec.alias()))
                    .count();
            return name + ":" + spec.alias() + (platforms > 1 ? ":" + spec.platform() : "");
        }

        void compare(ImageSpec spec) throws Exception {
            Assumptions.assumeTrue(isEmbedded(spec), "not compared: an engine built it");
            build();
            BuiltImage built = images.get(spec);
            ImageConfig config = ImageConfig.parse(cache.blobs().read(built.config(), 1 << 20));
            assertThat(config.id()).as("the image that Maven packed").isEqualTo(packed(spec));
            EngineImage theirs = EngineImage.of(engine.image(spec, trees), spec.platform());
            EngineImage ours = EngineImage.of(built, config, cache);
            assertThat(
                            spec.recipe() instanceof LayersRecipe recipe
                                    ? ours.differencesOfContent(theirs, recipe)
                                    : ours.differences(theirs))
                    .isEmpty();
            assertThat(strangeTimes(built)).isEmpty();
            compared.add(name(spec));
        }

        private void build() throws IOException {
            if (!images.isEmpty()) {
                return;
            }
            List<ImageSpec> wanted = project.images().stream()
                    .filter(spec -> excuse(name(spec)).isEmpty() && isEmbedded(spec))
                    .toList();
            List<BuiltImage> built = project.build(wanted::contains, cache);
            for (int i = 0; i < wanted.size(); i++) {
                images.put(wanted.get(i), built.get(i));
                trees.put(wanted.get(i), TreeText.tree(built.get(i), cache));
            }
        }

        /** Whether the package's report names no other builder of an image. */
        private boolean isEmbedded(ImageSpec spec) {
            try {
                byte[] report = Files.readAllBytes(project.output().resolve("pack-result.json"));
                JsonNode image = new ObjectMapper()
                        .readTree(report)
                        .path("images")
                        .path(spec.alias().value());
                return Set.of("embedded").containsAll(image.findValuesAsText("builder"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Object packed(ImageSpec spec) throws IOException {
            Path lock = project.output().resolve(ImagesLock.FILE);
            return ImagesLock.parse(Files.readAllBytes(lock), lock.toString())
                    .images()
                    .get(spec.alias())
                    .image(spec.platform())
                    .orElseThrow()
                    .imageId();
        }

        /** The paths in layers of ours whose time is not the one that the image carries. */
        private List<String> strangeTimes(BuiltImage image) throws IOException {
            List<String> strange = new ArrayList<>();
            for (Layer layer : image.layers()) {
                if (engine.foreignLayers().contains(layer.diffId())) {
                    continue;
                }
                try (TarArchiveInputStream tar = new TarArchiveInputStream(Compression.decompress(
                        cache.blobs().open(layer.descriptor()),
                        MediaType.compressionOf(layer.descriptor().mediaType())))) {
                    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                        if (!entry.getLastModifiedTime().toInstant().equals(project.created())) {
                            strange.add(entry.getName() + " " + entry.getLastModifiedTime());
                        }
                    }
                }
            }
            return strange;
        }
    }
}
