package dev.imagepack.build.embedded;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildBase;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.PreparedBuild;
import dev.imagepack.build.context.CheckReport;
import dev.imagepack.build.context.DockerfileText;
import dev.imagepack.build.context.Inputs;
import dev.imagepack.build.context.RecipeChecks;
import dev.imagepack.build.context.Stages;
import dev.imagepack.cache.CacheInputs;
import dev.imagepack.dockerfile.Dockerfile;
import dev.imagepack.dockerfile.Findings;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.Layer;
import dev.imagepack.image.RunOptions;
import dev.imagepack.oci.ImageRef;

/** An image from a Dockerfile that was read and can be run. */
final class DockerfileBuild implements PreparedBuild {

    private final BuildRequest request;
    private final StagePlan plan;
    private final CacheInputs inputs;
    private final EmbeddedBuilder.Outside outside;

    private DockerfileBuild(BuildRequest request, EmbeddedBuilder.Outside outside, StagePlan plan, CacheInputs inputs) {
        this.request = request;
        this.outside = outside;
        this.plan = plan;
        this.inputs = inputs;
    }

    /** Reads the recipe: every fault that can be known without running it comes out here. */
    static DockerfileBuild prepare(
            BuildRequest request, DockerfileRecipe recipe, Bases bases, EmbeddedBuilder.Outside outside)
            throws IOException {
        refuseWhatEnginesDo(request, recipe.run());
        DockerfileText.looksAt(recipe).forEach(request.cache().sightings()::place);
        DockerfileText text = DockerfileText.read(recipe);
        Inputs inputs = new Inputs(request.module());
        text.note(inputs);
        Dockerfile file = text.parse();
        Findings findings = RecipeChecks.findings(file, recipe);
        CheckReport report = new CheckReport(request, recipe.checks(), findings);
        StagePlan plan;
        try {
            RecipeChecks.check(file, recipe, request.spec().platform(), findings);
            IgnoreRules ignored =
                    text.ignored(text.ignoreFile().map(inputs::name).orElse(""));
            Stages stages = Stages.of(file, recipe, request.spec().platform());
            plan = new DockerfilePlanner(request, recipe, stages, ignored, bases, inputs, findings).plan();
        } catch (ImagepackException e) {
            report.warn();
            throw e;
        }
        report.settle();
        return new DockerfileBuild(
                request, outside, plan, inputs.done(request.cache().files(), request.workers()));
    }

    /** Without commands nothing comes of these settings; whoever says {@code embedded} expects that something does. */
    private static void refuseWhatEnginesDo(BuildRequest request, RunOptions run) {
        List<String> settings = run.forCommands();
        if (request.spec().builder() instanceof BuilderChoice.Embedded && !settings.isEmpty()) {
            throw new ImagepackException(
                    "images." + request.spec().alias() + "." + settings.get(0)
                            + " is for commands, and the builder embedded runs none",
                    "Leave " + String.join(" and ", settings) + " out, or choose the builder auto or local.");
        }
    }

    @Override
    public CacheInputs inputs() {
        return inputs;
    }

    @Override
    public Optional<String> alwaysBuilt() {
        boolean noCache = request.spec().recipe() instanceof DockerfileRecipe recipe
                && recipe.run().noCache();
        return noCache ? Optional.of("noCache is set") : Optional.empty();
    }

    @Override
    public Optional<ImageRef> base() {
        return plan.base().published();
    }

    @Override
    public BuildBase builtOn() {
        return plan.base().builtOn();
    }

    @Override
    public BuiltImage run() throws IOException {
        List<Layer> below = new BaseLayers(request).take(plan.base());
        StageRun run = new StageRun(
                new BaseTrees(request.cache()),
                new RemoteFiles(request, outside.downloads()),
                request.created().getEpochSecond(),
                outside.limits());
        List<NewLayer> layers = run.layers(plan);
        return new ImageAssembly(request)
                .assemble(
                        plan.base(),
                        below,
                        new LayerStore(request).storeAll(layers),
                        new ImageAssembly.Settings(plan.container(), plan.history(), plan.author()));
    }
}
