package dev.imagepack.build.embedded;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Owner;
import dev.imagepack.io.TarEntry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NewLayerTest {

    private static List<String> entries(NewLayer layer) {
        return layer.entries().stream()
                .map(NewLayer.Entry::tar)
                .map(tar -> tar.type() + " " + tar.path() + (tar.link().isEmpty() ? "" : " -> " + tar.link()))
                .toList();
    }

    @Test
    void itHoldsWhatChangedWithTheDirectoriesAboveInTheOrderOfTheTar() {
        FileTree tree = Nodes.tree("a/old", "b/");
        tree.put("a/x", Nodes.directory());
        tree.put("a/x/f", Nodes.file("1"));
        tree.put("a/x-y", Nodes.file("2"));

        assertThat(entries(NewLayer.ofChanges(tree, 7)))
                .containsExactly("DIRECTORY a", "FILE a/x-y", "DIRECTORY a/x", "FILE a/x/f");
        assertThat(NewLayer.ofChanges(tree, 7).entries())
                .allMatch(entry -> entry.tar().mtime() == 7);
    }

    /** Stores of engines differ in what becomes of a directory that a layer does not say again. */
    @Test
    void aDirectoryAboveAChangeIsSaidAsItWas() {
        FileTree tree = FileTree.empty();
        tree.put("d", Node.directory(02750, new Owner(5, 6)).withXattrs(Map.of("user.note", new byte[] {1})));
        tree.forgetChanges();
        tree.put("d/f", Nodes.file("1"));

        TarEntry above = NewLayer.ofChanges(tree, 0).entries().get(0).tar();
        assertThat(above)
                .isEqualTo(
                        TarEntry.directory("d", 02750).withOwner(5, 6).withXattrs(Map.of("user.note", new byte[] {1})));
    }

    @Test
    void namesOfOneFileAreHardLinksToTheFirst() {
        FileTree tree = FileTree.empty();
        Node node = Nodes.file("x");
        node.mode(04755);
        node.owner(new Owner(3, 4));
        tree.put("z", node);
        tree.put("a", node);

        NewLayer layer = NewLayer.ofChanges(tree, 0);
        TarEntry link = layer.entries().get(1).tar();

        assertThat(entries(layer)).containsExactly("FILE a", "HARD_LINK z -> a");
        assertThat(link.mode()).isEqualTo(04755);
        assertThat(link.uid()).isEqualTo(3);
        assertThat(layer.entries().get(1).data()).isEmpty();
    }

    @Test
    void deletionsAreMarks() {
        FileTree tree = Nodes.tree("d/f");
        tree.remove("d/f");
        tree.touch("d");

        assertThat(entries(NewLayer.ofChanges(tree, List.of("d/f", "top"), 0)))
                .containsExactly("FILE .wh.top", "DIRECTORY d", "FILE d/.wh.f");
    }

    @Test
    void aNameThatLooksLikeAMarkIsRefused() {
        FileTree tree = FileTree.empty();
        tree.put(".wh.x", Nodes.file(""));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> NewLayer.ofChanges(tree, 0))
                .withMessageStartingWith("/.wh.x cannot be in a layer");
    }
}
