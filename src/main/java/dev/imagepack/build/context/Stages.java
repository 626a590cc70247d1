package dev.imagepack.build.context;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.imagepack.ImagepackException;
import dev.imagepack.dockerfile.Dockerfile;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.RunMount;
import dev.imagepack.dockerfile.Stage;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.oci.Platform;

/** The stages of a Dockerfile by name and number, what they are built on, and the variables that FROM lines see. */
public final class Stages {

    private final Dockerfile file;
    private final Scope global;
    private final List<String> bases;

    /** @throws ImagepackException when a FROM line comes out without a base */
    public Stages(Dockerfile file, Map<String, String> buildArgs, Platform platform, String target) {
        this.file = file;
        this.global = globals(file, buildArgs, platform, target);
        this.bases = file.stages().stream().map(this::expandBase).toList();
    }

    /** The variables that FROM lines see. */
    static Scope globals(Dockerfile file, Map<String, String> buildArgs, Platform platform, String target) {
        Scope global = new Scope(file.escape(), PlatformArgs.of(platform, target, buildArgs));
        for (Instruction.Arg arg : file.globalArgs()) {
            for (Instruction.Arg.Declaration declared : arg.declarations()) {
                String given = buildArgs.get(declared.name());
                if (given != null) {
                    global.set(declared.name(), given);
                } else {
                    declared.value()
                            .ifPresent(value -> global.set(declared.name(), global.expand(value, arg.location())));
                }
            }
        }
        return global;
    }

    private String expandBase(Stage stage) {
        String base = global.expand(stage.base(), stage.location());
        if (base.isBlank()) {
            throw stage.location()
                    .fault(
                            "FROM " + stage.base() + " comes out empty",
                            "Give the variable a default in an ARG before the first FROM, or a value in <buildArgs>.");
        }
        return base;
    }

    /** The variables before the first FROM. */
    public Scope global() {
        return global;
    }

    /** The Dockerfile that they stand in. */
    public Dockerfile file() {
        return file;
    }

    /** What a stage builds on, variables replaced: the name of a stage or of an image. */
    public String base(Stage stage) {
        return bases.get(stage.index());
    }

    /** The platform that a FROM line asks for. */
    public Optional<Platform> platform(Stage stage) {
        return stage.platform().map(word -> {
            String text = global.expand(word, stage.location());
            try {
                return Platform.parse(text);
            } catch (IllegalArgumentException e) {
                throw stage.location().fault("--platform=" + text + ": " + e.getMessage(), "Write os/architecture.");
            }
        });
    }

    /** The stage to build: the last one, or the one of this name. */
    public Stage target(Optional<String> name) {
        List<Stage> all = file.stages();
        if (name.isEmpty()) {
            return all.get(all.size() - 1);
        }
        return before(name.get(), all.size())
                .orElseThrow(() -> new ImagepackException(
                        file.stages().get(0).location().file() + " has no stage '" + name.get() + "'; it has "
                                + names(),
                        "Name one of them in <target>, or leave it out to build the last stage."));
    }

    private String names() {
        List<String> named =
                file.stages().stream().flatMap(stage -> stage.name().stream()).toList();
        return named.isEmpty() ? "none that has a name" : String.join(", ", named);
    }

    /** The stage that a FROM line continues, if its base is an earlier stage. */
    public Optional<Stage> parent(Stage stage) {
        return before(base(stage), stage.index());
    }

    /** The earlier stage that {@code --from} names by number or name; empty when it names an image. */
    public Optional<Stage> copied(String from, Stage stage, Location at) {
        if (from.matches("[0-9]{1,6}")) {
            int index = Integer.parseInt(from);
            if (index >= stage.index()) {
                throw at.fault(
                        "--from=" + from + " is no earlier stage; this is stage " + stage.index()
                                + " and stages count from 0",
                        "Name an earlier stage.");
            }
            return Optional.of(file.stages().get(index));
        }
        Optional<Stage> earlier = before(from, stage.index());
        if (earlier.isEmpty() && before(from, file.stages().size()).isPresent()) {
            throw at.fault("--from=" + from + " is this stage itself or a later one", "Name an earlier stage.");
        }
        return earlier;
    }

