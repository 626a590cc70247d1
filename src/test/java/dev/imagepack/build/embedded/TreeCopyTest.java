package dev.imagepack.build.embedded;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Owner;
import dev.imagepack.build.context.Paths;
import dev.imagepack.build.context.Selection;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.io.TarEntry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TreeCopyTest {

    private static final Owner APP = new Owner(1000, 1001);

    private static FileTree copied(FileTree target, FileTree source, String from, String to) {
        return copied(target, source, from, to, TreeCopy.Options.PLAIN);
    }

    private static FileTree copied(FileTree target, FileTree source, String from, String to, TreeCopy.Options options) {
        new TreeCopy(target, options).copy(source.find(from).orElseThrow(), Paths.name(from), to);
        return target;
    }

    private static TreeCopy.Options options(String chmod, String... excludes) {
        return new TreeCopy.Options(
                Optional.of(APP),
                Optional.of(chmod).filter(text -> !text.isEmpty()).map(ModeChange::parse),
                IgnoreRules.of(List.of(excludes)));
    }

    @Test
    void aDirectoryMeansItsContents() {
        assertThat(Nodes.paths(copied(FileTree.empty(), Nodes.tree("src/a", "src/b/c"), "src", "/d")))
                .containsExactly("d/", "d/a", "d/b/", "d/b/c");
    }

    @Test
    void aFileGoesIntoADirectoryThatIsThereOrSaid() {
        FileTree source = Nodes.tree("f");

        assertThat(Nodes.paths(copied(Nodes.tree("d/"), source, "f", "/d"))).containsExactly("d/", "d/f");
        assertThat(Nodes.paths(copied(FileTree.empty(), source, "f", "/d/"))).containsExactly("d/", "d/f");
        assertThat(Nodes.paths(copied(FileTree.empty(), source, "f", "/d"))).containsExactly("d");
    }

    @Test
    void linksInTheDestinationAreFollowedWithinTheImage() {
        FileTree target = Nodes.tree("usr/lib/", "lib -> /usr/lib", "file -> usr/lib/real");

        copied(target, Nodes.tree("f"), "f", "/lib/");
        copied(target, Nodes.tree("g"), "g", "/file");

        assertThat(Nodes.paths(target))
                .containsExactly(
                        "file -> usr/lib/real", "lib -> /usr/lib", "usr/", "usr/lib/", "usr/lib/f", "usr/lib/real");
    }

    @Test
    void aKindIsNeverChanged() {
        FileTree target = Nodes.tree("d/x/", "d/f", "f");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> copied(target, Nodes.tree("s/x"), "s", "/d"))
                .withMessage("a file cannot be copied onto /d/x, which is a directory");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> copied(target, Nodes.tree("s/f/y"), "s", "/d"))
                .withMessage("a directory cannot be copied onto /d/f, which is a file");
    }

    @Test
    void directoriesThatAreMergedTakeTheSourcesMetadataBelowTheTop() {
        FileTree target = Nodes.tree("d/sub/");
        target.find("d").orElseThrow().mode(0711);
        FileTree source = Nodes.tree("s/sub/f");
        source.find("s").orElseThrow().mode(0700);
        source.find("s/sub").orElseThrow().mode(0750);

        copied(target, source, "s", "/d");

        assertThat(target.find("d").orElseThrow().mode()).isEqualTo(0711);
        assertThat(target.find("d/sub").orElseThrow().mode()).isEqualTo(0750);
        assertThat(target.changes().keySet()).containsExactly("d", "d/sub", "d/sub/f");
    }

    @Test
    void ownersAndModesReachTheParentsThatAreMade() {
        FileTree target = copied(FileTree.empty(), Nodes.tree("f"), "f", "/new/f", options("4640"));

        assertThat(target.find("new").orElseThrow().mode()).isEqualTo(0640);
        assertThat(target.find("new").orElseThrow().owner()).isEqualTo(APP);
        assertThat(target.find("new/f").orElseThrow().mode()).isEqualTo(04640);
    }

    @Test
    void aSymbolicModeLeavesParentsAndLinksAlone() {
        FileTree target = copied(FileTree.empty(), Nodes.tree("s/l -> x", "s/f"), "s", "/new/d", options("go="));

        assertThat(target.find("new").orElseThrow().mode()).isEqualTo(0755);
        assertThat(target.find("new/d/f").orElseThrow().mode()).isEqualTo(0600);
        assertThat(target.find("new/d/l").orElseThrow().mode()).isEqualTo(0777);
        assertThat(target.find("new/d/l").orElseThrow().owner()).isEqualTo(APP);
    }

    @Test
    void excludesAreRelativeToWhatIsCopied() {
        FileTree source = Nodes.tree("s/a.txt", "s/keep.txt", "s/sub/b.txt", "s/skip/c", "s/skip/kept");

        FileTree target =
                copied(FileTree.empty(), source, "s", "/d", options("", "*.txt", "!keep.txt", "skip", "!skip/kept"));

        assertThat(Nodes.paths(target))
                .containsExactly("d/", "d/keep.txt", "d/skip/", "d/skip/kept", "d/sub/", "d/sub/b.txt");
    }

    @Test
    void hardLinksStayWithinASourceAndPartAcrossSources() {
        FileTree source = Nodes.tree("s/");
        Node twice = Nodes.file("x");
        source.put("s/one", twice);
        source.put("s/two", twice);
        FileTree together = copied(FileTree.empty(), source, "s", "/d");
        FileTree apart = FileTree.empty();
        TreeCopy copy = new TreeCopy(apart, TreeCopy.Options.PLAIN);
        copy.copy(twice, "one", "/d/");
        copy.copy(twice, "two", "/d/");

        assertThat(together.find("d/one")).isEqualTo(together.find("d/two"));
        assertThat(apart.find("d/one")).isNotEqualTo(apart.find("d/two"));
    }

    @Test
    void ofAttributesOnlyCapabilitiesAreCopied() {
        FileTree source = Nodes.tree("d/");
        source.put(
                "d/f",
                Nodes.file("x").withXattrs(Map.of("security.capability", new byte[] {1}, "user.note", new byte[] {2})));

        FileTree target = copied(FileTree.empty(), source, "d", "/");

        assertThat(target.find("f").orElseThrow().xattrs()).containsOnlyKeys("security.capability");
    }

    @Test
    void aDeviceKeepsItsNumbers() {
        FileTree source = Nodes.tree("d/");
        source.put(
                "d/null",
                Node.of(
                        new TarEntry("null", TarEntry.Type.CHARACTER_DEVICE, 0666, 0, 0, 0, 0, "", Map.of(), 1, 3),
                        null));

        TarEntry copy = copied(FileTree.empty(), source, "d", "/")
                .find("null")
                .orElseThrow()
                .entry("null", 0);

        assertThat(copy.type()).isEqualTo(TarEntry.Type.CHARACTER_DEVICE);
        assertThat(copy.devMajor()).isEqualTo(1);
        assertThat(copy.devMinor()).isEqualTo(3);
    }

    @Test
    void parentsAreMadeAsTheyAreInTheSource() {
        FileTree source = Nodes.tree("a/b/c/f");
        source.find("a/b").orElseThrow().mode(0700);
        FileTree target = FileTree.empty();

        Selection.Match match = new Selection.Match("a", "b/c/f", source.find("a/b/c/f"));
        new TreeCopy(target, TreeCopy.Options.PLAIN).copyWithParents(source, match, "/d/");

        assertThat(Nodes.paths(target)).containsExactly("d/", "d/b/", "d/b/c/", "d/b/c/f");
        assertThat(target.find("d/b").orElseThrow().mode()).isEqualTo(0700);
    }

    @Test
    void theSourceStaysAsItIs() {
        FileTree source = Nodes.tree("s/f");

        copied(FileTree.empty(), source, "s", "/d", options("0"));

        assertThat(source.find("s/f").orElseThrow().mode()).isEqualTo(0644);
        assertThat(source.find("s/f").orElseThrow().owner()).isEqualTo(Owner.ROOT);
    }
}
