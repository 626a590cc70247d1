package dev.imagepack.build.context;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.Stage;
import dev.imagepack.image.BaseImage;

/**
 * A Dockerfile in which the images of needed stages have other names, so that whoever builds it takes exactly those that
 * were found. More of it can be changed; every instruction stays on its line until the text is put together.
 */
public final class EditedDockerfile {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final CommandRecipe recipe;
    private final boolean writesTriggers;
    private final List<String> lines;
    private final Map<Integer, List<String>> inserted = new HashMap<>();
    private final Map<Integer, List<Trigger>> triggers = new HashMap<>();
    private final Map<Instruction, InstructionText> written = new IdentityHashMap<>();

    private EditedDockerfile(CommandRecipe recipe, boolean writesTriggers) {
        String whole = new String(recipe.text(), StandardCharsets.UTF_8);
        String unmarked = whole.startsWith(BYTE_ORDER_MARK) ? whole.substring(1) : whole;
        this.recipe = recipe;
        this.writesTriggers = writesTriggers;
        this.lines = new ArrayList<>(Arrays.asList(unmarked.split("\n", -1)));
    }

    /**
     * That of a recipe.
     *
     * @param names of the images; scratch keeps its own
     * @param writesTriggers whether ONBUILD's triggers are written where they run, so that they can be changed like all
     *     others. Then the images must come without them
     */
    public static EditedDockerfile of(CommandRecipe recipe, Function<UsedBase, String> names, boolean writesTriggers) {
        EditedDockerfile edited = new EditedDockerfile(recipe, writesTriggers);
        for (Stage stage : recipe.commands().stages()) {
            recipe.base(stage)
                    .filter(EditedDockerfile::isNamed)
                    .ifPresent(base -> edited.replace(
                            stage.line(), stage.location().endLine(), from(stage, base, names.apply(base))));
            if (writesTriggers) {
                edited.writeTriggers(stage);
            }
            edited.steps(stage).forEach(instruction -> edited.rename(instruction, stage, names));
        }
        return edited;
    }

    private void rename(Instruction instruction, Stage stage, Function<UsedBase, String> names) {
        Map<String, String> renamed = new HashMap<>();
        Stages.sources(instruction)
                .forEach(from -> recipe.source(from, stage, instruction.location())
                        .filter(EditedDockerfile::isNamed)
                        .ifPresent(image -> renamed.put(from, names.apply(image))));
        rename(instruction, renamed);
    }

    /** The instructions of a needed stage that stand in this text. */
    public List<Instruction> steps(Stage stage) {
        return writesTriggers ? recipe.steps(stage) : stage.instructions();
    }

    private static boolean isNamed(UsedBase base) {
        return !(base.image() instanceof BaseImage.Scratch);
    }

    private static String from(Stage stage, UsedBase base, String name) {
        Optional<String> platform = stage.platform().map(written -> "--platform=" + base.platform() + " ");
        return "FROM " + platform.orElse("") + name
                + stage.name().map(alias -> " AS " + alias).orElse("");
    }

    /** Those that run in a stage come after its FROM; those that it has for another one, which has them now, go away. */
    private void writeTriggers(Stage stage) {
        List<Trigger> running = recipe.triggers(stage);
        triggers.put(stage.location().endLine(), running);
        running.forEach(trigger -> written.put(trigger.instruction(), new InstructionText(trigger.text())));
        List<Instruction> steps = recipe.steps(stage);
        stage.instructions().stream()
                .filter(instruction -> !steps.contains(instruction))
                .map(Instruction::location)
                .forEach(at -> replace(at.startLine(), at.endLine(), ""));
    }

    /**
     * Gives what an instruction takes files from other names. Only its flags are looked at, for the words of a command may
     * look like some.
     *
     * @param names the new ones by the old ones
     * @throws dev.imagepack.ImagepackException when one of the old ones is not found as it is written
     */
    public void rename(Instruction instruction, Map<String, String> names) {
        change(instruction, text -> text.rename(instruction, names));
    }

    /** Changes the keyword and the flags of an instruction; as many lines must come out as went in. */
    public void flags(Instruction instruction, UnaryOperator<String> change) {
        change(instruction, text -> text.change(change));
    }

    private void change(Instruction instruction, UnaryOperator<InstructionText> change) {
        if (written.computeIfPresent(instruction, (trigger, text) -> change.apply(text)) != null) {
            return;
        }
        Location at = instruction.location();
        List<String> range = lines.subList(at.startLine() - 1, at.endLine());
        String changed =
                change.apply(new InstructionText(String.join("\n", range))).text();
        Collections.copy(range, Arrays.asList(changed.split("\n", -1)));
    }

    /** Puts a line in the place of others; what is left of them is empty. Lines count from 1. */
    public void replace(int first, int last, String line) {
        Collections.fill(lines.subList(first - 1, last), "");
        lines.set(first - 1, line);
    }

    /** Puts lines before this one, whose number stays what it is. */
    public void insert(int before, List<String> added) {
        inserted.put(before, added);
    }

    /** The number of its lines. */
    public int size() {
        return lines.size();
    }

    /** Its text. */
    public byte[] bytes() {
        List<String> all = new ArrayList<>();
        for (int line = 1; line <= lines.size(); line++) {
            all.addAll(inserted.getOrDefault(line, List.of()));
            all.add(lines.get(line - 1));
            for (Trigger trigger : triggers.getOrDefault(line, List.of())) {
                all.add(written.get(trigger.instruction()).text());
            }
        }
        return String.join("\n", all).getBytes(StandardCharsets.UTF_8);
    }
}
