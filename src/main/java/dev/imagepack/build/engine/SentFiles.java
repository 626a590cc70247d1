package dev.imagepack.build.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.build.context.CommandRecipe;
import dev.imagepack.build.context.ContextDirectory;
import dev.imagepack.build.context.ContextUse;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Owner;
import dev.imagepack.build.context.Selection;
import dev.imagepack.build.context.Stages;
import dev.imagepack.build.context.TextData;
import dev.imagepack.build.context.UsedFiles;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.io.Content;

/**
 * The files that an engine gets for a build: those that the recipe takes, where it expects them, and beside them, in a
 * directory of a name that the context does not have, the Dockerfile and further contexts. An instruction that would take that
 * directory too, as {@code COPY . /} would, takes its files from a stage that holds the context alone.
 */
final class SentFiles {

    /** The stage that holds the context. */
    static final String CONTEXT_STAGE = "imagepack-context";

    private static final String CONTEXT = "context";
    private static final String DOCKERFILE = "Dockerfile";

    private final CommandRecipe recipe;
    private final String reserved;
    private final boolean hasStage;
    private final Map<String, ContextDirectory> directories;

    /** What lies where the recipe expects it. */
    private final FileTree used;

    /** @throws dev.imagepack.ImagepackException when an instruction cannot get its files this way */
    SentFiles(CommandRecipe recipe) {
        this.recipe = recipe;
        this.reserved = freeName(recipe.context().tree());
        this.directories = new LinkedHashMap<>(recipe.directories());
        recipe.uses().stream().filter(this::mixes).forEach(this::refuse);
        this.hasStage = recipe.uses().stream().anyMatch(this::mixes);
        this.used = UsedFiles.of(recipe, use -> !comesFromStage(use.instruction()));
    }

    private static String freeName(FileTree context) {
        String name = ".imagepack";
        for (int number = 1; context.find(name).isPresent(); number++) {
            name = ".imagepack-" + number;
        }
        return name;
    }

    /** Whether it would take our directory too. */
    private boolean mixes(ContextUse use) {
        return use.takes(reserved);
    }

    private void refuse(ContextUse use) {
        if (use.instruction() instanceof Instruction.Add && !takesDirectoriesOnly(use)) {
            throw use.instruction()
                    .location()
                    .fault(
                            use.instruction().original() + " may unpack any file of the context's own directory,"
                                    + " which cannot be sent to an engine unmixed",
                            "Write COPY, or name the files.");
        }
    }

    private boolean takesDirectoriesOnly(ContextUse use) {
        FileTree tree = recipe.context().tree();
        return use.sources().stream()
                .flatMap(source -> Selection.in(tree, source, use.instruction().location()).stream())
                .allMatch(match ->
                        tree.follow(match.path()).filter(Node::isDirectory).isPresent());
    }

    /** Where the Dockerfile lies among the files. */
    String dockerfile() {
        return reserved + "/" + DOCKERFILE;
    }

    /** Whether an instruction gets its files from the stage that holds the context. */
    boolean comesFromStage(Instruction instruction) {
        return hasStage
                && recipe.uses().stream()
                        .anyMatch(use -> use.instruction() == instruction
                                && (!(instruction instanceof Instruction.Add) || mixes(use)));
    }

    /**
     * Whether a trigger of ONBUILD must be written where it runs. An engine that runs one by itself gives it the context as it
     * was sent; and the names of images, stages and directories in it mean what the engine takes them for, if it knows any.
     */
    boolean wantsTriggersWritten() {
        return recipe.uses().stream().anyMatch(use -> use.ofBase() && mixes(use))
                || recipe.commands().stages().stream()
                        .flatMap(stage -> recipe.triggers(stage).stream())
                        .anyMatch(trigger ->
                                !Stages.sources(trigger.instruction()).isEmpty());
    }

    /** How many stages come before those of the Dockerfile. */
    int stages() {
        return directories.size() + (hasStage ? 1 : 0);
    }

    /** The stage that holds a further context. */
    Optional<String> stageOf(String name) {
        int position = new ArrayList<>(directories.keySet()).indexOf(name);
        return position < 0 ? Optional.empty() : Optional.of(CONTEXT_STAGE + "-" + position);
    }

    /** These stages as lines of a Dockerfile. */
    List<String> stageLines() {
        List<String> lines = new ArrayList<>();
        if (hasStage) {
            stage(CONTEXT_STAGE, CONTEXT, lines);
        }
        for (int i = 0; i < directories.size(); i++) {
            stage(CONTEXT_STAGE + "-" + i, String.valueOf(i), lines);
        }
        return lines;
    }

    private void stage(String name, String directory, List<String> lines) {
        lines.add("FROM scratch AS " + name);
        lines.add("COPY " + reserved + "/" + directory + "/ /");
    }

    /**
     * All files as a tar, the same bytes for the same files.
     *
     * @param dockerfile as the engine gets it
     * @param time of every file, in seconds since 1970
     */
    Content tar(byte[] dockerfile, long time) {
        used.put(reserved, Node.directory(FileTree.PARENT_MODE, Owner.ROOT));
        used.put(dockerfile(), Node.file(0644, Owner.ROOT, new TextData(dockerfile)));
        if (hasStage) {
            put(recipe.context(), CONTEXT);
        }
        int number = 0;
        for (ContextDirectory directory : directories.values()) {
            put(directory, String.valueOf(number++));
        }
        return new ContextTar(used, time);
    }

    private void put(ContextDirectory directory, String name) {
        used.put(reserved + "/" + name, directory.tree().root());
    }
}
