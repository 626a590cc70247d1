package dev.imagepack.build.context;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.imagepack.build.BuildRequest;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.dockerfile.Location;

/**
 * A directory that a recipe takes files from.
 *
 * @param path where it is
 * @param tree its files, without those that are ignored
 */
public record ContextDirectory(Path path, FileTree tree) {

    /** A directory without what the rules leave out. */
    public static ContextDirectory of(Path path, IgnoreRules rules, BuildRequest request) {
        return new ContextDirectory(path, ContextTree.of(path, rules, request.outputs(), request.cache()));
    }

    /** A further context: as in BuildKit, the ignore file in it holds for it, and that of the Dockerfile does not. */
    public static ContextDirectory further(Path path, BuildRequest request, Inputs inputs) {
        Path ignoreFile = path.resolve(DockerfileText.IGNORE_FILE);
        request.cache().sightings().place(ignoreFile);
        return of(path, DockerfileText.rules(ignoreFile, inputs.name(ignoreFile)), request);
    }

    /**
     * Names everything that a pattern of COPY or ADD selects as an input.
     *
     * @return paths that are meant but not there
     */
    public List<String> select(SourcePattern pattern, Location at, Inputs inputs) {
        List<String> missing = new ArrayList<>();
        for (Selection.Match selected : Selection.in(tree, pattern, at)) {
            if (selected.node().isEmpty()) {
                missing.add(selected.path());
            } else if (pattern.parents()) {
                nameWithParents(selected, pattern, inputs);
            } else {
                Path file = path.resolve(tree.resolve(selected.path()));
                inputs.putFiles(selected.node().get(), file, pattern.excludes().root());
            }
        }
        return missing;
    }

    /** The modes of the directories on the way count, too. */
    private void nameWithParents(Selection.Match selected, SourcePattern pattern, Inputs inputs) {
        String way = tree.resolve(selected.root());
        Node node = tree.find(way).orElseThrow();
        for (String name : Paths.components(selected.kept())) {
            node = node.children().get(name);
            way = Paths.join(way, name);
            if (node.isDirectory()) {
                inputs.putDirectory(node, path.resolve(way));
            }
        }
        if (!selected.kept().isEmpty() || !node.isDirectory()) {
            inputs.putFiles(node, path.resolve(way), selected.visit(pattern.excludes()));
        }
    }
}
