package dev.imagepack.build.context;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.Stage;
import dev.imagepack.image.BaseImage;

/**
 * A Dockerfile in which the images of needed stages have other names, so that whoever builds it takes exactly those that
 * were found. More of it can be changed; every instruction stays on its line until lines are put before it.
 */
public final class EditedDockerfile {

    /** A keyword and its flags, over continued lines and the comments between them. */
    private static final Pattern HEAD = Pattern.compile(
            "\\s*\\w+(?>(?>^[ \\t]*#.*$|\\s|[\\\\`](?=[ \\t]*\\r?$))++--(?>\"[^\"]*+\"|'[^']*+'|[^\\s\"'])*+)*+",
            Pattern.MULTILINE);

    private static final String NAME = "([^\\s\"',\\\\`]+)";
    private static final Pattern COPIED = Pattern.compile("(\\s--from=[\"']?)" + NAME);
    private static final Pattern MOUNTED = Pattern.compile("((?:--mount=|,)[\"']?[ \\t]*(?i:from)=[\"']?)" + NAME);
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final List<String> lines;

    private EditedDockerfile(byte[] text) {
        String whole = new String(text, StandardCharsets.UTF_8);
        String unmarked = whole.startsWith(BYTE_ORDER_MARK) ? whole.substring(1) : whole;
        this.lines = new ArrayList<>(Arrays.asList(unmarked.split("\n", -1)));
    }

    /**
     * That of a recipe.
     *
     * @param names of the images; scratch keeps its own
     */
    public static EditedDockerfile of(CommandRecipe recipe, Function<UsedBase, String> names) {
        EditedDockerfile edited = new EditedDockerfile(recipe.text());
        for (Stage stage : recipe.commands().stages()) {
            recipe.base(stage)
                    .filter(EditedDockerfile::isNamed)
                    .ifPresent(base -> edited.replace(
                            stage.line(), stage.location().endLine(), from(stage, base, names.apply(base))));
            for (Instruction instruction : stage.instructions()) {
                Map<String, String> renamed = new HashMap<>();
                Stages.sources(instruction)
                        .forEach(from -> recipe.source(from, stage, instruction.location())
                                .filter(EditedDockerfile::isNamed)
                                .ifPresent(image -> renamed.put(from, names.apply(image))));
                edited.rename(instruction, renamed);
            }
        }
        return edited;
    }

    private static boolean isNamed(UsedBase base) {
        return !(base.image() instanceof BaseImage.Scratch);
    }

    private static String from(Stage stage, UsedBase base, String name) {
        Optional<String> platform = stage.platform().map(written -> "--platform=" + base.platform() + " ");
        return "FROM " + platform.orElse("") + name
                + stage.name().map(alias -> " AS " + alias).orElse("");
    }

    /**
     * Gives what an instruction takes files from other names. Only its flags are looked at, for the words of a command may
     * look like some.
     *
     * @param names the new ones by the old ones
     * @throws dev.imagepack.ImagepackException when one of the old ones is not found as it is written
     */
    public void rename(Instruction instruction, Map<String, String> names) {
        Set<String> missing = new HashSet<>(names.keySet());
        Pattern flag = instruction instanceof Instruction.Run ? MOUNTED : COPIED;
        flags(
                instruction,
                head -> flag.matcher(head).replaceAll(found -> {
                    missing.remove(found.group(2));
                    return Matcher.quoteReplacement(
                            found.group(1) + names.getOrDefault(found.group(2), found.group(2)));
                }));
        missing.stream().sorted().findFirst().ifPresent(name -> {
            throw instruction
                    .location()
                    .fault(
                            "the name " + name + " after from= cannot be replaced by what it means",
                            "Write it in one piece, without escape characters.");
        });
    }

    /** Changes the keyword and the flags of an instruction; as many lines must come out as went in. */
    public void flags(Instruction instruction, UnaryOperator<String> change) {
        Location at = instruction.location();
        List<String> range = lines.subList(at.startLine() - 1, at.endLine());
        String text = String.join("\n", range);
        Matcher head = HEAD.matcher(text);
        int end = head.lookingAt() ? head.end() : 0;
        String changed = change.apply(text.substring(0, end)) + text.substring(end);
        Collections.copy(range, Arrays.asList(changed.split("\n", -1)));
    }

    /** Puts a line in the place of others; what is left of them is empty. Lines count from 1. */
    public void replace(int first, int last, String line) {
        Collections.fill(lines.subList(first - 1, last), "");
        lines.set(first - 1, line);
    }

    /** Puts lines before this one. */
    public void insert(int before, List<String> added) {
        lines.addAll(before - 1, added);
    }

    /** The number of its lines. */
    public int size() {
        return lines.size();
    }

    /** Its text. */
    public byte[] bytes() {
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }
}
