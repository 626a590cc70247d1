package dev.imagepack.build.buildah;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Map;

import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.io.NamedOutput;

/**
 * The files of a build context that a recipe uses, copied: buildah gets exactly those that the cache key is about, and a
 * command that writes into a mounted context does not write into the user's files.
 */
final class ContextFiles {

    private final Map<Node, Path> copied = new IdentityHashMap<>();
    private final FileTime time;

    private ContextFiles(Instant time) {
        this.time = FileTime.from(time);
    }

    /**
     * Puts the files of a tree into a new directory, with their modes; hard links stay such. Named pipes are left out, for a
     * recipe that takes one was refused.
     *
     * @param time that all of them get
     */
    static void write(FileTree tree, Path directory, Instant time) throws IOException {
        new ContextFiles(time).write(tree.root(), directory);
    }

    private void write(Node node, Path target) throws IOException {
        if (node.isSymlink()) {
            Files.createSymbolicLink(target, Path.of(node.link()));
        } else if (copied.containsKey(node)) {
            Files.createLink(target, copied.get(node));
        } else if (node.isDirectory() || node.isFile()) {
            copied.put(node, target);
            fill(node, target);
            Files.setAttribute(target, "unix:mode", node.mode(), LinkOption.NOFOLLOW_LINKS);
            Files.setLastModifiedTime(target, time);
        }
    }

    private void fill(Node node, Path target) throws IOException {
        if (node.isDirectory()) {
            Files.createDirectory(target);
            for (Map.Entry<String, Node> child : node.children().entrySet()) {
                write(child.getValue(), target.resolve(child.getKey()));
            }
        } else {
            try (OutputStream out = NamedOutput.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                node.data().writeTo(out);
            }
        }
    }
}
