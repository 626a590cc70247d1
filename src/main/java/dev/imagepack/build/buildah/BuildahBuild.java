package dev.imagepack.build.buildah;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import dev.imagepack.build.BuildBase;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.NoEngineException;
import dev.imagepack.build.PreparedBuild;
import dev.imagepack.build.context.CommandRecipe;
import dev.imagepack.build.context.Commands;
import dev.imagepack.build.intake.Intake;
import dev.imagepack.cache.CacheInputs;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.RunOptions;
import dev.imagepack.oci.ImageRef;

/** A recipe that was read and that buildah can run. */
final class BuildahBuild implements PreparedBuild {

    private final BuildRequest request;
    private final CommandRecipe recipe;
    private final BuildahBuilder.Outside outside;
    private final Programs programs;

    BuildahBuild(BuildRequest request, CommandRecipe recipe, BuildahBuilder.Outside outside, Programs programs) {
        this.request = request;
        this.recipe = recipe;
        this.outside = outside;
        this.programs = programs;
    }

    @Override
    public CacheInputs inputs() {
        return recipe.inputs();
    }

    @Override
    public Optional<ImageRef> base() {
        return recipe.base().named();
    }

    @Override
    public BuildBase builtOn() {
        return recipe.base().builtOn();
    }

    @Override
    public Optional<String> alwaysBuilt() {
        return recipe.recipe().run().noCache() ? Optional.of("noCache is set") : Optional.empty();
    }

    @Override
    public BuiltImage run() throws IOException {
        recipe.requireFiles("buildah");
        Path scratch = request.cache().temporary();
        Programs.Program program = programs.find(scratch);
        RunOptions options = recipe.recipe().run();
        Refusals.check(options, recipe.commands(), program.version(), outside.environment());
        Setup setup = setup(program, scratch);
        String who = program.file() + ", version " + program.version() + ": " + setup;
        request.log().step(request.spec().alias(), who);
        try (Buildah buildah = Buildah.in(scratch, program.file(), outside.environment(), setup, this::warn);
                Intake intake = new Intake(outside.limits())) {
            return new BuildahRun(request, recipe, buildah).run(intake);
        }
    }

    /** One in which each command sees the network that it shall see. */
    private Setup setup(Programs.Program program, Path scratch) throws IOException {
        Commands commands = recipe.commands();
        try {
            return program.setups()
                    .find(scratch, commands.networks(recipe.recipe().run().network()));
        } catch (NoEngineException e) {
            throw commands.choosing(RunOptions.Network.NONE)
                    .map(run -> new NoEngineException(
                            run.location() + ": RUN --network=none: " + e.getMessage(), e.advice(), e))
                    .orElse(e);
        }
    }

    private void warn(String warning) {
        request.log().warning(request.spec().alias(), warning);
    }
}
