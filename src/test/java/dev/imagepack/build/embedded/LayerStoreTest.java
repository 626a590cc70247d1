package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.ContextTree;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Owner;
import dev.imagepack.build.context.TextData;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.io.Compression;
import dev.imagepack.io.TarEntry;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.StoredLayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LayerStoreTest {

    @TempDir
    Path home;

    private static NewLayer.Entry entry(TarEntry tar, String text) {
        return new NewLayer.Entry(tar, Optional.of(new TextData(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static NewLayer.Entry bare(TarEntry tar) {
        return new NewLayer.Entry(tar, Optional.empty());
    }

    private static Digest key(NewLayer.Entry... entries) {
        return LayerStore.key(new NewLayer(List.of(entries)), Compression.GZIP);
    }

    @Test
    void everyFieldChangesTheKey() {
        TarEntry file = TarEntry.file("a", 0644, 1);
        TarEntry link = TarEntry.symlink("a", "b");
        List<Digest> keys = List.of(
                key(entry(file, "x")),
                key(entry(file, "y")),
                key(entry(file.withPath("b"), "x")),
                key(entry(file.withMode(0600), "x")),
                key(entry(file.withOwner(1, 0), "x")),
                key(entry(file.withOwner(0, 1), "x")),
                key(entry(file.withMtime(1), "x")),
                key(entry(TarEntry.file("a", 0644, 2), "x")),
                key(entry(file.withXattrs(Map.of("user.a", new byte[] {1})), "x")),
                key(entry(file.withXattrs(Map.of("user.a", new byte[] {2})), "x")),
                key(entry(file.withXattrs(Map.of("user.b", new byte[] {1})), "x")),
                key(bare(link)),
                key(bare(link.withLink("c"))),
                key(bare(TarEntry.hardLink("a", "b"))),
                key(bare(TarEntry.directory("a", 0777))),
                key(bare(Nodes.of("a", TarEntry.Type.FIFO))),
                key(bare(new TarEntry("a", TarEntry.Type.BLOCK_DEVICE, 0644, 0, 0, 0, 0, "", Map.of(), 1, 2))),
                key(bare(new TarEntry("a", TarEntry.Type.BLOCK_DEVICE, 0644, 0, 0, 0, 0, "", Map.of(), 2, 1))),
                key(entry(file, "x"), entry(file.withPath("b"), "x")),
                key());

        assertThat(keys).doesNotHaveDuplicates();
    }

    @Test
    void theCompressionChangesTheKey() {
        NewLayer layer = new NewLayer(List.of());
        Set<Digest> keys = new HashSet<>();
        for (Compression compression : List.of(
                Compression.NONE,
                Compression.GZIP,
                Compression.ZSTD,
                new Compression(Compression.Algorithm.GZIP, 1),
                new Compression(Compression.Algorithm.ZSTD, 6))) {
            keys.add(LayerStore.key(layer, compression));
        }

        assertThat(keys).hasSize(5);
    }

    @Test
    void equalLayersHaveEqualKeysWhereverTheirBytesAre() throws IOException {
        try (Scene one = new Scene(home.resolve("one"));
                Scene two = new Scene(home.resolve("two"))) {
            List<Digest> keys = new ArrayList<>();
            for (Scene scene : List.of(one, two)) {
                scene.file("a", "same");
                FileTree tree = ContextTree.of(scene.module, IgnoreRules.none(), Set.of(), scene.cache);
                keys.add(LayerStore.key(layerOf(tree), Compression.NONE));
            }
            assertThat(keys.get(0)).isEqualTo(keys.get(1));
        }
    }

    private static NewLayer layerOf(FileTree source) {
        FileTree tree = FileTree.empty();
        new TreeCopy(tree, TreeCopy.Options.PLAIN).copy(source.root(), "", "/");
        return NewLayer.ofChanges(tree, 0);
    }

    @Test
    void theOrderOfTheInstructionsDoesNotMatter() {
        FileTree one = FileTree.empty();
        FileTree two = FileTree.empty();
        one.put("a", Nodes.file("1"));
        one.put("b", Nodes.file("2"));
        two.put("b", Nodes.file("2"));
        two.put("a", Nodes.file("1"));

        assertThat(LayerStore.key(NewLayer.ofChanges(one, 0), Compression.NONE))
                .isEqualTo(LayerStore.key(NewLayer.ofChanges(two, 0), Compression.NONE));
    }

    @Test
    void membersOfTarsAreSpooledAndNothingIsLeft() throws IOException {
        try (Scene scene = new Scene(home)) {
            FileTree tree = FileTree.empty();
            new Unpack(tree, Optional.empty())
                    .unpack(Nodes.tar(Nodes.entry("z"), Nodes.entry("a"), Nodes.entry("m/n")), "/d");
            List<StoredLayer> stored = new LayerStore(scene.request(scene.dockerfile("FROM scratch")))
                    .storeAll(List.of(NewLayer.ofChanges(tree, 0)));

            assertThat(Listing.of(scene.cache.blobs().open(stored.get(0).descriptor()))
                            .entries())
                    .extracting(TarEntry::path)
                    .containsExactly("d", "d/a", "d/m", "d/m/n", "d/z");
            assertThat(scene.temporaryFiles()).isEmpty();
        }
    }

    @Test
    void aLayerThatWasWrittenHereIsKnownAndNeedNotBeReadAgain() throws IOException {
        try (Scene scene = new Scene(home)) {
            FileTree tree = FileTree.empty();
            tree.put("a", Nodes.file("1"));
            StoredLayer stored = new LayerStore(scene.request(scene.dockerfile("FROM scratch")))
                    .storeAll(List.of(NewLayer.ofChanges(tree, 0)))
                    .get(0);

            Digest digest = stored.descriptor().digest();
            assertThat(scene.cache
                            .blobs()
                            .known()
                            .find(digest, scene.cache.blobs().path(digest)))
                    .contains(stored.diffId());
        }
    }

    @Test
    void afterAFailureNothingIsLeft() throws IOException {
        try (Scene scene = new Scene(home)) {
            byte[] tar = ((Nodes.InMemory) Nodes.tar(Nodes.entry("a"), Nodes.entry("b"))).bytes();
            TarSource damaged = new Nodes.InMemory(Arrays.copyOf(tar, 600));
            FileTree tree = FileTree.empty();
            tree.put("b", Node.file(0644, Owner.ROOT, new TarMember(damaged, 1, 1)));
            LayerStore store = new LayerStore(scene.request(scene.dockerfile("FROM scratch")));

            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(() ->
                            store.storeAll(List.of(NewLayer.ofChanges(Nodes.tree(), 0), NewLayer.ofChanges(tree, 0))))
                    .withMessageStartingWith("a.tar cannot be read: ");
            assertThat(scene.temporaryFiles()).isEmpty();
        }
    }
}
