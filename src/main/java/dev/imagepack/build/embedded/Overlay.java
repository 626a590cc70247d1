package dev.imagepack.build.embedded;

import java.util.Optional;

import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Paths;

/** Lays one tree over another: the upper one wins, directories merge and take the upper one's metadata. */
final class Overlay {

    private final FileTree lower;

    Overlay(FileTree lower) {
        this.lower = lower;
    }

    /** The upper tree's nodes become part of the lower one. */
    void lay(FileTree upper) {
        upper.root().children().forEach((name, node) -> lay(name, node));
    }

    private void lay(String path, Node node) {
        Optional<Node> below = lower.find(path);
        if (node.isDirectory() && below.isPresent() && below.get().isDirectory()) {
            below.get().describeAs(node);
            node.children().forEach((name, child) -> lay(Paths.join(path, name), child));
        } else {
            lower.put(path, node);
        }
    }
}
