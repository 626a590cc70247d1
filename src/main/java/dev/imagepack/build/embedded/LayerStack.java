package dev.imagepack.build.embedded;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.FileData;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Owner;
import dev.imagepack.build.context.Paths;
import dev.imagepack.io.TarEntry;

/**
 * Puts a layer upon a tree as an engine does when it stacks them (image-spec, layer.md): deletions work on what the
 * layers below hold and never on the layer's own entries; an upper entry replaces what it meets, except that a
 * directory upon a directory takes the upper one's metadata and keeps the children of both; a link in the way of a path
 * is replaced, not followed.
 */
final class LayerStack {

    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final String RESERVED = ".wh..wh.";
    private final FileTree tree;

    /** What the layer that is being applied has put there itself. */
    private final Set<Node> own = Collections.newSetFromMap(new IdentityHashMap<>());

    LayerStack(FileTree tree) {
        this.tree = tree;
    }

    /** Applies all entries of a layer. */
    void apply(Listing layer, TarSource source) {
        List<TarEntry> entries = layer.entries();
        own.clear();
        entries.forEach(this::delete);
        for (int ordinal = 0; ordinal < entries.size(); ordinal++) {
            TarEntry entry = entries.get(ordinal);
            if (!Paths.name(entry.path()).startsWith(WHITEOUT)) {
                add(entry, ordinal, source);
            }
        }
    }

    private void delete(TarEntry entry) {
        String name = Paths.name(entry.path());
        String directory = Paths.parent(entry.path());
        if (name.equals(OPAQUE)) {
            tree.findDirectory(directory).ifPresent(node -> node.children().clear());
        } else if (name.startsWith(WHITEOUT) && !name.startsWith(RESERVED) && name.length() > WHITEOUT.length()) {
            tree.remove(Paths.join(directory, name.substring(WHITEOUT.length())));
        }
    }

    private void add(TarEntry entry, int ordinal, TarSource source) {
        clearTheWay(Paths.parent(entry.path()));
        if (entry.type() == TarEntry.Type.HARD_LINK) {
            Node target = tree.find(entry.link())
                    .filter(own::contains)
                    .filter(node -> !node.isDirectory())
                    .orElseThrow(() -> dangling(source, entry));
            target.describeAs(Node.of(entry, null));
            tree.put(entry.path(), target);
            return;
        }
        FileData data = entry.type() == TarEntry.Type.FILE ? new TarMember(source, ordinal, entry.size()) : null;
        Node node = Node.of(entry, data);
        Node below = tree.find(entry.path()).orElse(node);
        if (below != node && node.isDirectory() && below.isDirectory()) {
            below.describeAs(node);
            tree.touch(entry.path());
        } else {
            tree.put(entry.path(), node);
            own.add(node);
        }
    }

    private static ImagepackException dangling(TarSource source, TarEntry entry) {
        return new ImagepackException(
                source.describe() + ": the hard link " + entry.path() + " names " + entry.link()
                        + ", which is no file of the layer, so no engine can unpack it",
                "Build or save that image again with a current tool.");
    }

    private void clearTheWay(String directory) {
        String path = "";
        for (String name : Paths.components(directory)) {
            path = Paths.join(path, name);
            if (tree.findDirectory(path).isEmpty()) {
                tree.put(path, Node.directory(FileTree.PARENT_MODE, Owner.ROOT));
            }
        }
    }
}
