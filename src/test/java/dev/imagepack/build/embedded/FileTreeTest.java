package dev.imagepack.build.embedded;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FileTreeTest {

    @ParameterizedTest
    @CsvSource({
        "lib/x, usr/lib/x",
        "abs/x, usr/lib/x",
        "up/x, x",
        "chain/x, usr/lib/x",
        "dangling/x, nowhere/x",
        "usr/lib/../bin, usr/bin",
        "lib/../bin, usr/bin",
        "../../usr, usr",
        "absent/../usr, usr",
        "'', ''",
    })
    void linksInAPathAreFollowedWithinTheTree(String path, String end) {
        FileTree tree = Nodes.tree(
                "usr/lib/",
                "lib -> usr/lib",
                "abs -> /usr/lib",
                "up -> ../../..",
                "chain -> ./lib",
                "dangling -> /nowhere");

        assertThat(tree.resolve(path)).isEqualTo(end);
    }

    @Test
    void linksInACircleAreAnError() {
        FileTree tree = Nodes.tree("a -> b", "b -> a/x");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> tree.resolve("a/y"))
                .withMessage("/a/y leads through more than 255 symbolic links")
                .satisfies(e -> assertThat(e.advice()).contains("circle"));
    }

    @Test
    void findingFollowsNoLink() {
        FileTree tree = Nodes.tree("usr/lib/x", "lib -> usr/lib");

        assertThat(tree.find("lib/x")).isEmpty();
        assertThat(tree.find("usr/lib/x/below")).isEmpty();
        assertThat(tree.follow("lib/x")).isPresent();
        assertThat(tree.findDirectory("lib")).isEmpty();
        assertThat(tree.find("")).contains(tree.root());
    }

    @Test
    void onlyMissingDirectoriesAreMade() {
        FileTree tree = Nodes.tree("a/");

        tree.makeDirectories("a/b/c", 0700, new Owner(1, 2));

        assertThat(tree.find("a").orElseThrow().mode()).isEqualTo(0755);
        assertThat(tree.find("a/b").orElseThrow().mode()).isEqualTo(0700);
        assertThat(tree.find("a/b/c").orElseThrow().owner()).isEqualTo(new Owner(1, 2));
        assertThat(tree.changes().keySet()).containsExactly("a", "a/b", "a/b/c");
    }

    @Test
    void aFileInTheWayOfADirectoryIsNamed() {
        FileTree tree = Nodes.tree("a/f");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> tree.makeDirectories("a/f/x", 0755, Owner.ROOT))
                .withMessage("/a/f/x cannot be made a directory: /a/f is a file");
    }

    @Test
    void changesAreWhatIsStillThereWithTheDirectoriesAboveIt() {
        FileTree tree = Nodes.tree("a/b/", "c/");

        tree.put("a/b/f", Nodes.file("x"));
        tree.put("c/gone", Nodes.file("x"));
        tree.remove("c/gone");
        tree.remove("c/never");

        assertThat(tree.changes().keySet()).containsExactly("a", "a/b", "a/b/f");
        tree.forgetChanges();
        assertThat(tree.changes()).isEmpty();
    }

    @Test
    void aCopyIsATreeOfItsOwnAndKeepsHardLinks() {
        FileTree tree = Nodes.tree("a/");
        Node twice = Nodes.file("x");
        tree.put("a/one", twice);
        tree.put("a/two", twice);

        FileTree copy = tree.copy();
        copy.remove("a/one");
        copy.find("a").orElseThrow().mode(0);

        assertThat(Nodes.paths(tree)).containsExactly("a/", "a/one", "a/two");
        assertThat(tree.find("a").orElseThrow().mode()).isEqualTo(0755);
        assertThat(copy.changes()).isEmpty();
        FileTree second = tree.copy();
        assertThat(second.find("a/one")).isEqualTo(second.find("a/two"));
        assertThat(second.find("a/one")).isNotEqualTo(tree.find("a/one"));
    }

    @Test
    void aTreeAsDeepAsATarAllowsIsCopied() {
        String deep = "a/".repeat(2000) + "f";
        FileTree tree = Nodes.tree(deep);

        assertThat(tree.copy().find(deep)).isPresent();
    }
}
