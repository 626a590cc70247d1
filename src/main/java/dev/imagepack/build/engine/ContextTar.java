package dev.imagepack.build.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;

import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Paths;
import dev.imagepack.io.Content;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarWriter;

/**
 * A tree of files as a tar: sorted, everything of one time, names of one file as hard links. Named pipes are left out, for a
 * recipe that takes one was refused.
 *
 * @param time in seconds since 1970
 */
record ContextTar(FileTree tree, long time) implements Content {

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Map<TarEntry, Node> entries = new TreeMap<>(TarEntry.STORED_ORDER);
        collect(tree.root(), "", entries);
        Map<Node, String> firstNames = new IdentityHashMap<>();
        try (TarWriter tar = new TarWriter(out)) {
            for (Map.Entry<TarEntry, Node> entry : entries.entrySet()) {
                write(entry.getKey(), entry.getValue(), firstNames, tar);
            }
        }
    }

    private void collect(Node directory, String path, Map<TarEntry, Node> entries) {
        directory.children().forEach((name, node) -> {
            String below = Paths.join(path, name);
            entries.put(node.entry(below, time), node);
            collect(node, below, entries);
        });
    }

    private void write(TarEntry entry, Node node, Map<Node, String> firstNames, TarWriter tar) throws IOException {
        String first = node.isFile() ? firstNames.putIfAbsent(node, entry.path()) : null;
        if (first != null) {
            tar.write(TarEntry.hardLink(entry.path(), first)
                    .withMode(entry.mode())
                    .withMtime(time));
        } else if (node.isFile()) {
            tar.write(entry, node.data());
        } else if (node.isDirectory() || node.isSymlink()) {
            tar.write(entry);
        }
    }
}
