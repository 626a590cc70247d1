package dev.imagepack.build.context;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.Stage;
import dev.imagepack.image.BaseImage;

/**
 * A Dockerfile in which the images of needed stages have other names, so that whoever builds it takes exactly those that
 * were found. Every instruction stays on its line.
 */
public final class RenamedImages {

    private final CommandRecipe recipe;
    private final Function<UsedBase, String> names;
    private final List<String> lines;

    private RenamedImages(CommandRecipe recipe, Function<UsedBase, String> names) {
        this.recipe = recipe;
        this.names = names;
        this.lines = new ArrayList<>(Arrays.asList(new String(recipe.text(), StandardCharsets.UTF_8).split("\n", -1)));
    }

    /**
     * The text.
     *
     * @param names of the images; scratch keeps its own
     */
    public static byte[] in(CommandRecipe recipe, Function<UsedBase, String> names) {
        RenamedImages renamed = new RenamedImages(recipe, names);
        recipe.commands().stages().forEach(renamed::rename);
        return String.join("\n", renamed.lines).getBytes(StandardCharsets.UTF_8);
    }

    private void rename(Stage stage) {
        recipe.base(stage)
                .filter(RenamedImages::isNamed)
                .ifPresent(base -> replace(stage.location(), from(base, stage)));
        for (Instruction instruction : stage.instructions()) {
            for (String from : Stages.sources(instruction)) {
                recipe.source(from, stage, instruction.location())
                        .filter(RenamedImages::isNamed)
                        .ifPresent(image -> rename(instruction, from, names.apply(image)));
            }
        }
    }

    private String from(UsedBase base, Stage stage) {
        Optional<String> platform = stage.platform().map(written -> "--platform=" + base.platform() + " ");
        return "FROM " + platform.orElse("") + names.apply(base)
                + stage.name().map(name -> " AS " + name).orElse("");
    }

    private static boolean isNamed(UsedBase base) {
        return !(base.image() instanceof BaseImage.Scratch);
    }

    private void replace(Location at, String text) {
        edit(at, whole -> text + "\n".repeat(at.endLine() - at.startLine()));
    }

    /** The words of a command may look like the flag of another instruction. */
    private void rename(Instruction instruction, String from, String name) {
        String flag = instruction instanceof Instruction.Run ? "--mount=\\S*?\\bfrom=" : "--from=\"?";
        Pattern written = Pattern.compile("(" + flag + ")" + Pattern.quote(from) + "(?=[\\s,\"]|$)");
        edit(instruction.location(), whole -> written.matcher(whole).replaceAll("$1" + Matcher.quoteReplacement(name)));
    }

    private void edit(Location at, Function<String, String> change) {
        List<String> range = lines.subList(at.startLine() - 1, at.endLine());
        List<String> changed =
                Arrays.asList(change.apply(String.join("\n", range)).split("\n", -1));
        for (int i = 0; i < changed.size(); i++) {
            range.set(i, changed.get(i));
        }
    }
}
