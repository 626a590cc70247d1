package dev.imagepack.build.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.imagepack.ImagepackException;
import dev.imagepack.cache.Cache;
import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineFacts;
import dev.imagepack.image.BuiltDirectory;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.testing.BuildahProgram;
import dev.imagepack.testing.ChildJvm;
import dev.imagepack.testing.OrdinaryUser;
import dev.imagepack.testing.RealEngine;

/** Who builds in a row of the matrix, and at which engine its images are run. */
sealed interface MatrixRow {

    /** What Buildah, by itself or inside Podman, would pass over in silence. */
    String OTHER_PATTERNS = "Buildah counts the patterns";

    /** All of them, those of {@code imagepack.engines}. */
    static Stream<MatrixRow> all() {
        return Stream.of(
                        Stream.of(new Embedded()),
                        RealEngine.chosen().map(AtEngine::new),
                        BuildahProgram.chosen().map(ByBuildah::new),
                        BuildahProgram.chosen().map(ByBuildahOfAUser::new))
                .flatMap(row -> row);
    }

    /** Where its images are run. */
    default RealEngine runsAt() {
        return RealEngine.LOCAL;
    }

    /** What it says of a recipe that it cannot build; empty when it must build it. */
    Optional<String> refusal(MatrixRecipe recipe, EngineFacts engine) throws Exception;

    /** Builds, into the cache of the workbench. */
    BuiltImage build(Workbench bench, MatrixRecipe recipe, Engine engine) throws Exception;

    /** This JVM. */
    record Embedded() implements MatrixRow {

        @Override
        public Optional<String> refusal(MatrixRecipe recipe, EngineFacts engine) {
            return recipe.runsCommands() ? Optional.of("RUN needs a container engine") : Optional.empty();
        }

        @Override
        public BuiltImage build(Workbench bench, MatrixRecipe recipe, Engine engine) throws IOException {
            return bench.embedded(recipe.lines());
        }
    }

    /** An engine. */
    record AtEngine(RealEngine runsAt) implements MatrixRow {

        @Override
        public Optional<String> refusal(MatrixRecipe recipe, EngineFacts engine) {
            boolean isPodman = engine.store() == EngineFacts.Store.PODMAN;
            if (isOlder(engine.version(), isPodman ? recipe.podman : recipe.docker)) {
                return Optional.of("does not know");
            }
            if (isPodman && recipe == MatrixRecipe.EXCLUDE) {
                return Optional.of(OTHER_PATTERNS);
            }
            boolean lacksBuildKit = engine.store() == EngineFacts.Store.CONTAINERD && isOlder(engine.version(), "28.0");
            return lacksBuildKit && recipe.needsBuildKit() ? Optional.of("needs BuildKit") : Optional.empty();
        }

        @Override
        public BuiltImage build(Workbench bench, MatrixRecipe recipe, Engine engine) throws IOException {
            return bench.build(engine, recipe.lines());
        }
    }

    /** A program of buildah's, for root. */
    record ByBuildah(BuildahProgram program) implements MatrixRow {

        @Override
        public Optional<String> refusal(MatrixRecipe recipe, EngineFacts engine) throws Exception {
            if (isOlder(program.version(), recipe.buildah)) {
                return Optional.of("since version " + recipe.buildah);
            }
            return recipe == MatrixRecipe.EXCLUDE ? Optional.of(OTHER_PATTERNS) : Optional.empty();
        }

        @Override
        public BuiltImage build(Workbench bench, MatrixRecipe recipe, Engine engine) throws IOException {
            return build(bench, recipe, program.require().toString());
        }

        static BuiltImage build(Workbench bench, MatrixRecipe recipe, String program) throws IOException {
            return bench.buildah(program).prepare(bench.request(recipe.lines())).run();
        }
    }

    /** The same for an ordinary user, in a process of the user's. */
    record ByBuildahOfAUser(BuildahProgram program) implements MatrixRow {

        @Override
        public Optional<String> refusal(MatrixRecipe recipe, EngineFacts engine) throws Exception {
            return new ByBuildah(program).refusal(recipe, engine);
        }

        @Override
        public BuiltImage build(Workbench bench, MatrixRecipe recipe, Engine engine) throws Exception {
            String published = bench.buildArgs.get("PUBLISHED");
            try (OrdinaryUser user = OrdinaryUser.require();
                    ChildJvm child = user.start(
                            ByBuildahOfAUser.class,
                            Map.of(),
                            user.home().toString(),
                            published,
                            recipe.name(),
                            program.require().toString())) {
                List<String> said = child.output();
                if (!said.isEmpty()) {
                    throw new ImagepackException(said.get(0), said.get(1));
                }
                return taken(user.home(), bench);
            }
        }

        private static BuiltImage taken(Path home, Workbench bench) throws IOException {
            BuiltImage image = BuiltDirectory.read(home.resolve("built")).get(0).image();
            try (Cache cache = Cache.open(home.resolve("cache"))) {
                bench.cache.blobs().linkFrom(cache.blobs(), image.config().digest());
                for (Layer layer : image.layers()) {
                    if (layer.source() == LayerSource.EMBED) {
                        bench.cache
                                .blobs()
                                .linkFrom(cache.blobs(), layer.descriptor().digest());
                    }
                }
            }
            return image;
        }

        /** @param arguments a directory of the user's, the published base, the recipe, the program */
        public static void main(String[] arguments) throws Exception {
            Path home = Path.of(arguments[0]);
            try (Workbench bench = MatrixRecipe.module(home, arguments[1])) {
                BuiltImage image = ByBuildah.build(bench, MatrixRecipe.valueOf(arguments[2]), arguments[3]);
                BuiltDirectory.write(home.resolve("built"), List.of(Workbench.outcome(image, "buildah")));
            } catch (ImagepackException e) {
                System.out.println(e.getMessage() + "\n" + e.advice());
            }
        }
    }

    private static boolean isOlder(String version, String other) {
        return Arrays.compare(numbers(version), numbers(other)) < 0;
    }

    private static int[] numbers(String version) {
        return Stream.of(version.split("[^0-9]+"))
                .mapToInt(Integer::parseInt)
                .limit(2)
                .toArray();
    }
}
