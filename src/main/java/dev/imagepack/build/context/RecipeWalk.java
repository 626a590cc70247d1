package dev.imagepack.build.context;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.dockerfile.Findings;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.RunMount;
import dev.imagepack.dockerfile.Stage;
import dev.imagepack.dockerfile.StageChecks;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.oci.Platform;

/** Goes through the stages that an image needs and notes what they take: images, files, directories. */
final class RecipeWalk {

    private final BuildRequest request;
    private final DockerfileRecipe recipe;
    private final Stages stages;
    private final UsedBases finder;
    private final ImageNames names;
    private final Inputs inputs;
    private final Findings findings;
    private final ContextDirectory context;
    private final Map<String, UsedBase> images = new LinkedHashMap<>();
    private final Map<String, ContextDirectory> directories = new LinkedHashMap<>();
    private final SortedMap<Integer, StageEnd> ends = new TreeMap<>();
    private final Map<Integer, List<Trigger>> triggers = new HashMap<>();
    private final List<ContextUse> uses = new ArrayList<>();

    /**
     * What a stage leaves to one that continues it.
     *
     * @param variables by name
     * @param triggers run by the stage that continues it
     */
    private record StageEnd(Map<String, String> variables, List<String> triggers) {}

    RecipeWalk(
            BuildRequest request,
            DockerfileRecipe recipe,
            Stages stages,
            IgnoreRules ignored,
            UsedBases finder,
            Inputs inputs,
            Findings findings) {
        this.request = request;
        this.recipe = recipe;
        this.stages = stages;
        this.finder = finder;
        this.names = new ImageNames(recipe, request.siblings().keySet());
        this.inputs = inputs;
        this.findings = findings;
        this.context = ContextDirectory.of(recipe.context(), ignored, request);
    }

    /** Notes all that this stage needs, and was not noted before. */
    void through(Stage target) throws IOException {
        for (Stage stage : stages.needed(target)) {
            if (!ends.containsKey(stage.index())) {
                StageChecks.check(stage, findings);
                ends.put(stage.index(), walk(stage));
            }
        }
    }

    private StageEnd walk(Stage stage) throws IOException {
        StageEnd begin = begin(stage);
        Scope scope = new Scope(stages.file().escape(), begin.variables());
        StageVariables variables = new StageVariables(scope, stages.global(), recipe.buildArgs());
        List<Trigger> running = begin.triggers().stream()
                .map(text -> new Trigger(Instruction.parseTrigger(text, stage.location()), text))
                .toList();
        triggers.put(stage.index(), running);
        for (Trigger trigger : running) {
            read(trigger.instruction(), stage, variables, true);
        }
        List<String> left = new ArrayList<>();
        for (Instruction instruction : stage.instructions()) {
            read(instruction, stage, variables, false);
            if (instruction instanceof Instruction.Onbuild onbuild) {
                left.add(onbuild.trigger());
            }
        }
        return new StageEnd(scope.values(), left);
    }

    private StageEnd begin(Stage stage) throws IOException {
        Optional<Stage> parent = stages.parent(stage);
        if (parent.isPresent()) {
            return ends.get(parent.get().index());
        }
        UsedBase base = image(stages.base(stage), platform(stage), stage.location());
        return new StageEnd(Scope.environment(base.container().env()), base.triggers());
    }

    private void read(Instruction instruction, Stage stage, StageVariables variables, boolean ofBase)
            throws IOException {
        variables.read(instruction);
        Words words = new Words(variables.scope());
        if (instruction instanceof Instruction.Copy copy) {
            List<SourcePattern> patterns = words.patterns(
                    copy.files().sources(), copy.parents(), copy.files().excludes(), copy.location());
            note(copy, copy.from(), patterns, stage, ofBase);
        } else if (instruction instanceof Instruction.Add add) {
            List<String> files = add.files().sources().stream()
                    .filter(source -> SourceKind.of(words.expand(source, add.location())) == SourceKind.FILES)
                    .toList();
            List<SourcePattern> patterns =
                    words.patterns(files, false, add.files().excludes(), add.location());
            note(add, Optional.empty(), patterns, stage, ofBase);
        } else if (instruction instanceof Instruction.Run run) {
            for (RunMount mount : Commands.mounts(run)) {
                if (mount.isBind() || mount.isVariable() || mount.from().isPresent()) {
                    note(run, mount.from(), List.of(words.mounted(mount, run.location())), stage, ofBase);
                }
            }
        }
    }

