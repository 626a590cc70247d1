package dev.imagepack.build.embedded;

import org.junit.jupiter.api.Test;

import dev.imagepack.build.context.FileTree;

import static org.assertj.core.api.Assertions.assertThat;

class OverlayTest {

    @Test
    void theUpperTreeWinsAndDirectoriesMerge() {
        FileTree lower = Nodes.tree("d/kept", "d/changed", "file", "dir/x", "lib -> d");
        FileTree upper = Nodes.tree("d/changed", "d/new", "file/", "dir", "lib/y");
        upper.find("d").orElseThrow().mode(0700);

        new Overlay(lower).lay(upper);

        assertThat(Nodes.paths(lower))
                .containsExactly("d/", "d/changed", "d/kept", "d/new", "dir", "file/", "lib/", "lib/y");
        assertThat(lower.find("d").orElseThrow().mode()).isEqualTo(0700);
    }

    @Test
    void anEmptyTreeChangesNothing() {
        FileTree lower = Nodes.tree("a/b");

        new Overlay(lower).lay(FileTree.empty());

        assertThat(Nodes.paths(lower)).containsExactly("a/", "a/b");
    }
}
