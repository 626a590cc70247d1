package dev.imagepack.build.context;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;

/**
 * The files of an image, or of a build context, as they stand after some layers: names, kinds, modes, owners; the bytes
 * of files are only pointed to. Paths are relative to the root, in normal form; the root itself is the empty path.
 * Remembers which paths were changed since {@link #forgetChanges()}, which is what a new layer has to hold.
 */
public final class FileTree {

    /** The mode of directories that are made because something lies below them. */
    public static final int PARENT_MODE = 0755;

    /** As many links as Linux follows, and then some. */
    private static final int MOST_LINKS = 255;

    /** No system has a longer path; parents of one that is far longer would take all memory. */
    private static final int LONGEST_PATH = 4096;

    private final Node root;
    private final Set<String> changed = new HashSet<>();

    /** @param root a directory; changed as the tree is */
    public FileTree(Node root) {
        this.root = root;
    }

    /** A tree with nothing in it. */
    public static FileTree empty() {
        return new FileTree(Node.directory(PARENT_MODE, Owner.ROOT));
    }

    /** A tree of its own with the same files; nothing counts as changed. */
    public FileTree copy() {
        return new FileTree(root.deepCopy());
    }

    /** The directory of the empty path. */
    public Node root() {
        return root;
    }

    /** The node at a path, no link followed. */
    public Optional<Node> find(String path) {
        Node node = root;
        for (String name : Paths.components(path)) {
            node = node.children().get(name);
            if (node == null) {
                return Optional.empty();
            }
        }
        return Optional.of(node);
    }

    /** The node at a path, if it is a directory; no link followed. */
    public Optional<Node> findDirectory(String path) {
        return find(path).filter(Node::isDirectory);
    }

    /** The node that a path leads to when every link is followed. */
    public Optional<Node> follow(String path) {
        return find(resolve(path));
    }

    /**
     * Where a path leads when every symbolic link in it is followed within this tree; absolute links begin at its root,
     * {@code ..} stops there. What does not exist is taken as it is written.
     *
     * @throws ImagepackException when links lead in a circle
     */
    public String resolve(String path) {
        return new Walk(path).end();
    }

    /** A walk along a path and the links in it. */
    private final class Walk {

        private final String path;
        private final Deque<String> ahead = new ArrayDeque<>();
        private final List<String> names = new ArrayList<>();

        /** What stands at each of the names; null from the first that is not there on. */
        private final List<@Nullable Node> nodes = new ArrayList<>();

        private int links;

        Walk(String path) {
            this.path = path;
            ahead.addAll(Paths.components(path));
        }

        String end() {
            while (!ahead.isEmpty()) {
                step(ahead.pop());
            }
            return String.join("/", names);
        }

        private void step(String name) {
            if (name.equals("..")) {
                back();
                return;
            }
            Node above = nodes.isEmpty() ? root : nodes.get(nodes.size() - 1);
            Node node = above == null ? null : above.children().get(name);
            if (node != null && node.isSymlink()) {
                follow(node.link());
            } else {
                names.add(name);
                nodes.add(node);
            }
        }

        private void back() {
            if (!names.isEmpty()) {
                names.remove(names.size() - 1);
                nodes.remove(nodes.size() - 1);
            }
        }

        private void follow(String target) {
            if (++links > MOST_LINKS) {
                throw new ImagepackException(
                        "/" + path + " leads through more than " + MOST_LINKS + " symbolic links",
                        "Mend the links, which probably lead in a circle, or name the path they should lead to.");
            }
            if (target.startsWith("/")) {
                names.clear();
                nodes.clear();
            }
            List<String> components = Paths.components(target);
            for (int i = components.size() - 1; i >= 0; i--) {
                ahead.push(components.get(i));
            }
        }
    }

    /** Puts a node at a path whose parent is a directory, in place of what stands there. */
    public void put(String path, Node node) {
        refuseTooLong(path);
        parent(path).children().put(Paths.name(path), node);
        changed.add(path);
    }

    private static void refuseTooLong(String path) {
        if (path.length() > LONGEST_PATH) {
            throw new ImagepackException(
                    "/" + path.substring(0, 50) + "… has " + path.length() + " characters, and no path has more than "
                            + LONGEST_PATH,
                    "Choose a destination that is not so deep.");
        }
    }

    /** Takes away what stands at a path, if anything. */
    public void remove(String path) {
        if (find(path).isPresent()) {
            parent(path).children().remove(Paths.name(path));
        }
    }

    /** Says that mode, owner or attributes of a path are no longer what they were. */
    public void touch(String path) {
        changed.add(path);
    }

    /**
     * Makes a directory and its missing parents; a path with links must be resolved before.
     *
     * @param mode of those that are made
     * @param owner of those that are made
     * @throws ImagepackException when something else than a directory is in the way
     */
    public void makeDirectories(String path, int mode, Owner owner) {
        refuseTooLong(path);
        StringBuilder below = new StringBuilder();
        Node node = root;
        for (String name : Paths.components(path)) {
            below.append(below.isEmpty() ? "" : "/").append(name);
            Node child = node.children().get(name);
            if (child == null) {
                child = Node.directory(mode, owner);
                node.children().put(name, child);
                changed.add(below.toString());
            } else if (!child.isDirectory()) {
                throw new ImagepackException(
                        "/" + path + " cannot be made a directory: /" + below + " is a " + child.kind(),
                        "Choose another destination, or one that ends in a directory of the image.");
            }
            node = child;
        }
    }

    /** The paths that were changed and still exist, and every directory above them; sorted by path. */
    public SortedMap<String, Node> changes() {
        SortedMap<String, Node> nodes = new TreeMap<>();
        changed.forEach(path -> find(path).ifPresent(node -> nodes.put(path, node)));
        for (String path : List.copyOf(nodes.keySet())) {
            String above = Paths.parent(path);
            while (!above.isEmpty() && !nodes.containsKey(above)) {
                nodes.put(above, find(above).orElseThrow());
                above = Paths.parent(above);
            }
        }
        return nodes;
    }

    /** A new layer begins. */
    public void forgetChanges() {
        changed.clear();
    }

    private Node parent(String path) {
        return findDirectory(Paths.parent(path))
                .orElseThrow(() -> new IllegalStateException("no directory above " + path));
    }
}
