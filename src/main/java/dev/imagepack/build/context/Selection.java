package dev.imagepack.build.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
     * @param kept the part of the path that {@code --parents} makes again
     */
    public record Match(String root, String kept) {

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
    private final String root;
    private final List<Match> found = new ArrayList<>();

    private Selection(FileTree tree, String root) {
        this.tree = tree;
        this.root = root;
    }

    /**
     * The paths, sorted. A source without wildcards is taken as it is, whether it exists or not. A wildcard stands for
     * names within one directory, and links are followed only before the first of them; what stands before it is taken as
     * it is, too, if it does not exist. With {@code --parents} it is a
     * pattern for whole paths, where {@code **} stands for directories to any depth, and {@code /./} is where the kept
     * part begins.
     */
    public static List<Match> in(FileTree tree, SourcePattern source, Location at) {
        String text = source.text();
        int pivot = source.parents() ? pivot(text) : -1;
        String kept = pivot < 0 ? text : text.substring(pivot + 2);
        Selection selection = new Selection(tree, pivot < 0 ? "" : Paths.clean(text.substring(0, pivot)));
        PathPattern pattern = PathPattern.parse(kept, at);
        if (source.parents() && !pattern.isLiteral()) {
            selection.selectPaths(TreePattern.parse(kept, at));
        } else {
            selection.selectNames(pattern.components());
        }
        return selection.found;
    }

    /** Where {@code /./} stands, but not at the beginning, where it says nothing. */
    private static int pivot(String text) {
        return text.indexOf("/./", text.startsWith("./") ? 2 : 0);
    }

    private void selectPaths(TreePattern pattern) {
        tree.follow(root).ifPresent(start -> matchPaths(start, "", pattern));
    }

    /** Everything below a match belongs to it. */
    private void matchPaths(Node directory, String path, TreePattern pattern) {
        for (Map.Entry<String, Node> child : directory.children().entrySet()) {
            String below = Paths.join(path, child.getKey());
            if (pattern.matches(below)) {
                found.add(new Match(root, below));
            } else if (pattern.mayMatchBelow(below)) {
                matchPaths(child.getValue(), below, pattern);
            }
        }
    }

    private void selectNames(List<PathPattern.Component> names) {
        int literal = 0;
        while (literal < names.size() && names.get(literal).isLiteral()) {
            literal++;
        }
        String fixed = names.subList(0, literal).stream()
                .map(PathPattern.Component::text)
                .collect(Collectors.joining("/"));
        if (literal == names.size()) {
            found.add(new Match(root, fixed));
        } else {
            List<PathPattern.Component> patterns = names.subList(literal, names.size());
            tree.follow(Paths.join(root, fixed))
                    .ifPresentOrElse(
                            start -> matchNames(start, fixed, patterns), () -> found.add(new Match(root, fixed)));
        }
    }

    private void matchNames(Node directory, String path, List<PathPattern.Component> names) {
        List<PathPattern.Component> rest = names.subList(1, names.size());
        for (Map.Entry<String, Node> child : directory.children().entrySet()) {
            if (names.get(0).matches(child.getKey())) {
                String below = Paths.join(path, child.getKey());
                if (rest.isEmpty()) {
                    found.add(new Match(root, below));
                } else {
                    matchNames(child.getValue(), below, rest);
                }
            }
        }
    }
}
