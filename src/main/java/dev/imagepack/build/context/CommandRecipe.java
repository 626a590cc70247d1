package dev.imagepack.build.context;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.cache.CacheInputs;
import dev.imagepack.dockerfile.Dockerfile;
import dev.imagepack.dockerfile.Findings;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.Stage;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.oci.Platform;

/**
 * A Dockerfile for whoever runs its commands: read, checked, and with everything named that its result depends on. Nothing
 * of it has run, and of its images no layer was fetched.
 */
public final class CommandRecipe {

    private final DockerfileRecipe recipe;
    private final DockerfileText text;

    private final RecipeWalk walk;
    private final CacheInputs inputs;

    private CommandRecipe(DockerfileRecipe recipe, DockerfileText text, RecipeWalk walk, CacheInputs inputs) {
        this.recipe = recipe;
        this.text = text;
        this.walk = walk;
        this.inputs = inputs;
    }

    /**
     * Reads it.
     *
     * @param bases finds the images that it uses
     * @throws ImagepackException for every fault that can be known without running it
     */
    public static CommandRecipe read(BuildRequest request, DockerfileRecipe recipe, UsedBases bases)
            throws IOException {
        DockerfileText text = DockerfileText.read(recipe);
        Inputs inputs = new Inputs(request.module());
        text.note(inputs);
        noteOptions(recipe, inputs);
        Dockerfile file = text.parse();
        Findings findings = RecipeChecks.findings(file, recipe);
        CheckReport report = new CheckReport(request, recipe.checks(), findings);
        Stages stages;
        RecipeWalk walk;
        try {
            Platform platform = request.spec().platform();
            RecipeChecks.check(file, recipe, platform, findings);
            IgnoreRules ignored =
                    text.ignored(text.ignoreFile().map(inputs::name).orElse(""));
            stages = Stages.of(file, recipe, platform);
            walk = new RecipeWalk(request, recipe, stages, ignored, bases, inputs, findings);
            walk.through(stages.target(recipe.target()));
        } catch (ImagepackException e) {
            report.warn();
            throw e;
        }
        report.settle();
        CacheInputs all = inputs.done(request.cache().files(), request.workers());
        return new CommandRecipe(recipe, text, walk, all);
    }

    /** Secrets are no inputs, as no engine takes them for any; that there is one may matter. */
    private static void noteOptions(DockerfileRecipe recipe, Inputs inputs) {
        inputs.put("network", recipe.run().network().word());
        recipe.run().extraHosts().forEach((host, address) -> inputs.put("extra-host " + host, address));
        recipe.run().secrets().keySet().forEach(id -> inputs.put("secret " + id, "given"));
    }

    /** What was read. */
    public DockerfileRecipe recipe() {
        return recipe;
    }

    /** The Dockerfile's bytes. */
    byte[] text() {
        return text.bytes();
    }

    /** The stages of its Dockerfile. */
    public Stages stages() {
        return walk.stages();
    }

    /** What its needed stages run. */
    public Commands commands() {
        return Commands.of(walk.walked(), this::steps);
    }

    /** The context, without what is ignored. */
    public ContextDirectory context() {
        return walk.context();
    }

    /** What ONBUILD left to a needed stage. */
    public List<Trigger> triggers(Stage stage) {
        return walk.triggers(stage);
    }

    /**
     * What runs in a needed stage, triggers first. An ONBUILD of a stage that others continue is no step but theirs: of such a
     * stage, nothing but files is in the image.
     */
    public List<Instruction> steps(Stage stage) {
        boolean isWanted = stage.equals(stages().target(recipe.target()));
        List<Instruction> steps =
                triggers(stage).stream().map(Trigger::instruction).collect(Collectors.toCollection(ArrayList::new));
        stage.instructions().stream()
                .filter(instruction -> isWanted || !(instruction instanceof Instruction.Onbuild))
                .forEach(steps::add);
        return steps;
    }

    /** Every instruction of a needed stage, or of what ONBUILD left to it, that takes files from the context. */
    public List<ContextUse> uses() {
        return walk.uses();
    }

    /** The further contexts that are directories, by the names that are used. */
    public Map<String, ContextDirectory> directories() {
        return walk.directories();
    }

    /** The images that needed stages begin with or take files from, each once. */
    public Collection<UsedBase> bases() {
        return walk.bases();
    }

    /** What a needed stage begins with; empty when it continues another stage. */
    Optional<UsedBase> base(Stage stage) {
        return walk.base(stage);
    }

    /** The image that a needed stage takes files from by this name; empty when that is a stage or a directory. */
    Optional<UsedBase> source(String from, Stage stage, Location at) {
        return walk.source(from, stage, at);
    }

    /** What the image is built on in the end. */
    public UsedBase base() {
        Stage stage = stages().target(recipe.target());
        for (Optional<Stage> above = stages().parent(stage); above.isPresent(); above = stages().parent(stage)) {
            stage = above.get();
        }
        return base(stage).orElseThrow();
    }

    /**
     * Refuses an image without files: nobody but the embedded builder hands one over.
     *
     * @param builder who is to build it, for the message
     */
    public void requireFiles(String builder) {
        Stage target = stages().target(recipe.target());
        if (base().image() instanceof BaseImage.Scratch && !writesFiles(target)) {
            throw target.location()
                    .fault(
                            "the image has no files, as no COPY, ADD or RUN follows FROM scratch, and " + builder
                                    + " hands over no such image",
                            "Write <builder>embedded</builder> for it, or leave builder out.");
        }
    }

    private boolean writesFiles(Stage stage) {
        return stage.instructions().stream().anyMatch(CommandRecipe::writesFiles)
                || stages().parent(stage).filter(this::writesFiles).isPresent();
    }

    private static boolean writesFiles(Instruction instruction) {
        return instruction instanceof Instruction.Copy
                || instruction instanceof Instruction.Add
                || instruction instanceof Instruction.Run
                || instruction instanceof Instruction.Onbuild;
    }

    /** Everything that its result depends on. */
    public CacheInputs inputs() {
        return inputs;
    }
}
