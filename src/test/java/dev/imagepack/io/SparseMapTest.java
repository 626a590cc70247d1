package dev.imagepack.io;

import java.io.IOException;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SparseMapTest {

    @Test
    void version00SaysEachNumberInARecordOfItsOwn() throws IOException {
        byte[] tar = new TarBytes()
                .pax(
                        "GNU.sparse.size=10",
                        "GNU.sparse.numblocks=2",
                        "GNU.sparse.offset=2",
                        "GNU.sparse.numbytes=3",
                        "GNU.sparse.offset=8",
                        "GNU.sparse.numbytes=1")
                .file("a", "abcd")
                .file("b", "x")
                .end();
        assertThat(TarBytes.read(tar))
                .containsExactly(
                        Map.entry(TarEntry.file("a", 0644, 10), TarBytes.utf8("\0\0abc\0\0\0d\0")),
                        Map.entry(TarEntry.file("b", 0644, 1), TarBytes.utf8("x")));
    }

    @Test
    void version01SaysThemInOneAndTheNameInAnother() throws IOException {
        byte[] tar = new TarBytes()
                .pax(
                        "GNU.sparse.name=real",
                        "path=./GNUSparseFile.1/real",
                        "GNU.sparse.size=4",
                        "GNU.sparse.map=0,2,4,0")
                .file("a", "ab")
                .end();
        assertThat(TarBytes.read(tar))
                .containsExactly(Map.entry(TarEntry.file("real", 0644, 4), TarBytes.utf8("ab\0\0")));
    }

    @Test
    void version10SaysThemBeforeTheContent() throws IOException {
        String map = "2\n1\n2\n6\n0\n";
        byte[] tar = new TarBytes()
                .pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=real", "GNU.sparse.realsize=6")
                .file("a", map + "\0".repeat(512 - map.length()) + "xy")
                .file("b", "1")
                .end();
        assertThat(TarBytes.read(tar))
                .containsExactly(
                        Map.entry(TarEntry.file("real", 0644, 6), TarBytes.utf8("\0xy\0\0\0")),
                        Map.entry(TarEntry.file("b", 0644, 1), TarBytes.utf8("1")));
    }

    @Test
    void aHoleOfAWholeFileHasNoFragment() throws IOException {
        byte[] tar = new TarBytes()
                .pax("GNU.sparse.size=100000", "GNU.sparse.map=")
                .pax("GNU.sparse.size=100000", "GNU.sparse.map=100000,0")
                .file("a", "")
                .end();
        assertThat(TarBytes.read(tar)).containsExactly(Map.entry(TarEntry.file("a", 0644, 100_000), new byte[100_000]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0,1",
                "0,3",
                "3,2",
                "0,1,0,1",
                "1,1,0,1",
                "0,2,9",
                "x,2",
                "-1,2",
                "0,-2",
                "9223372036854775807,2",
                "0,2,999999999999999999,0"
            })
    void aMapWithoutSenseIsRefused(String map) {
        byte[] tar = new TarBytes()
                .pax("GNU.sparse.size=4", "GNU.sparse.map=" + map)
                .file("a", "ab")
                .end();
        assertThatThrownBy(() -> TarBytes.read(tar))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the map of a sparse file is damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1\n0\n", "x\n", "2\n0\n2\n", "99999999999999999999999", "-1\n"})
    void aMapBeforeTheContentThatDoesNotEndIsRefused(String map) {
        byte[] tar = new TarBytes()
                .pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=2")
                .file("a", map)
                .end();
        assertThatThrownBy(() -> TarBytes.read(tar)).isInstanceOf(IOException.class);
    }

    @Test
    void aSmallTarCannotClaimAHugeFile() {
        byte[] tar = new TarBytes()
                .pax("GNU.sparse.size=99999999999999", "GNU.sparse.map=0,2")
                .file("a", "ab")
                .end();
        assertThatThrownBy(() -> TarBytes.read(tar))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the limit");
        TarBytes many = new TarBytes();
        for (int i = 0; i < 3; i++) {
            many.pax("GNU.sparse.size=1000000000000", "GNU.sparse.map=0,0").file("a" + i, "");
        }
        byte[] sum = many.end();
        assertThatThrownBy(() -> {
                    try (TarReader reader = new TarReader(new Samples.Trickle(sum), TarReader.Limits.DEFAULT)) {
                        while (reader.next().isPresent()) {
                            assertThat(reader.content().read()).isZero();
                        }
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the files of the tar have more than 1099511627776 bytes, the limit");
    }
}
