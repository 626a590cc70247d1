package dev.imagepack.build.embedded;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Owner;
import dev.imagepack.io.TarEntry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class UnpackTest {

    private static FileTree unpacked(FileTree target, String destination, TarEntry... entries) {
        new Unpack(target, Optional.empty()).unpack(Nodes.tar(entries), destination);
        return target;
    }

    @Test
    void ownersModesAndLinksAreTheArchives() throws Exception {
        FileTree tree = unpacked(
                FileTree.empty(),
                "/d",
                TarEntry.directory("bin", 01777).withOwner(7, 8),
                Nodes.entry("bin/tool").withMode(04755).withOwner(5, 6),
                TarEntry.symlink("tool", "bin/tool"),
                TarEntry.hardLink("twin", "bin/tool").withMode(04755).withOwner(5, 6));

        assertThat(Nodes.paths(tree)).containsExactly("d/", "d/bin/", "d/bin/tool", "d/tool -> bin/tool", "d/twin");
        assertThat(tree.find("d/bin").orElseThrow().mode()).isEqualTo(01777);
        assertThat(tree.find("d/bin/tool").orElseThrow().owner()).isEqualTo(new Owner(5, 6));
        assertThat(tree.find("d/bin/tool")).isEqualTo(tree.find("d/twin"));
        assertThat(Nodes.text(tree, "d/twin")).isEqualTo("bin/tool");
    }

    @Test
    void ofAttributesOnlyCapabilitiesAreUnpacked() {
        byte[] capability = {1, 0, 0, 2};
        Map<String, byte[]> attributes = Map.of("security.capability", capability, "user.note", new byte[] {2});

        assertThat(unpacked(FileTree.empty(), "/", Nodes.entry("f").withXattrs(attributes))
                        .find("f")
                        .orElseThrow()
                        .xattrs())
                .containsOnlyKeys("security.capability")
                .containsEntry("security.capability", capability);
    }

    @Test
    void anOwnerThatIsSaidWinsButDirectoriesThatAreNoMembersBelongToRoot() {
        FileTree tree = FileTree.empty();

        new Unpack(tree, Optional.of(new Owner(1, 2)))
                .unpack(Nodes.tar(Nodes.entry("a/b").withOwner(5, 6)), "/d");

        assertThat(tree.find("d/a/b").orElseThrow().owner()).isEqualTo(new Owner(1, 2));
        assertThat(tree.find("d/a").orElseThrow().owner()).isEqualTo(Owner.ROOT);
        assertThat(tree.find("d").orElseThrow().owner()).isEqualTo(new Owner(1, 2));
    }

    @Test
    void aMemberReplacesWhatIsOfAnotherKindAndDirectoriesMerge() {
        FileTree tree = unpacked(
                Nodes.tree("d/x/y", "d/f", "d/m/kept"),
                "/d",
                Nodes.entry("x"),
                TarEntry.directory("f", 0755),
                TarEntry.directory("m", 0700));

        assertThat(Nodes.paths(tree)).containsExactly("d/", "d/f/", "d/m/", "d/m/kept", "d/x");
        assertThat(tree.find("d/m").orElseThrow().mode()).isEqualTo(0700);
    }

    @Test
    void anAbsoluteLinkStaysInsideTheImageAndIsKept() {
        FileTree tree = unpacked(FileTree.empty(), "/d", TarEntry.symlink("l", "/etc"));

        assertThat(Nodes.paths(tree)).containsExactly("d/", "d/l -> /etc");
    }

    @Test
    void aMemberBehindALinkOfTheImageThatLeadsOutIsRefused() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> unpacked(Nodes.tree("etc/", "d/l -> ../etc"), "/d", Nodes.entry("l/x")))
                .withMessage("a.tar: l/x lies behind a symbolic link that leads out of the destination, to /etc");
    }

    @Test
    void aLinkThatClimbsOutIsKeptAsInBuildKit() {
        FileTree tree = unpacked(FileTree.empty(), "/d", TarEntry.symlink("a/l", "../../etc"));

        assertThat(Nodes.paths(tree)).containsExactly("d/", "d/a/", "d/a/l -> ../../etc");
    }

    @Test
    void aHardLinkToAFileOfTheImageIsRefusedAndTheFileStays() {
        FileTree tree = Nodes.tree("d/passwd");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() ->
                        unpacked(tree, "/d", TarEntry.hardLink("x", "passwd").withMode(0777)))
                .withMessage("a.tar: the hard link x names passwd, which is no file of the archive");
        assertThat(tree.find("d/passwd").orElseThrow().mode()).isEqualTo(0644);
    }

    @Test
    void anArchiveThatIsCutShortIsNamed() {
        byte[] sound = ((Nodes.InMemory) Nodes.tar(Nodes.entry("a"), Nodes.entry("b"))).bytes();
        TarSource damaged = new Nodes.InMemory(Arrays.copyOf(sound, 1100));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> new Unpack(FileTree.empty(), Optional.empty()).unpack(damaged, "/"))
                .withMessageStartingWith("a.tar cannot be read: ")
                .satisfies(e -> assertThat(e.advice()).isEqualTo("Pack it again."));
    }
}
