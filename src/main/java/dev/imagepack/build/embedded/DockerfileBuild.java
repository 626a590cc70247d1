package dev.imagepack.build.embedded;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.PreparedBuild;
import dev.imagepack.cache.CacheInputs;
import dev.imagepack.dockerfile.Dockerfile;
import dev.imagepack.download.Downloads;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.oci.Platform;

/** An image from a Dockerfile that was read and can be run. */
final class DockerfileBuild implements PreparedBuild {

    private final BuildRequest request;
    private final StagePlan plan;
    private final CacheInputs inputs;
    private final Downloads downloads;

    private DockerfileBuild(BuildRequest request, Downloads downloads, StagePlan plan, CacheInputs inputs) {
        this.request = request;
        this.downloads = downloads;
        this.plan = plan;
        this.inputs = inputs;
    }

    /** Reads the recipe: every fault that can be known without running it comes out here. */
    static DockerfileBuild prepare(BuildRequest request, DockerfileRecipe recipe, Bases bases, Downloads downloads)
            throws IOException {
        DockerfileText text = DockerfileText.read(recipe);
        Inputs inputs = new Inputs(request.module());
        name(text, recipe, inputs);
        Dockerfile file = text.parse();
        file.warnings().forEach(warning -> warn(request, warning.location() + ": " + warning.message()));
        String ignoreName = text.ignoreFile().map(inputs::name).orElse("");
        DockerfilePlanner planner = new DockerfilePlanner(
                request,
                recipe,
                stages(file, recipe, request.spec().platform()),
                text.ignored(ignoreName),
                bases,
                inputs);
        StagePlan plan = planner.plan();
        UnusedArgs.in(file, recipe.buildArgs()).ifPresent(warning -> warn(request, warning));
        return new DockerfileBuild(
                request, downloads, plan, inputs.done(request.cache().files(), request.workers()));
    }

    private static void warn(BuildRequest request, String message) {
        request.log().warning(request.spec().alias(), message);
    }

    /** The images that the recipe builds upon or copies from, by the names it uses. */
    static Set<String> images(DockerfileRecipe recipe, Platform platform) throws IOException {
        Stages stages = stages(DockerfileText.read(recipe).parse(), recipe, platform);
        return stages.images(stages.target(recipe.target()));
    }

    private static Stages stages(Dockerfile file, DockerfileRecipe recipe, Platform platform) {
        return new Stages(file, recipe.buildArgs(), platform, recipe.target().orElse(""));
    }

    private static void name(DockerfileText text, DockerfileRecipe recipe, Inputs inputs) {
        inputs.putDigest(recipe.source().name(), text.bytes());
        inputs.put("context", inputs.name(recipe.context()));
        recipe.target().ifPresent(target -> inputs.put("target", target));
        recipe.buildArgs().forEach((name, value) -> inputs.putDigest("build-arg " + name, value));
    }

    @Override
    public CacheInputs inputs() {
        return inputs;
    }

    @Override
    public BuiltImage run() throws IOException {
        StageRun run = new StageRun(
                new BaseTrees(request.cache()),
                new RemoteFiles(request, downloads),
                request.created().getEpochSecond());
        List<NewLayer> layers = run.layers(plan);
        return new ImageAssembly(request)
                .assemble(
                        plan.base(),
                        new LayerStore(request).storeAll(layers),
                        new ImageAssembly.Settings(plan.container(), plan.history(), plan.author()));
    }
}
