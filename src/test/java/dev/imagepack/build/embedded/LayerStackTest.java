package dev.imagepack.build.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Owner;
import dev.imagepack.io.TarEntry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LayerStackTest {

    private static final Path TABLE = Path.of("src/test/resources/vectors/own/tables/flatten.json");

    @TestFactory
    Stream<DynamicTest> layersAreStackedAsEnginesDoIt() throws IOException {
        JsonNode cases = new ObjectMapper().readTree(TABLE.toFile()).get("cases");
        return StreamSupport.stream(cases.spliterator(), false)
                .map(example -> DynamicTest.dynamicTest(example.get("id").asText(), () -> check(example)));
    }

    private static void check(JsonNode example) throws IOException {
        if (example.has("error")) {
            assertThatExceptionOfType(ImagepackException.class).isThrownBy(() -> stacked(example.get("layers")));
        } else {
            assertThat(TreeText.of(stacked(example.get("layers")))).isEqualTo(TreeText.expected(example.get("tree")));
        }
    }

    private static FileTree stacked(JsonNode layers) throws IOException {
        FileTree tree = FileTree.empty();
        LayerStack stack = new LayerStack(tree);
        for (JsonNode layer : layers) {
            apply(layer, stack);
        }
        return tree;
    }

    /** The layer as a tar that another library wrote, in the order of the table. */
    private static void apply(JsonNode layer, LayerStack stack) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (JsonNode entry : layer) {
                byte[] text = entry.path("text").asText().getBytes(StandardCharsets.UTF_8);
                tar.putArchiveEntry(entry(entry, text.length));
                tar.write(text);
                tar.closeArchiveEntry();
            }
        }
        TarSource source = new Nodes.InMemory(bytes.toByteArray());
        stack.apply(Listing.of(source.open()), source);
    }

    private static TarArchiveEntry entry(JsonNode entry, int size) {
        byte type = switch (entry.get("type").asText()) {
            case "dir" -> TarConstants.LF_DIR;
            case "symlink" -> TarConstants.LF_SYMLINK;
            case "hardlink" -> TarConstants.LF_LINK;
            case "file" -> TarConstants.LF_NORMAL;
            default -> throw new IllegalArgumentException(entry.toString());
        };
        TarArchiveEntry tar = new TarArchiveEntry(entry.get("path").asText(), type);
        tar.setMode(Integer.parseInt(entry.path("mode").asText("0777"), 8));
        tar.setUserId(entry.path("uid").asLong());
        tar.setGroupId(entry.path("gid").asLong());
        tar.setLinkName(entry.path("target").asText());
        tar.setSize(size);
        return tar;
    }

    private static FileTree stacked(FileTree tree, TarEntry... entries) {
        new LayerStack(tree).apply(new Listing(List.of(entries)), new Nodes.InMemory(new byte[0]));
        return tree;
    }

    @Test
    void aWhiteoutHidesOnlyLowerLayers() {
        FileTree tree = stacked(
                Nodes.tree("a/old", "a/kept"),
                Nodes.entry("a/new"),
                Nodes.entry("a/.wh.new"),
                Nodes.entry("a/.wh.old"));

        assertThat(Nodes.paths(tree)).containsExactly("a/", "a/kept", "a/new");
    }

    @Test
    void anOpaqueMarkHidesLowerChildrenWhereverItStands() {
        FileTree tree = stacked(Nodes.tree("a/old", "b"), Nodes.entry("a/own"), Nodes.entry("a/.wh..wh..opq"));

        assertThat(Nodes.paths(tree)).containsExactly("a/", "a/own", "b");
    }

    @Test
    void otherReservedNamesAndMarksOfNothingHaveNoEffect() {
        FileTree tree = stacked(
                Nodes.tree("a/x"), Nodes.entry("a/.wh..wh.plnk"), Nodes.entry("a/.wh."), Nodes.entry("a/.wh.absent"));

        assertThat(Nodes.paths(tree)).containsExactly("a/", "a/x");
    }

    @Test
    void aDirectoryTakesTheAttributesOfTheUpperOne() {
        FileTree tree = stacked(
                Nodes.tree("a/x"),
                TarEntry.directory("a", 0700).withOwner(1, 2).withXattrs(Map.of("user.note", new byte[] {1})));

        Node directory = tree.find("a").orElseThrow();
        assertThat(directory.mode()).isEqualTo(0700);
        assertThat(directory.owner()).isEqualTo(new Owner(1, 2));
        assertThat(directory.xattrs()).containsOnlyKeys("user.note");
        assertThat(directory.children()).containsOnlyKeys("x");
    }

    @Test
    void aLinkInTheWayIsReplacedAndNotFollowed() {
        FileTree tree = stacked(Nodes.tree("usr/lib/", "lib -> usr/lib"), Nodes.entry("lib/x"));

        assertThat(Nodes.paths(tree)).containsExactly("lib/", "lib/x", "usr/", "usr/lib/");
    }

    @Test
    void aHardLinkToNothingNamesTheLayer() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> stacked(FileTree.empty(), TarEntry.hardLink("b", "a")))
                .withMessageStartingWith("a.tar: the hard link b names a, which is no file of the layer");
    }

    @Test
    void aHardLinkToADirectoryWouldBeACircleAndIsRefused() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> stacked(Nodes.tree("a/"), TarEntry.hardLink("a/b", "a")))
                .withMessageContaining("no file of the layer");
    }
}
