package dev.imagepack.build.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.PathPattern;
import dev.imagepack.dockerfile.TreePattern;

/** Which paths of a tree a source of COPY or ADD means. */
public final class Selection {

    /**
     * A path that is meant.
     *
     * @param root the directory that the kept part begins below
     * @param kept the part of the path that {@code --parents} makes again; empty for the root itself, below which others may
     *     be found
     * @param node what is there, links followed where the source's kind follows them; empty if nothing is
     */
    public record Match(String root, String kept, Optional<Node> node) {

        public String path() {
            return Paths.join(root, kept);
        }

        /** What excludes leave out at and below the path, where they mean kept paths. */
        public IgnoreRules.Visit visit(IgnoreRules excludes) {
            IgnoreRules.Visit visit = excludes.root();
            for (String name : Paths.components(kept)) {
                visit = visit.enter(name);
            }
            return visit;
        }
    }

    private final FileTree tree;
    private final List<Match> found = new ArrayList<>();

    private Selection(FileTree tree) {
        this.tree = tree;
    }

    /**
     * The paths, sorted. A source without wildcards is taken as it is, whether it exists or not. A wildcard stands for
     * names within one directory, and links are followed only before the first of them; what stands before it is taken as
     * it is, too, if it does not exist. With {@code --parents} it is a pattern for whole paths, where {@code **} stands for
     * directories to any depth, and {@code /./} is where the kept part begins; below that, links are not followed.
     */
    public static List<Match> in(FileTree tree, SourcePattern source, Location at) {
        Selection selection = new Selection(tree);
        if (source.parents()) {
            selection.selectWithParents(source.text(), at);
        } else {
            selection.selectNames(PathPattern.parse(source.text(), at).components());
        }
        return selection.found;
    }

    private void selectWithParents(String text, Location at) {
        int pivot = text.indexOf("/./");
        PathPattern above = PathPattern.parse(pivot < 0 ? "" : text.substring(0, pivot), at);
        String below = pivot < 0 ? text : text.substring(pivot + 2);
        PathPattern kept = PathPattern.parse(below, at);
        if (above.isLiteral() && kept.isLiteral()) {
            found.add(whole(fixed(above.components()), fixed(kept.components())));
            return;
        }
        TreePattern pattern = TreePattern.parse(below, at);
        Selection roots = new Selection(tree);
        roots.selectNames(above.components());
        for (Match root : roots.found) {
            found.add(new Match(root.path(), "", root.node()));
            root.node().ifPresent(start -> matchPaths(start, root.path(), "", pattern));
        }
    }

    /** A path without wildcards, which must be there, and not by way of links. */
    private Match whole(String root, String kept) {
        String path = Paths.join(root, kept);
        return new Match(
                root, kept, path.isEmpty() ? Optional.empty() : tree.find(path).filter(node -> leads(path)));
    }

    private boolean leads(String path) {
        return tree.follow(path).isPresent();
    }

    /** Everything below a match belongs to it. */
    private void matchPaths(Node directory, String root, String path, TreePattern pattern) {
        for (Map.Entry<String, Node> child : directory.children().entrySet()) {
            String below = Paths.join(path, child.getKey());
            if (pattern.matches(below)) {
                found.add(new Match(root, below, Optional.of(child.getValue())));
            } else if (pattern.mayMatchBelow(below)) {
                matchPaths(child.getValue(), root, below, pattern);
            }
        }
    }

    private void selectNames(List<PathPattern.Component> names) {
        int literal = 0;
        while (literal < names.size() && names.get(literal).isLiteral()) {
            literal++;
        }
        String fixed = fixed(names.subList(0, literal));
        List<PathPattern.Component> patterns = names.subList(literal, names.size());
        Optional<Node> start = tree.follow(fixed);
        if (patterns.isEmpty() || start.isEmpty()) {
            add(fixed);
        } else {
            matchNames(start.get(), fixed, patterns);
        }
    }

    private static String fixed(List<PathPattern.Component> names) {
        return names.stream().map(PathPattern.Component::text).collect(Collectors.joining("/"));
    }

    private void add(String path) {
        found.add(new Match("", path, tree.follow(path)));
    }

    private void matchNames(Node directory, String path, List<PathPattern.Component> names) {
        List<PathPattern.Component> rest = names.subList(1, names.size());
        for (Map.Entry<String, Node> child : directory.children().entrySet()) {
            if (names.get(0).matches(child.getKey())) {
                String below = Paths.join(path, child.getKey());
                if (rest.isEmpty()) {
                    add(below);
                } else {
                    matchNames(child.getValue(), below, rest);
                }
            }
        }
    }
}
