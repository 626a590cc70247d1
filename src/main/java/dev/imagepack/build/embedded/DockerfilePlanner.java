package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.context.ContextDirectory;
import dev.imagepack.build.context.ImageNames;
import dev.imagepack.build.context.Inputs;
import dev.imagepack.build.context.Located;
import dev.imagepack.build.context.MissingSource;
import dev.imagepack.build.context.Scope;
import dev.imagepack.build.context.SourcePattern;
import dev.imagepack.build.context.StageVariables;
import dev.imagepack.build.context.Stages;
import dev.imagepack.dockerfile.Findings;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.Stage;
import dev.imagepack.dockerfile.StageChecks;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.oci.ContainerConfig;
import dev.imagepack.oci.History;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.Platform;

/**
 * Reads the stages that an image needs, and no others, into plans: bases are opened as far as their configuration,
 * files are selected but not read. What the image depends on is noted on the way.
 */
final class DockerfilePlanner {

    private final BuildRequest request;
    private final DockerfileRecipe recipe;
    private final Stages stages;
    private final ImageNames names;
    private final Bases bases;
    private final Inputs inputs;
    private final IgnoreRules ignored;
    private final Findings findings;
    private final ContextDirectory context;
    private final Map<Integer, StagePlan> plans = new HashMap<>();
    private final Map<Integer, InstructionChecks> checks = new HashMap<>();
    private final Map<String, Base> images = new HashMap<>();
    private final Map<String, ContextDirectory> directories = new HashMap<>();

    DockerfilePlanner(
            BuildRequest request,
            DockerfileRecipe recipe,
            Stages stages,
            IgnoreRules ignored,
            Bases bases,
            Inputs inputs,
            Findings findings) {
        this.request = request;
        this.recipe = recipe;
        this.stages = stages;
        this.names = new ImageNames(recipe, request.siblings().keySet());
        this.bases = bases;
        this.inputs = inputs;
        this.ignored = ignored;
        this.findings = findings;
        this.context = ContextDirectory.of(recipe.context(), ignored, request);
    }

    /** The plan of the stage that the recipe wants built. */
    StagePlan plan() throws IOException {
        return plan(stages.target(recipe.target()));
    }

    private StagePlan plan(Stage stage) throws IOException {
        StagePlan known = plans.get(stage.index());
        if (known != null) {
            return known;
        }
        Optional<Stage> parent = stages.parent(stage);
        StagePlan plan = parent.isPresent() ? continued(stage, plan(parent.get())) : begun(stage);
        plans.put(stage.index(), plan);
        return plan;
    }

    private StagePlan continued(Stage stage, StagePlan parent) throws IOException {
        StageReader reader = reader(stage, parent.container(), parent.history(), parent.author(), parent.variables());
        return reader.read(Optional.of(parent), parent.base());
    }

    private StagePlan begun(Stage stage) throws IOException {
        Platform platform = stages.platform(stage).orElse(request.spec().platform());
        Base base = image(stages.base(stage), platform, stage.location());
        ContainerConfig container = ImageConfig.withPath(
                base.config().orElseGet(() -> ImageConfig.empty(platform)).container(), platform);
        Map<String, String> environment = Scope.environment(container.env());
        List<History> history = base.config().map(ImageConfig::history).orElse(List.of());
        String author = base.config().map(ImageConfig::author).orElse("");
        return reader(stage, container, history, author, environment).read(Optional.empty(), base);
    }

    private StageReader reader(
            Stage stage,
            ContainerConfig container,
            List<History> history,
            String author,
            Map<String, String> variables) {
        InstructionChecks ofStage = checks(stage);
        return new StageReader(
                stage,
                container,
                history,
                author,
                new StageVariables(
                        new Scope(stages.file().escape(), variables, ofStage::unset),
                        stages.global(),
                        recipe.buildArgs()),
                new Finder(stage),
                request.created(),
                ofStage);
    }

    private InstructionChecks checks(Stage stage) {
        StageChecks.check(stage, findings);
        Optional<InstructionChecks> parent = stages.parent(stage).map(above -> checks.get(above.index()));
        InstructionChecks own = new InstructionChecks(stage, parent, ignored, stages.global(), findings);
        checks.put(stage.index(), own);
        return own;
    }

    /** Finds sources for one stage. */
    private final class Finder implements TransferReader.SourceFinder {

        private final Stage stage;

        Finder(Stage stage) {
            this.stage = stage;
        }

        @Override
        public Step.Source find(Optional<String> from, SourcePattern pattern, Location at) throws IOException {
            return source(stage, from, pattern, at);
        }

        /** The checksum is all that counts; it also keeps the file in the cache. */
        @Override
        public void note(Step.FromAddress remote) {
            String checksum = remote.checksum().toString();
            inputs.put("ADD " + remote.address() + " " + checksum, checksum);
        }
    }

    private Step.Source source(Stage stage, Optional<String> from, SourcePattern pattern, Location at)
            throws IOException {
        if (from.isEmpty()) {
            return fromContext(context, pattern, at);
        }
        Optional<Stage> earlier = stages.copied(from.get(), stage, at);
        if (earlier.isPresent()) {
            return new Step.FromStage(plan(earlier.get()), pattern);
        }
        if (names.find(from.get(), at) instanceof BaseImage.Directory given) {
            return fromContext(further(from.get(), given.path()), pattern, at);
        }
        // As in BuildKit, the platform of the stage is not asked for.
        return new Step.FromImage(image(from.get(), request.spec().platform(), at), pattern);
    }

    private ContextDirectory further(String name, Path path) {
        inputs.put("context " + name, inputs.name(path));
        return directories.computeIfAbsent(name, absent -> ContextDirectory.further(path, request, inputs));
    }

    private Step.Source fromContext(ContextDirectory directory, SourcePattern pattern, Location at) {
        List<String> missing = directory.select(pattern, at, inputs);
        if (!missing.isEmpty()) {
            throw new MissingSource(directory, inputs.name(directory.path()), request.module()).fault(pattern, at);
        }
        return new Step.FromContext(directory.tree(), pattern);
    }

    private Base image(String name, Platform platform, Location at) throws IOException {
        String key = name + (platform.equals(request.spec().platform()) ? "" : " for " + platform);
        Base known = images.get(key);
        if (known == null) {
            known = open(name, platform, at);
            images.put(key, known);
            inputs.put("FROM " + key, known.identity());
        }
        return known;
    }

    private Base open(String name, Platform platform, Location at) throws IOException {
        try {
            return bases.open(names.find(name, at), name, platform);
        } catch (ImagepackException e) {
            throw Located.fault(e, at);
        }
    }
}
