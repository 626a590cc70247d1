package dev.imagepack.build.embedded;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.FileData;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Paths;
import dev.imagepack.io.TarEntry;

/**
 * The entries of a layer that is about to be written, in the order of the tar.
 *
 * @param entries in {@link TarEntry#STORED_ORDER}
 */
record NewLayer(List<Entry> entries) {

    private static final String WHITEOUT = ".wh.";
    private static final int WHITEOUT_MODE = 0644;
    /** An entry, and the bytes of a file. */
    record Entry(TarEntry tar, Optional<FileData> data) {}

    NewLayer {
        entries = List.copyOf(entries);
    }

    /** Everything that changed in a tree, with the directories above it. */
    static NewLayer ofChanges(FileTree tree, long mtime) {
        return ofChanges(tree, List.of(), mtime);
    }

    /** As {@link #ofChanges(FileTree, long)}, and marks that hide paths of the layers below. */
    static NewLayer ofChanges(FileTree tree, List<String> deleted, long mtime) {
        List<Entry> entries = new ArrayList<>();
        Map<String, Node> nodes = tree.changes();
        nodes.forEach((path, node) -> {
            refuseMark(path);
            entries.add(
                    new Entry(node.entry(path, mtime), node.isFile() ? Optional.of(node.data()) : Optional.empty()));
        });
        deleted.forEach(path -> entries.add(mark(path, mtime)));
        entries.sort(Comparator.comparing(Entry::tar, TarEntry.STORED_ORDER));
        linkNamesOfOneFile(entries, nodes);
        return new NewLayer(entries);
    }

    private static Entry mark(String path, long mtime) {
        String mark = Paths.join(Paths.parent(path), WHITEOUT + Paths.name(path));
        return new Entry(TarEntry.file(mark, WHITEOUT_MODE, 0).withMtime(mtime), Optional.empty());
    }

    /** Of several names of one node the first in the tar has the bytes; a hard link must come after what it names. */
    private static void linkNamesOfOneFile(List<Entry> entries, Map<String, Node> nodes) {
        Map<Node, String> first = new IdentityHashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            TarEntry tar = entries.get(i).tar();
            Node node = nodes.get(tar.path());
            if (node != null && !node.isDirectory()) {
                String known = first.putIfAbsent(node, tar.path());
                if (known != null) {
                    entries.set(i, new Entry(hardLink(tar, known), Optional.empty()));
                }
            }
        }
    }

    private static TarEntry hardLink(TarEntry named, String target) {
        return TarEntry.hardLink(named.path(), target)
                .withMode(named.mode())
                .withOwner(named.uid(), named.gid())
                .withMtime(named.mtime());
    }

    private static void refuseMark(String path) {
        if (Paths.name(path).startsWith(WHITEOUT)) {
            throw new ImagepackException(
                    "/" + path + " cannot be in a layer: a name that begins with .wh. marks a deletion",
                    "Rename the file, or leave it out with .dockerignore or an exclude.");
        }
    }
}
