package dev.imagepack.build.context;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.dockerfile.Location;

/**
 * A directory that a recipe takes files from.
 *
 * @param path where it is
 * @param tree its files, without those that are ignored
 */
public record ContextDirectory(Path path, FileTree tree) {

    /**
     * Names everything that a pattern of COPY or ADD selects as an input.
     *
     * @return paths that are meant but not there
     */
    public List<String> select(SourcePattern pattern, Location at, Inputs inputs) {
        List<String> missing = new ArrayList<>();
        for (Selection.Match selected : Selection.in(tree, pattern, at)) {
            String followed = tree.resolve(selected.path());
            Optional<Node> node = tree.find(followed);
            if (node.isPresent()) {
                inputs.putFiles(node.get(), path.resolve(followed), visit(pattern, selected));
            } else {
                missing.add(selected.path());
            }
        }
        return missing;
    }

    /** What an exclude means is relative to what is copied, with {@code --parents} to where the kept path begins. */
    private static IgnoreRules.Visit visit(SourcePattern pattern, Selection.Match selected) {
        return pattern.parents()
                ? selected.visit(pattern.excludes())
                : pattern.excludes().root();
    }
}