    private Optional<Stage> before(String name, int end) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (int i = end - 1; i >= 0; i--) {
            Stage stage = file.stages().get(i);
            if (stage.name().filter(lower::equals).isPresent()) {
                return Optional.of(stage);
            }
        }
        return Optional.empty();
    }

    /** The stages that building this one needs, itself included, as they stand in the file. */
    List<Stage> needed(Stage target) {
        SortedMap<Integer, Stage> needed = new TreeMap<>();
        need(target, needed);
        return List.copyOf(needed.values());
    }

    private void need(Stage stage, SortedMap<Integer, Stage> needed) {
        if (needed.putIfAbsent(stage.index(), stage) != null) {
            return;
        }
        parent(stage).ifPresent(above -> need(above, needed));
        for (Instruction instruction : stage.instructions()) {
            sources(instruction)
                    .forEach(from ->
                            copied(from, stage, instruction.location()).ifPresent(earlier -> need(earlier, needed)));
        }
    }

    /** The names of images, not stages, that building this stage needs. */
    public Set<String> images(Stage target) {
        Set<String> images = new TreeSet<>();
        for (Stage stage : needed(target)) {
            if (parent(stage).isEmpty()) {
                images.add(base(stage));
            }
            for (Instruction instruction : stage.instructions()) {
                sources(instruction).stream()
                        .filter(from ->
                                copied(from, stage, instruction.location()).isEmpty())
                        .forEach(images::add);
            }
        }
        return images;
    }

    /**
     * The names of images, not stages, that the recipe of an image uses, and those that its triggers copy from, in this recipe
     * or when an image is built on this one; none when it cannot be read, which is said when it is built.
     */
    public static Set<String> images(ImageSpec spec) {
        try {
            return spec.recipe() instanceof DockerfileRecipe recipe
                    ? imagesOfTriggersToo(recipe, spec.platform())
                    : Set.of();
        } catch (ImagepackException e) {
            return Set.of();
        }
    }

    /** The names of images, not stages, that triggers copy from when something is built on a stage of this file. */
    private Set<String> triggered() {
        Set<String> images = new TreeSet<>();
        for (Stage stage : file.stages()) {
            for (Instruction instruction : stage.instructions()) {
                if (instruction instanceof Instruction.Onbuild onbuild) {
                    images.addAll(sources(Instruction.parseTrigger(onbuild.trigger(), onbuild.location())));
                }
            }
        }
        images.removeIf(name -> before(name, file.stages().size()).isPresent());
        return images;
    }

    /** The names of images, not stages, that a recipe uses. */
    public static Set<String> images(DockerfileRecipe recipe, Platform platform) {
        Stages stages = of(recipe, platform);
        return stages.images(stages.target(recipe.target()));
    }

    private static Set<String> imagesOfTriggersToo(DockerfileRecipe recipe, Platform platform) {
        Stages stages = of(recipe, platform);
        Set<String> images = stages.images(stages.target(recipe.target()));
        images.addAll(stages.triggered());
        return images;
    }

    /** Those of a recipe. */
    static Stages of(DockerfileRecipe recipe, Platform platform) {
        return of(DockerfileText.read(recipe).parse(), recipe, platform);
    }

    /** Those of a recipe whose Dockerfile was read. */
    public static Stages of(Dockerfile file, DockerfileRecipe recipe, Platform platform) {
        file.stages().forEach(stage -> refuseContext(stage, recipe));
        return new Stages(file, recipe.buildArgs(), platform, recipe.target().orElse(""));
    }

    /** BuildKit puts the context in the place of the stage, which nobody expects who reads the Dockerfile. */
    private static void refuseContext(Stage stage, DockerfileRecipe recipe) {
        stage.name().filter(recipe.contexts()::containsKey).ifPresent(name -> {
            throw stage.location()
                    .fault(
                            "the stage is called " + name + ", and so is one of <contexts>",
                            "Give one of the two another name.");
        });
    }

    /** The stages and images that an instruction takes files from, by the names or numbers it gives them. */
    public static List<String> sources(Instruction instruction) {
        if (instruction instanceof Instruction.Copy copy) {
            return copy.from().stream().toList();
        }
        return instruction instanceof Instruction.Run run
                ? run.mounts().stream()
                        .map(RunMount::parse)
                        .flatMap(mount -> mount.from().stream())
                        .toList()
                : List.of();
    }
}
