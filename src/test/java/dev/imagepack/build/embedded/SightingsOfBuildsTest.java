package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.cache.RunStamp;
import dev.imagepack.cache.Sightings;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.DeclaredLayer;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.Recipe;
import dev.imagepack.io.AtomicDirectory;
import dev.imagepack.oci.Digest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Contexts, Dockerfiles, declared layers and bases of chance, to which changes of chance are made: whenever a glance sees no
 * change, the long way has to find the very same inputs. So nothing that a build looks at is forgotten.
 */
class SightingsOfBuildsTest {

    private static final int SEEDS = 40;
    private static final int CHANGES = 30;
    private static final List<String> BASES = List.of("full", "links", "tiny", "whiteouts");
    private static final Digest KEY = Digest.of(new byte[0]);

    @TempDir
    static Path scratch;

    private static int unchanged;
    private static int seen;
    private static int inVain;

    @TestFactory
    Stream<DynamicTest> aGlanceSeesWhateverTheLongWaySees() {
        return LongStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> change(seed)));
    }

    /** A glance that sees a change everywhere, or nowhere, would pass the test above. */
    @AfterAll
    static void bothHappenedOften() {
        assertThat(seen).as("changes of inputs that were seen").isGreaterThan(SEEDS);
        assertThat(unchanged)
                .as("changes that are none of an input, and were not seen")
                .isGreaterThan(SEEDS);
        assertThat(inVain)
                .as("changes that were seen, and are none of an input")
                .isLessThan(seen);
    }

    private void change(long seed) throws Exception {
        Dice dice = new Dice(seed);
        Path home = Files.createDirectory(scratch.resolve("seed-" + seed));
        Recipe recipe = begin(dice, home);
        RandomChange changes =
                new RandomChange(dice, List.of(context(home), home.resolve("bases"), home.resolve("docker")));
        Optional<SortedMap<String, String>> inputs = look(home, recipe);
        for (int i = 0; i < CHANGES; i++) {
            if (inputs.isEmpty()) {
                recipe = begin(dice, home);
                inputs = look(home, recipe);
            }
            String change = changes.make();
            boolean same =
                    stamp(home).unchanged(question -> question, why -> {}).isPresent();
            Optional<SortedMap<String, String>> now = look(home, recipe);
            if (same) {
                assertThat(now).as("seed %d: %s", seed, change).isEqualTo(inputs);
            }
            count(same, now.equals(inputs));
            inputs = now;
        }
    }

    private static void count(boolean same, boolean equal) {
        unchanged += same ? 1 : 0;
        seen += !same && !equal ? 1 : 0;
        inVain += !same && equal ? 1 : 0;
    }

    private static Path context(Path home) {
        return home.resolve("module/context");
    }

    /** A context, bases and a recipe, whatever was there before. */
    private static Recipe begin(Dice dice, Path home) throws IOException {
        Path context = context(home);
        AtomicDirectory.delete(home.resolve("bases"));
        AtomicDirectory.delete(context);
        Files.createDirectories(context);
        Files.createDirectory(home.resolve("bases"));
        Files.createDirectories(home.resolve("docker"));
        for (String base : BASES) {
            PathUtils.copyDirectory(
                    Path.of("src/test/resources/vectors/bases", base),
                    home.resolve("bases").resolve(base));
        }
        Set<RandomDockerfile.Feature> features = EnumSet.allOf(RandomDockerfile.Feature.class);
        RandomFiles files = new RandomFiles(dice, context, features);
        RandomDockerfile dockerfile = new RandomDockerfile(dice, files, features, BASES);
        Path file = dice.of(context, home.resolve("docker")).resolve("Dockerfile");
        AtomicDirectory.delete(file);
        Files.write(file, dockerfile.lines());
        return dice.percent(70)
                ? recipe(home, file, dockerfile)
                : Scene.layers(saved(home, dice.of(BASES)), layer(dice, context), layer(dice, context));
    }

    private static DockerfileRecipe recipe(Path home, Path file, RandomDockerfile dockerfile) {
        SortedMap<String, BaseImage> bases = new TreeMap<>();
        BASES.forEach(base -> bases.put(base, saved(home, base)));
        return new DockerfileRecipe(
                new DockerfileRecipe.InFile(file, "Dockerfile"),
                context(home),
                Optional.empty(),
                new TreeMap<>(dockerfile.buildArgs()),
                bases);
    }

    private static BaseImage saved(Path home, String base) {
        return new BaseImage.Saved(home.resolve("bases").resolve(base), Optional.of("latest"));
    }

    private static DeclaredLayer layer(Dice dice, Path context) throws IOException {
        return new DeclaredLayer(
                "layer",
                List.of(new DeclaredLayer.Files(
                        dice.percent(50) ? context : dice.of(RandomChange.paths(List.of(context))),
                        "/app",
                        dice.percent(50) ? List.of() : List.of("**/*.txt", "src"),
                        dice.percent(50) ? List.of() : List.of("**/*.conf"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        "images.app.layers[0].files[0]")));
    }

    private static RunStamp stamp(Path home) {
        return new RunStamp(home.resolve("stamp"), KEY, Set.of());
    }

    /** What the recipe depends on now, with a new stamp; empty, and no stamp, when it cannot be built. */
    private static Optional<SortedMap<String, String>> look(Path home, Recipe recipe) throws IOException {
        Instant later = Instant.now().plus(Duration.ofMinutes(1));
        Sightings sightings = new Sightings(Set.of(), () -> later);
        stamp(home).withdraw();
        try (Scene scene = new Scene(home, sightings)) {
            SortedMap<String, String> inputs = scene.inputs(recipe);
            stamp(home).leave(sightings, List.of());
            return Optional.of(inputs);
        } catch (ImagepackException e) {
            return Optional.empty();
        }
    }
}
