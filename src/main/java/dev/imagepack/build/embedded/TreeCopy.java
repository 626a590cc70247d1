package dev.imagepack.build.embedded;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Owner;
import dev.imagepack.build.context.Paths;
import dev.imagepack.build.context.Selection;
import dev.imagepack.dockerfile.IgnoreRules;

/**
 * Copies files from one tree into another as COPY does it in BuildKit: a directory means its contents, a destination
 * that is a directory receives the files, links in the destination's path are followed, an existing directory that is
 * merged into takes the source's metadata below the top, and nothing changes its kind. Names of one file stay hard
 * links within one source and become files of their own across sources.
 */
final class TreeCopy {

    private static final String CAPABILITY = "security.capability";

    /**
     * What is done to everything that is copied.
     *
     * @param owner who owns it; its own owner if empty
     * @param mode what becomes of its permission bits
     * @param excludes what is left out, below each copied root
     */
    record Options(Optional<Owner> owner, Optional<ModeChange> mode, IgnoreRules excludes) {

        /** Copies as it is. */
        static final Options PLAIN = new Options(Optional.empty(), Optional.empty(), IgnoreRules.none());

        int parentMode() {
            return mode.map(ModeChange::parents).orElse(FileTree.PARENT_MODE);
        }

        Owner parentOwner() {
            return owner.orElse(Owner.ROOT);
        }
    }

    private final FileTree target;
    private final Options options;
    private final Map<Node, Node> links = new IdentityHashMap<>();

    TreeCopy(FileTree target, Options options) {
        this.target = target;
        this.options = options;
    }

    /**
     * Copies one source.
     *
     * @param node what is copied, links already followed
     * @param name the source's last name as it was written, which a file takes inside a directory
     * @param destination as the instruction says it: a trailing slash means a directory
     */
    void copy(Node node, String name, String destination) {
        boolean intoDirectory = destination.endsWith("/");
        String clean = Paths.clean(destination);
        makeParents(target.resolve(intoDirectory ? clean : Paths.parent(clean)));
        String place = target.resolve(clean);
        if (!node.isDirectory() && target.findDirectory(place).isPresent()) {
            place = Paths.join(place, name);
        }
        makeParents(node.isDirectory() && target.find(place).isEmpty() ? place : Paths.parent(place));
        links.clear();
        place(node, place, options.excludes().root(), false);
    }

    /**
     * Copies one match of a source with {@code --parents}: the destination is made, and below it the directories on the way
     * to the match, as they are in the source. What is left out is said by whole kept paths. A root that is a file is copied
     * for itself. Names of one file stay hard links until the next root.
     */
    void copyWithParents(FileTree source, Selection.Match match, String destination) {
        Node last = match.node().orElseThrow();
        if (match.kept().isEmpty()) {
            links.clear();
        }
        if (match.kept().isEmpty() && !last.isDirectory()) {
            copy(last, Paths.name(match.root()), destination + "/");
            return;
        }
        String place = target.resolve(Paths.clean(destination));
        makeParents(place);
        IgnoreRules.Visit visit = match.visit(options.excludes());
        if (!isKept(last, visit)) {
            return;
        }
        Node node = source.follow(match.root()).orElseThrow();
        for (String name : Paths.components(match.kept())) {
            node = node.children().get(name);
            place = Paths.join(target.resolve(place), name);
            place(node == last ? node : node.duplicate(), place, visit, true);
        }
    }

    private void makeParents(String path) {
        target.makeDirectories(path, options.parentMode(), options.parentOwner());
    }

    private void place(Node node, String path, IgnoreRules.Visit visit, boolean describe) {
        if (node.isDirectory()) {
            placeDirectory(node, path, visit, describe);
        } else {
            placeLeaf(node, path);
        }
    }

    private void placeDirectory(Node node, String path, IgnoreRules.Visit visit, boolean describe) {
        Optional<Node> existing = target.find(path);
        if (existing.isPresent() && !existing.get().isDirectory()) {
            throw new ImagepackException(
                    "a directory cannot be copied onto /" + path + ", which is a "
                            + existing.get().kind(),
                    "Choose another destination.");
        }
        if (existing.isEmpty()) {
            target.put(path, changed(node));
        } else if (describe) {
            existing.get().describeAs(changed(node));
            target.touch(path);
        }
        for (Map.Entry<String, Node> child : node.children().entrySet()) {
            IgnoreRules.Visit below = visit.enter(child.getKey());
            if (isKept(child.getValue(), below)) {
                place(child.getValue(), Paths.join(path, child.getKey()), below, true);
            }
        }
    }

    /** A directory that is left out itself is there for the sake of what it holds. */
    private static boolean isKept(Node node, IgnoreRules.Visit visit) {
        return !visit.isExcluded()
                || node.isDirectory()
                        && visit.mayHoldIncluded()
                        && node.children().entrySet().stream()
                                .anyMatch(child -> isKept(child.getValue(), visit.enter(child.getKey())));
    }

    private void placeLeaf(Node node, String path) {
        if (target.findDirectory(path).isPresent()) {
            throw new ImagepackException(
                    "a " + node.kind() + " cannot be copied onto /" + path + ", which is a directory",
                    "End the destination with a slash to copy into it, or choose another one.");
        }
        target.put(path, links.computeIfAbsent(node, this::changed));
    }

    private Node changed(Node node) {
        Node copy = node.withXattrs(capabilities(node));
        options.owner().ifPresent(copy::owner);
        if (!node.isSymlink()) {
            options.mode().ifPresent(change -> copy.mode(change.apply(copy.mode(), copy.isDirectory())));
        }
        return copy;
    }

    /** Of all attributes only capabilities reach a layer that BuildKit writes. */
    static Map<String, byte[]> capabilities(Node node) {
        byte[] capability = node.xattrs().get(CAPABILITY);
        Map<String, byte[]> kept = new TreeMap<>();
        if (capability != null) {
            kept.put(CAPABILITY, capability);
        }
        return kept;
    }
}
