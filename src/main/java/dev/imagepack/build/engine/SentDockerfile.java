package dev.imagepack.build.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.imagepack.build.context.CommandRecipe;
import dev.imagepack.build.context.EditedDockerfile;
import dev.imagepack.build.context.Stages;
import dev.imagepack.build.context.UsedBase;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.RunMount;
import dev.imagepack.dockerfile.Stage;

/**
 * The Dockerfile as the engine gets it. It differs from the one that was written only in names: bases are named so that they
 * mean the very images that the key of the build names, directories that the engine cannot see by themselves become stages,
 * and stages that are not needed are empty. Triggers that the engine cannot run right by itself stand where they run. Lines
 * keep their numbers up to the first FROM.
 */
final class SentDockerfile {

    private static final Pattern MOUNT = Pattern.compile("--mount=(\\S+)");

    private final CommandRecipe recipe;
    private final SentFiles files;
    private final EditedDockerfile text;

    /** @param names of the bases, as the engine knows them */
    SentDockerfile(CommandRecipe recipe, Map<UsedBase, String> names, SentFiles files) {
        this.recipe = recipe;
        this.files = files;
        this.text = EditedDockerfile.of(recipe, names::get, files.wantsTriggersWritten());
    }

    /** Called once. */
    byte[] bytes() {
        List<Stage> all = recipe.stages().file().stages();
        List<Stage> needed = recipe.commands().stages();
        for (Stage stage : all) {
            if (needed.contains(stage)) {
                text.steps(stage).forEach(instruction -> edit(instruction, stage));
            } else {
                drop(stage, all, needed.get(needed.size() - 1));
            }
        }
        text.insert(all.get(0).line(), files.stageLines());
        return text.bytes();
    }

    /** Numbers of stages stay what they are, so one that is not needed stays there, empty, unless it comes last. */
    private void drop(Stage stage, List<Stage> all, Stage last) {
        int end = stage.index() + 1 < all.size() ? all.get(stage.index() + 1).line() - 1 : text.size();
        String name = stage.name().map(given -> " AS " + given).orElse("");
        text.replace(stage.line(), end, stage.index() < last.index() ? "FROM scratch" + name : "");
    }

    private void edit(Instruction instruction, Stage stage) {
        Map<String, String> renamed = new HashMap<>();
        for (String from : Stages.sources(instruction)) {
            name(from, stage, instruction).ifPresent(name -> renamed.put(from, name));
        }
        text.rename(instruction, renamed);
        if (files.comesFromStage(instruction)) {
            text.flags(
                    instruction,
                    instruction instanceof Instruction.Run
                            ? SentDockerfile::mountStage
                            : SentDockerfile::copyFromStage);
        }
    }

    /** What a stage or a directory is called here, where that is another name. */
    private Optional<String> name(String from, Stage stage, Instruction instruction) {
        Optional<Stage> earlier = recipe.stages().copied(from, stage, instruction.location());
        if (earlier.isEmpty()) {
            return files.stageOf(from);
        }
        boolean isNumber = from.matches("[0-9]+");
        return isNumber ? earlier.map(found -> String.valueOf(found.index() + files.stages())) : Optional.empty();
    }

    private static String copyFromStage(String flags) {
        return flags.replaceFirst(
                "^(\\s*)(?i:COPY|ADD)\\b", "$1COPY --from=" + Matcher.quoteReplacement(SentFiles.CONTEXT_STAGE));
    }

    private static String mountStage(String flags) {
        return MOUNT.matcher(flags).replaceAll(match -> {
            RunMount mount = RunMount.parse(match.group(1));
            boolean ofContext = mount.isBind() && mount.from().isEmpty();
            return Matcher.quoteReplacement(
                    ofContext ? "--mount=from=" + SentFiles.CONTEXT_STAGE + "," + match.group(1) : match.group());
        });
    }
}
