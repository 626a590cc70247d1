package dev.imagepack.build.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.imagepack.build.context.CommandRecipe;
import dev.imagepack.build.context.Stages;
import dev.imagepack.build.context.UsedBase;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.RunMount;
import dev.imagepack.dockerfile.Stage;
import dev.imagepack.image.BaseImage;

/**
 * The Dockerfile as the engine gets it. It differs from the one that was written only in names: bases are named so that they
 * mean the very images that the key of the build names, directories that the engine cannot see by themselves become stages,
 * and stages that are not needed are empty. Lines keep their numbers up to the first FROM.
 */
final class SentDockerfile {

    private static final Pattern MOUNT = Pattern.compile("--mount=(\\S+)");
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final CommandRecipe recipe;
    private final Map<UsedBase, String> names;
    private final SentFiles files;
    private final List<String> lines;

    /** @param names of the bases, as the engine knows them */
    SentDockerfile(CommandRecipe recipe, Map<UsedBase, String> names, SentFiles files) {
        this.recipe = recipe;
        this.names = names;
        this.files = files;
        this.lines = new ArrayList<>(Arrays.asList(text(recipe.text()).split("\n", -1)));
    }

    private static String text(byte[] bytes) {
        boolean marked = bytes.length >= MARK.length && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
        int start = marked ? MARK.length : 0;
        return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
    }

    /** Called once. */
    byte[] bytes() {
        List<Stage> all = recipe.stages().file().stages();
        List<Stage> needed = recipe.commands().stages();
        for (Stage stage : all) {
            if (needed.contains(stage)) {
                stage(stage);
            } else {
                drop(stage, all, needed.get(needed.size() - 1));
            }
        }
        lines.addAll(all.get(0).line() - 1, files.stageLines());
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    /** Numbers of stages stay what they are, so one that is not needed stays there, empty, unless it comes last. */
    private void drop(Stage stage, List<Stage> all, Stage last) {
        int end = stage.index() + 1 < all.size() ? all.get(stage.index() + 1).line() - 1 : lines.size();
        for (int line = stage.line(); line <= end; line++) {
            lines.set(line - 1, "");
        }
        if (stage.index() < last.index()) {
            lines.set(stage.line() - 1, from(Optional.empty(), "scratch", stage));
        }
    }

    private void stage(Stage stage) {
        Optional<UsedBase> base = recipe.base(stage).filter(found -> !(found.image() instanceof BaseImage.Scratch));
        base.ifPresent(found -> replace(
                stage.location(),
                from(stage.platform().map(written -> found.platform().toString()), names.get(found), stage)));
        stage.instructions().forEach(instruction -> instruction(instruction, stage));
    }

    private static String from(Optional<String> platform, String image, Stage stage) {
        return "FROM " + platform.map(text -> "--platform=" + text + " ").orElse("") + image
                + stage.name().map(name -> " AS " + name).orElse("");
    }

    private void replace(Location at, String text) {
        lines.set(at.startLine() - 1, text);
        for (int line = at.startLine() + 1; line <= at.endLine(); line++) {
            lines.set(line - 1, "");
        }
    }

    private void instruction(Instruction instruction, Stage stage) {
        for (String from : Stages.sources(instruction)) {
            String name = source(from, stage, instruction.location());
            if (!name.equals(from)) {
                edit(instruction, text -> renamed(text, from, name));
            }
        }
        if (files.comesFromStage(instruction)) {
            edit(instruction, instruction instanceof Instruction.Run ? this::mountStage : this::copyFromStage);
        }
    }

    /** What the engine knows a source by. */
    private String source(String from, Stage stage, Location at) {
        Optional<Stage> earlier = recipe.stages().copied(from, stage, at);
        if (earlier.isPresent()) {
            boolean isNumber = from.matches("[0-9]+");
            return isNumber ? String.valueOf(earlier.get().index() + files.stages()) : from;
        }
        return files.stageOf(from)
                .orElseGet(() -> recipe.source(from, stage, at).map(names::get).orElse(from));
    }

    private static String renamed(String text, String from, String name) {
        Pattern written = Pattern.compile(
                "(--from=\"?|--mount=\\S*?\\bfrom=)" + Pattern.quote(from) + "(?=[\\s,\"]|$)", Pattern.MULTILINE);
        return written.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(name));
    }

    private String copyFromStage(String text) {
        return text.replaceFirst(
                "^(\\s*)(?i:COPY|ADD)\\b", "$1COPY --from=" + Matcher.quoteReplacement(SentFiles.CONTEXT_STAGE));
    }

    private String mountStage(String text) {
        return MOUNT.matcher(text).replaceAll(match -> {
            RunMount mount = RunMount.parse(match.group(1));
            boolean ofContext = mount.isBind() && mount.from().isEmpty();
            return Matcher.quoteReplacement(
                    ofContext ? "--mount=from=" + SentFiles.CONTEXT_STAGE + "," + match.group(1) : match.group());
        });
    }

    private void edit(Instruction instruction, UnaryOperator<String> change) {
        Location at = instruction.location();
        List<String> range = lines.subList(at.startLine() - 1, at.endLine());
        List<String> changed =
                Arrays.asList(change.apply(String.join("\n", range)).split("\n", -1));
        for (int i = 0; i < changed.size(); i++) {
            range.set(i, changed.get(i));
        }
    }
}
