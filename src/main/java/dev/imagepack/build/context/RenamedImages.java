package dev.imagepack.build.context;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;

import dev.imagepack.dockerfile.HereDocument;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.RunMount;
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
        recipe.base(stage).filter(RenamedImages::isNamed).ifPresent(base -> {
            String platform =
                    stage.platform().map(word -> "--platform=" + word + " ").orElse("");
            String alias = stage.name().map(name -> " AS " + name).orElse("");
            replace(stage.location(), 0, "FROM " + platform + names.apply(base) + alias);
        });
        for (Instruction instruction : stage.instructions()) {
            if (instruction instanceof Instruction.Copy copy) {
                rename(copy, stage);
            } else if (instruction instanceof Instruction.Run run) {
                rename(run, stage);
            }
        }
    }

    private void rename(Instruction.Copy copy, Stage stage) {
        copy.from()
                .ifPresent(from -> name(from, stage, copy.location())
                        .ifPresent(name -> replace(
                                copy.location(),
                                bodies(copy.files().documents()),
                                copy.original()
                                        .replaceFirst("(?i)--from=\\S+", Matcher.quoteReplacement("--from=" + name)))));
    }

    /** The words of a command may look like those of a mount, so only what is known to be one is changed. */
    private void rename(Instruction.Run run, Stage stage) {
        String text = run.original();
        for (String mount : run.mounts()) {
            Optional<String> name = RunMount.parse(mount).from().flatMap(from -> name(from, stage, run.location()));
            if (name.isPresent()) {
                text = text.replace(
                        mount,
                        mount.replaceFirst(
                                "(?i)(^|[,\"])from=[^,\"]*", "$1from=" + Matcher.quoteReplacement(name.get())));
            }
        }
        if (!text.equals(run.original())) {
            replace(run.location(), bodies(run.documents()), text);
        }
    }

    private Optional<String> name(String from, Stage stage, Location at) {
        return recipe.source(from, stage, at).filter(RenamedImages::isNamed).map(names);
    }

    private static boolean isNamed(UsedBase base) {
        return !(base.image() instanceof BaseImage.Scratch);
    }

    /** How many lines the bodies of here-documents take, with those that end them. */
    private static int bodies(List<HereDocument> documents) {
        return documents.stream()
                .mapToInt(document -> (int) document.content().lines().count() + 1)
                .sum();
    }

    /** What was on several lines is on one of them: the first, or that before the bodies, which must follow at once. */
    private void replace(Location at, int bodies, String text) {
        int last = at.endLine() - bodies;
        for (int line = at.startLine(); line <= last; line++) {
            lines.set(line - 1, "");
        }
        lines.set((bodies > 0 ? last : at.startLine()) - 1, text);
    }
}
