package dev.imagepack.build.embedded;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.imagepack.build.context.FileTree;
import dev.imagepack.testing.Attempt;

import static org.assertj.core.api.Assertions.assertThat;

class UnpackFuzzTest {

    /** Whatever an archive holds, nothing changes outside of its destination; its list and a layer of it survive storing. */
    @FuzzTest
    void unpack(byte[] bytes) {
        summed(bytes);
        FileTree tree = Nodes.tree("etc/passwd", "d/kept", "d/out -> ../etc", "d/in -> sub", "d/sub/x");
        List<String> outside = outside(tree);
        Attempt.of(() -> {
            new Unpack(tree, Optional.empty()).unpack(new Nodes.InMemory(bytes), "/d");
            return tree;
        });
        assertThat(outside(tree)).isEqualTo(outside);
        assertThat(tree.changes().keySet()).allMatch(path -> path.equals("d") || path.startsWith("d/"));
        Attempt.of(() -> Listing.of(new ByteArrayInputStream(bytes))).ifPresent(UnpackFuzzTest::store);
    }

    private static List<String> outside(FileTree tree) {
        return Nodes.paths(tree).stream().filter(path -> !path.startsWith("d/")).toList();
    }

    private static void store(Listing listing) {
        assertThat(Attempt.of(() -> Listing.parse(listing.toBytes())).orElseThrow())
                .contains(listing);
        Attempt.of(() -> {
            FileTree tree = FileTree.empty();
            new LayerStack(tree).apply(listing, new Nodes.InMemory(new byte[0]));
            return NewLayer.ofChanges(tree, 0);
        });
    }

    /** Makes checksums right, or little would be read. */
    private static void summed(byte[] bytes) {
        for (int at = 0; at + 512 <= bytes.length; at += 512) {
            if (bytes[at + 148] == '0') {
                int sum = 0;
                for (int i = 0; i < 512; i++) {
                    sum += i >= 148 && i < 156 ? ' ' : bytes[at + i] & 0xFF;
                }
                byte[] digits = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(digits, 0, bytes, at + 148, 8);
            }
        }
    }
}
