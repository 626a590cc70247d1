package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.oci.Platform;
import dev.imagepack.testing.BuildKit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Contexts of chance, built by an engine's BuildKit and by us: the same files, configuration and number of layers, or
 * both refuse. {@code -Dimagepack.contexts=1000-1400} tries these seeds instead of the usual ones, and
 * {@code -Dimagepack.builder=NAME} asks a builder of buildx, a BuildKit that knows more flags than the one in an engine.
 */
class EngineContextsTest {

    private static final String SEEDS = System.getProperty("imagepack.contexts", "1-60");
    private static final Path BASES =
            Path.of("src/test/resources/vectors/bases").toAbsolutePath();

    /**
     * All have users; ONBUILD would want files that the contexts do not have, and Docker 20.10 copies attributes of files
     * that newer BuildKits leave behind.
     */
    private static final List<String> BASE_NAMES =
            List.of("docker2", "full", "links", "links", "nohistory", "tiny", "whiteouts");

    @TempDir
    static Path scratch;

    private static BuildKit buildKit;
    private static Set<RandomDockerfile.Feature> features;

    @BeforeAll
    static void loadTheBases() throws Exception {
        buildKit = new BuildKit(scratch);
        features = RandomDockerfile.Feature.of(buildKit.version());
        for (String base : Set.copyOf(BASE_NAMES)) {
            Path archive = scratch.resolve(base + ".tar");
            EngineArchive.write(saved(base), Platform.LINUX_AMD64, buildKit.name(base), archive);
            buildKit.load(archive);
        }
    }

    @AfterAll
    static void removeTheImages() throws Exception {
        if (buildKit != null) {
            buildKit.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> contextsComeOutAsBuildKitMakesThem() {
        String[] ends = SEEDS.split("-");
        return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[1]))
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> compare(seed)));
    }

    private void compare(long seed) throws IOException, InterruptedException {
        Dice dice = new Dice(seed);
        // BuildKit takes contexts of one name for states of one context, and then asks for what changed only.
        String name = "seed-" + seed;
        try (Scene scene = new Scene(Files.createDirectory(scratch.resolve(name)))) {
            Path context = Files.createDirectory(scene.module.resolve(name));
            RandomFiles files = new RandomFiles(dice, context, features);
            RandomDockerfile dockerfile = new RandomDockerfile(dice, files, features, baseNames());
            Path file = Files.write(context.resolve("Dockerfile"), dockerfile.lines());
            Files.setAttribute(file, "unix:mode", 0644);
            DockerfileRecipe recipe = new DockerfileRecipe(
                    new DockerfileRecipe.InFile(file, "Dockerfile"),
                    context,
                    Optional.empty(),
                    new TreeMap<>(dockerfile.buildArgs()),
                    bases());
            assertThat(differences(name, recipe, scene))
                    .as(() -> String.join("\n", dockerfile.lines()) + "\n" + files + dockerfile.buildArgs())
                    .isEmpty();
        }
    }

    private static SortedMap<String, BaseImage> bases() {
        SortedMap<String, BaseImage> bases = new TreeMap<>();
        for (String base : BASE_NAMES) {
            bases.put(buildKit.name(base), saved(base));
        }
        return bases;
    }

    private static BaseImage.Saved saved(String base) {
        return new BaseImage.Saved(BASES.resolve(base), Optional.of("latest"));
    }

    private static List<String> baseNames() {
        return BASE_NAMES.stream().map(buildKit::name).toList();
    }

    private static List<String> differences(String tag, DockerfileRecipe recipe, Scene scene)
            throws IOException, InterruptedException {
        Optional<EngineImage> ours = Optional.empty();
        String refusal = "";
        try {
            Scene.Built built = scene.build(recipe);
            ours = Optional.of(EngineImage.of(built.image(), built.config(), built.cache()));
        } catch (ImagepackException e) {
            refusal = e.getMessage();
        }
        try {
            EngineImage theirs =
                    EngineImage.of(buildKit.build(tag, options(recipe), recipe.context()), Platform.LINUX_AMD64);
            if (ours.isEmpty()) {
                return List.of("we refuse: " + refusal);
            }
            List<String> differences = new ArrayList<>(ours.get().differences(theirs));
            if (features.contains(RandomDockerfile.Feature.WORDS_OF_HISTORY)) {
                differences.addAll(ours.get().differencesOfHistory(theirs));
            }
            return differences;
        } catch (BuildKit.Refusal e) {
            return ours.isEmpty() ? List.of() : List.of("BuildKit refuses: " + e.getMessage());
        }
    }

    private static List<String> options(DockerfileRecipe recipe) {
        List<String> options = new ArrayList<>();
        recipe.buildArgs().forEach((name, value) -> options.addAll(List.of("--build-arg", name + "=" + value)));
        Set.copyOf(BASE_NAMES).forEach(base -> options.addAll(buildKit.base(base, BASES.resolve(base))));
        return options;
    }
}
