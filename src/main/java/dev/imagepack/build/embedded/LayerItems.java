package dev.imagepack.build.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Owner;
import dev.imagepack.build.context.Paths;
import dev.imagepack.image.DeclaredLayer;

/**
 * Puts what one declared layer lists into a tree. Links to directories are followed, whether they stand in the way of a
 * destination or where a directory of the files goes ({@code /lib} of many bases leads to {@code /usr/lib}). A
 * directory that is there keeps its mode and owner unless the layer says them. Deletions come first, so that what the
 * layer itself puts at a deleted path stays.
 */
final class LayerItems {

    private final FileTree tree;
    private final Iterator<FileSet> sets;
    private final long mtime;
    private final Map<String, Placed> placed = new HashMap<>();

    /** What was put at a path, and by which element. */
    private record Placed(Node node, String element) {}

    /** @param sets the selected files of every {@code <files>} element, in order */
    LayerItems(FileTree tree, Iterator<FileSet> sets, long mtime) {
        this.tree = tree;
        this.sets = sets;
        this.mtime = mtime;
    }

    NewLayer apply(DeclaredLayer layer) throws IOException {
        tree.forgetChanges();
        List<String> deleted = new ArrayList<>();
        for (DeclaredLayer.Item item : layer.items()) {
            if (item instanceof DeclaredLayer.Deletion deletion) {
                deleted.add(delete(deletion));
            }
        }
        for (DeclaredLayer.Item item : layer.items()) {
            if (item instanceof DeclaredLayer.Files) {
                files(sets.next());
            } else if (item instanceof DeclaredLayer.Directory directory) {
                directory(directory);
            } else if (item instanceof DeclaredLayer.Link link) {
                link(link);
            }
        }
        return NewLayer.ofChanges(tree, deleted, mtime);
    }

    private String delete(DeclaredLayer.Deletion deletion) {
        String clean = Paths.clean(deletion.path());
        String path = Paths.join(tree.resolve(Paths.parent(clean)), Paths.name(clean));
        if (clean.isEmpty() || tree.find(path).isEmpty()) {
            throw new ImagepackException(
                    deletion.element() + ": the layers below have no " + deletion.path() + " to delete",
                    "Correct the path, or take the deletion out.");
        }
        tree.remove(path);
        for (String above = Paths.parent(path); !above.isEmpty(); above = Paths.parent(above)) {
            tree.touch(above);
        }
        return path;
    }

    private void files(FileSet set) throws IOException {
        DeclaredLayer.Files declared = set.declared();
        Target target = new Target(set.modes(), owner(declared.owner(), declared.element()), declared.element());
        String into = tree.resolve(Paths.clean(declared.into()));
        makeDirectories(into, target.ownerOfNew(), declared.element());
        if (set.node().isDirectory()) {
            placeChildren(set.node(), into, Paths.clean(declared.into()), target);
        } else {
            String name = String.valueOf(declared.from().getFileName());
            place(set.node(), Paths.join(into, name), Paths.join(Paths.clean(declared.into()), name), target);
        }
    }

    /** What the files of one element get. */
    private record Target(LayerModes modes, Optional<Owner> owner, String element) {

        Owner ownerOfNew() {
            return owner.orElse(Owner.ROOT);
        }
    }

    private void makeDirectories(String path, Owner owner, String element) {
        try {
            tree.makeDirectories(path, FileTree.PARENT_MODE, owner);
        } catch (ImagepackException e) {
            throw new ImagepackException(element + ": " + e.getMessage(), e.advice(), e);
        }
    }

    /** @param written the path without links followed, which is what patterns of modes speak of */
    private void placeChildren(Node directory, String path, String written, Target target) {
        for (Map.Entry<String, Node> child : directory.children().entrySet()) {
            String name = child.getKey();
            place(child.getValue(), Paths.join(path, name), Paths.join(written, name), target);
        }
    }

    private void place(Node node, String path, String written, Target target) {
        if (node.isDirectory()) {
            String end = tree.resolve(path);
            String real = tree.findDirectory(end).isPresent() ? end : path;
            directory(real, target.modes().said(node, written), target.owner(), target.element());
            placeChildren(node, real, written, target);
            return;
        }
        Node copy = node.duplicate();
        target.owner().ifPresent(copy::owner);
        copy.mode(target.modes().of(node, written));
        put(path, copy, target.element());
    }

    private void directory(DeclaredLayer.Directory directory) throws IOException {
        String path = tree.resolve(Paths.clean(directory.path()));
        makeDirectories(Paths.parent(path), Owner.ROOT, directory.element());
        Optional<Owner> owner = owner(directory.owner(), directory.element());
        directory(path, Optional.of(directory.mode()), owner, directory.element());
    }

    private void directory(String path, Optional<Integer> mode, Optional<Owner> owner, String element) {
        Optional<Node> existing = tree.find(path);
        if (existing.isPresent() && existing.get().isDirectory()) {
            mode.ifPresent(existing.get()::mode);
            owner.ifPresent(existing.get()::owner);
            tree.touch(path);
        } else {
            refuseKind(path, existing, "directory", element);
            tree.put(path, Node.directory(mode.orElse(FileTree.PARENT_MODE), owner.orElse(Owner.ROOT)));
        }
    }

    private void link(DeclaredLayer.Link link) throws IOException {
        String clean = Paths.clean(link.path());
        String parent = tree.resolve(Paths.parent(clean));
        makeDirectories(parent, Owner.ROOT, link.element());
        Node node =
                Node.symlink(link.target(), owner(link.owner(), link.element()).orElse(Owner.ROOT));
        put(Paths.join(parent, Paths.name(clean)), node, link.element());
    }

    private void put(String path, Node node, String element) {
        Placed before = placed.putIfAbsent(path, new Placed(node, element));
        if (before != null && !same(before.node(), node)) {
            throw new ImagepackException(
                    element + " and " + before.element() + " put different things at /" + path,
                    "Exclude it in one of them, or use two layers: the upper one wins.");
        }
        refuseKind(path, tree.findDirectory(path), node.kind(), element);
        tree.put(path, node);
    }

    private static boolean same(Node one, Node other) {
        return one.type() == other.type()
                && one.mode() == other.mode()
                && one.owner().equals(other.owner())
                && one.link().equals(other.link())
                && (!one.isFile() || one.data().identity().equals(other.data().identity()));
    }

    private static void refuseKind(String path, Optional<Node> existing, String kind, String element) {
        if (existing.isPresent()) {
            throw new ImagepackException(
                    element + " puts a " + kind + " at /" + path + ", where a "
                            + existing.get().kind() + " is",
                    "Choose another place, or delete /" + path + " with <deletes> in this layer.");
        }
    }

    private Optional<Owner> owner(Optional<String> text, String element) throws IOException {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Accounts(tree).find(text.get()));
        } catch (IllegalArgumentException e) {
            throw new ImagepackException(
                    element + ".owner: " + e.getMessage(), "Use numbers (1000:1000), or a name that the base knows.");
        }
    }
}
