package dev.imagepack.build.context;

import dev.imagepack.ImagepackException;
import dev.imagepack.dockerfile.CheckOptions;
import dev.imagepack.dockerfile.Dockerfile;
import dev.imagepack.dockerfile.FileChecks;
import dev.imagepack.dockerfile.Findings;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.oci.Platform;

/** The build checks of a Dockerfile that can be made before a stage is read. */
public final class RecipeChecks {

    private static final String CHECK_OPTIONS = "BUILDKIT_DOCKERFILE_CHECK";

    private RecipeChecks() {}

    /** Where findings go. As in BuildKit, a build argument may replace the directive {@code check}. */
    public static Findings findings(Dockerfile file, DockerfileRecipe recipe) {
        String options = recipe.buildArgs().get(CHECK_OPTIONS);
        if (options == null) {
            return new Findings(file);
        }
        return new Findings(
                file,
                CheckOptions.parse(options)
                        .orElseThrow(() -> new ImagepackException(
                                "the build argument " + CHECK_OPTIONS + " is '" + options + "'",
                                "Write it as the directive check, for instance skip=StageNameCasing;error=true.")));
    }

    /** Adds what is found. */
    public static void check(Dockerfile file, DockerfileRecipe recipe, Platform platform, Findings findings) {
        FileChecks.check(file, findings);
        UnusedArgs.check(file, recipe.buildArgs(), findings);
        FromChecks.check(file, recipe.buildArgs(), platform, recipe.target().orElse(""), findings);
    }
}
