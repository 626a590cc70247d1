package dev.imagepack.build.buildah;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.context.CommandRecipe;
import dev.imagepack.build.intake.Intake;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.io.ProgramSearch;
import dev.imagepack.registry.Registry;

/**
 * The buildah program of this machine. No process is started before the first build; that finds out what works for the user
 * who builds. Safe for several images at once.
 */
public final class BuildahProgram {

    private static final String ADVICE = "Look at what it says; a Docker-compatible engine builds the image as well.";

    private final Path file;
    private final Map<String, String> environment;
    private final Setups setups;
    private @Nullable Version version;

    private BuildahProgram(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = Map.copyOf(environment);
        this.setups = new Setups(file, this.environment);
    }

    /**
     * Finds it, if it is there.
     *
     * @param name its path, or its name in a directory of the {@code PATH}
     * @param environment of this process, which it gets too
     */
    public static Optional<BuildahProgram> find(String name, Map<String, String> environment) {
        Optional<Path> file = name.contains("/")
                ? Optional.of(Path.of(name).toAbsolutePath()).filter(Files::isExecutable)
                : ProgramSearch.of(environment).find(name);
        return file.map(found -> new BuildahProgram(found, environment));
    }

    /**
     * Builds the image: everything that it makes on the way is gone when this returns or throws. An interrupt ends the
     * commands that run.
     *
     * @param registry where the images are that the recipe uses; buildah itself asks none
     * @param intake takes in what was built
     * @throws ImagepackException when the recipe asks for what this buildah cannot do, when a step fails, or when buildah
     *     does not work for this user; says what was tried
     * @throws java.io.InterruptedIOException when the thread is interrupted
     */
    public BuiltImage build(BuildRequest request, CommandRecipe recipe, Registry registry, Intake intake)
            throws IOException {
        Path scratch = request.cache().temporary();
        Alias alias = request.spec().alias();
        Refusals.check(recipe.recipe().run(), recipe.commands(), version(scratch));
        Setup setup = setups.find(scratch, recipe.recipe().run().network());
        try (Buildah buildah = Buildah.in(
                scratch, file, environment, setup, warning -> request.log().warning(alias, warning))) {
            return new BuildahBuild(request, recipe, registry, buildah).run(intake);
        }
    }

    private synchronized Version version(Path scratch) throws IOException {
        if (version == null) {
            try (Buildah buildah = Buildah.in(scratch, file, environment, Setup.AS_CONFIGURED, warning -> {})) {
                version = Version.parse(buildah.ask(List.of("--version")));
            } catch (BuildahFailure e) {
                throw new ImagepackException(file + " does not tell its version: " + e.reason(), ADVICE, e);
            } catch (IllegalArgumentException e) {
                throw new ImagepackException(file + ": " + e.getMessage(), ADVICE, e);
            }
        }
        return version;
    }

    /** Its file, for messages. */
    @Override
    public String toString() {
        return file.toString();
    }
}
