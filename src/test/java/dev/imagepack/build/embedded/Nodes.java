package dev.imagepack.build.embedded;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Owner;
import dev.imagepack.build.context.Paths;
import dev.imagepack.build.context.TextData;
import dev.imagepack.io.Content;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarWriter;
import dev.imagepack.oci.Digest;

/** Trees, nodes and tars for tests, said in few words. */
final class Nodes {

    private Nodes() {}

    static Node file(String text) {
        return Node.file(0644, Owner.ROOT, new TextData(text.getBytes(StandardCharsets.UTF_8)));
    }

    static Node directory() {
        return Node.directory(0755, Owner.ROOT);
    }

    static Node link(String target) {
        return Node.symlink(target, Owner.ROOT);
    }

    /**
     * A tree of these paths: {@code dir/} is a directory, {@code a -> b} a link, everything else a file that holds its
     * path.
     */
    static FileTree tree(String... paths) {
        FileTree tree = FileTree.empty();
        for (String path : paths) {
            String[] link = path.split(" -> ");
            String clean = Paths.clean(link[0]);
            if (link.length == 1 && path.endsWith("/")) {
                tree.makeDirectories(clean, 0755, Owner.ROOT);
            } else {
                tree.makeDirectories(Paths.parent(clean), 0755, Owner.ROOT);
                tree.put(clean, link.length == 2 ? link(link[1]) : file(clean));
            }
        }
        tree.forgetChanges();
        return tree;
    }

    /** One line for each path: the path, and the target of a link. */
    static List<String> paths(FileTree tree) {
        List<String> paths = new ArrayList<>();
        add(tree.root(), "", paths);
        return paths;
    }

    private static void add(Node directory, String path, List<String> paths) {
        directory.children().forEach((name, node) -> {
            String below = Paths.join(path, name);
            paths.add(below + (node.isDirectory() ? "/" : node.isSymlink() ? " -> " + node.link() : ""));
            add(node, below, paths);
        });
    }

    static String text(FileTree tree, String path) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        tree.find(path).orElseThrow().data().writeTo(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** A tar in memory, with the entries in their right order; files hold their paths. */
    static TarSource tar(TarEntry... entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(bytes)) {
            for (TarEntry entry :
                    List.of(entries).stream().sorted(TarEntry.STORED_ORDER).toList()) {
                tar.write(
                        entry,
                        Content.of(entry.path().substring(0, (int) entry.size()).getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new InMemory(bytes.toByteArray());
    }

    /** An entry of a file that holds its own path. */
    static TarEntry entry(String path) {
        return TarEntry.file(path, 0644, path.length());
    }

    static TarEntry of(String path, TarEntry.Type type) {
        return new TarEntry(path, type, 0644, 0, 0, 0, 0, "", Map.of(), 0, 0);
    }

    /** A tar of these bytes, sound or not. */
    record InMemory(byte[] bytes) implements TarSource {

        @Override
        public String identity() {
            return Digest.of(bytes).toString();
        }

        @Override
        public String describe() {
            return "a.tar";
        }

        @Override
        public String advice() {
            return "Pack it again.";
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }
}