    private void note(
            Instruction instruction, Optional<String> from, List<SourcePattern> patterns, Stage stage, boolean ofBase)
            throws IOException {
        Location at = instruction.location();
        if (from.isPresent()) {
            from(from.get(), patterns, stage, at);
        } else if (!patterns.isEmpty()) {
            uses.add(new ContextUse(instruction, ofBase, patterns));
            select(context, patterns, at);
        }
    }

    private void from(String from, List<SourcePattern> patterns, Stage stage, Location at) throws IOException {
        Optional<Stage> earlier = stages.copied(from, stage, at);
        if (earlier.isPresent()) {
            // Only a trigger names one that was not noted yet: it does not stand in the text that says what is needed.
            through(earlier.get());
        } else if (names.find(from, at) instanceof BaseImage.Directory given) {
            inputs.put("context " + from, inputs.name(given.path()));
            ContextDirectory directory = directories.computeIfAbsent(
                    from, absent -> ContextDirectory.further(given.path(), request, inputs));
            select(directory, patterns, at);
        } else {
            // As in BuildKit, the platform of the stage is not asked for.
            image(from, request.spec().platform(), at);
        }
    }

    private void select(ContextDirectory directory, List<SourcePattern> patterns, Location at) {
        for (SourcePattern pattern : patterns) {
            if (!directory.select(pattern, at, inputs).isEmpty()) {
                throw new MissingSource(directory, inputs.name(directory.path()), request.module()).fault(pattern, at);
            }
        }
    }

    private Platform platform(Stage stage) {
        return stages.platform(stage).orElse(request.spec().platform());
    }

    private String key(String name, Platform platform) {
        return name + (platform.equals(request.spec().platform()) ? "" : " for " + platform);
    }

    private UsedBase image(String name, Platform platform, Location at) throws IOException {
        String key = key(name, platform);
        UsedBase known = images.get(key);
        if (known == null) {
            known = find(name, platform, at);
            images.put(key, known);
            inputs.put("FROM " + key, known.identity());
        }
        return known;
    }

    private UsedBase find(String name, Platform platform, Location at) throws IOException {
        try {
            BaseImage image = names.find(name, at);
            if (image instanceof BaseImage.Directory directory) {
                throw new ImagepackException(
                        name + " is a directory (" + directory.path() + "), not an image to build upon",
                        "Begin with FROM scratch and COPY --from=" + name + " what is needed.");
            }
            return finder.find(image, name, platform);
        } catch (ImagepackException e) {
            throw Located.fault(e, at);
        }
    }

    Stages stages() {
        return stages;
    }

    ContextDirectory context() {
        return context;
    }

    List<ContextUse> uses() {
        return List.copyOf(uses);
    }

    List<Trigger> triggers(Stage stage) {
        return triggers.getOrDefault(stage.index(), List.of());
    }

    /** The stages that are needed, as they stand in the file. */
    List<Stage> walked() {
        return ends.keySet().stream().map(stages.file().stages()::get).toList();
    }

    Map<String, ContextDirectory> directories() {
        return Collections.unmodifiableMap(directories);
    }

    Collection<UsedBase> bases() {
        return List.copyOf(images.values());
    }

    Optional<UsedBase> base(Stage stage) {
        return stages.parent(stage).isPresent()
                ? Optional.empty()
                : Optional.ofNullable(images.get(key(stages.base(stage), platform(stage))));
    }

    Optional<UsedBase> source(String from, Stage stage, Location at) {
        return stages.copied(from, stage, at).isPresent()
                ? Optional.empty()
                : Optional.ofNullable(images.get(key(from, request.spec().platform())));
    }

    /** Expands the words of one instruction. */
    private record Words(Scope scope) {

        String expand(String word, Location at) {
            return scope.expand(word, at);
        }

        List<SourcePattern> patterns(List<String> sources, boolean parents, List<String> excludes, Location at) {
            IgnoreRules rules = IgnoreRules.of(excludes, at);
            return sources.stream()
                    .map(source -> new SourcePattern(expand(source, at), parents, rules))
                    .toList();
        }

        /** A path, no pattern: what would be a wildcard is said to be none. */
        SourcePattern mounted(RunMount mount, Location at) {
            String path = expand(mount.source().orElse(""), at).replaceAll("[*?\\[\\\\]", "\\\\$0");
            return new SourcePattern(path.isEmpty() ? "." : path, false, IgnoreRules.none());
        }
    }
}
