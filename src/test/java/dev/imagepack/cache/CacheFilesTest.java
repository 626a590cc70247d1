package dev.imagepack.cache;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import dev.imagepack.cache.CacheFiles.Kind;
import dev.imagepack.oci.Digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CacheFilesTest {

    private static final String HEX = "0123456789abcdef".repeat(4);

    private final CacheFiles files = new CacheFiles(Path.of("/cache"));

    @TestFactory
    Stream<DynamicTest> aTextBecomesTheNameOfAFile() {
        return Map.ofEntries(
                        Map.entry("app", "app"),
                        Map.entry("dev.example:web", "dev.example%3aweb"),
                        Map.entry("linux/arm64/v8", "linux%2farm64%2fv8"),
                        Map.entry("Web", "%57eb"),
                        Map.entry("a_b-1", "a_b-1"),
                        Map.entry(".", "%2e"),
                        Map.entry("..", "%2e%2e"),
                        Map.entry(".hidden", "%2ehidden"),
                        Map.entry("dot.", "dot%2e"),
                        Map.entry("a/../b", "a%2f..%2fb"),
                        Map.entry("100%", "100%25"),
                        Map.entry("é", "%c3%a9"),
                        Map.entry("aux", "%61ux"),
                        Map.entry("nul.txt", "%6eul.txt"),
                        Map.entry("com1", "%63om1"),
                        Map.entry("console", "console"),
                        Map.entry("", "%-" + Digest.of(new byte[0]).hex()))
                .entrySet()
                .stream()
                .map(example -> DynamicTest.dynamicTest(
                        "'" + example.getKey() + "'",
                        () -> assertThat(CacheFiles.component(example.getKey())).isEqualTo(example.getValue())));
    }

    @Test
    void aLongTextBecomesAShortNameWithItsDigest() {
        String name = CacheFiles.component("x".repeat(5000));
        String cutInsideAnEscape = CacheFiles.component("ab" + "É".repeat(500));

        assertThat(name).startsWith("x".repeat(50) + "%-").hasSize(50 + 2 + 64);
        assertThat(cutInsideAnEscape).matches("ab(%[0-9a-f]{2})*%-[0-9a-f]{64}");
    }

    @Test
    void noTwoTextsHaveTheSameNameEvenWhereCaseDoesNotCount() {
        Random random = new Random(42);
        String alphabet = "aAbB.%-_/:2e0é";
        Set<String> texts = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int left = random.nextInt(60); left > 0; left--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            texts.add(text.toString());
            names.add(CacheFiles.component(text.toString()).toLowerCase(Locale.ROOT));
        }

        assertThat(names).hasSameSizeAs(texts);
        assertThat(names).allMatch(name -> name.matches("[a-z0-9_%.-]{1,130}") && !name.startsWith("."));
    }

    @Test
    void everyFileIsRecognisedByItsName() {
        Digest digest = new Digest("sha256", HEX);
        Slot slot = new Slot("shop:web", "..", "linux/amd64");

        assertThat(files.kindOf(files.record(slot, digest))).isEqualTo(Kind.RECORD);
        assertThat(files.kindOf(files.layer(digest))).isEqualTo(Kind.LAYER);
        assertThat(files.kindOf(files.derived("listing", digest))).isEqualTo(Kind.DERIVED);
        assertThat(files.kindOf(files.memory(0xabc))).isEqualTo(Kind.MEMORY);
        assertThat(files.kindOf(files.temporary(0xabc))).isEqualTo(Kind.TEMPORARY);
        assertThat(files.kindOf(files.temporary().resolve("any/thing"))).isEqualTo(Kind.TEMPORARY);
        assertThat(files.kindOf(files.directory().resolve("blobs/sha256/" + HEX)))
                .isEqualTo(Kind.BLOB);
        assertThat(CacheFiles.digestOf(files.layer(digest))).isEqualTo(digest);
        assertThat(CacheFiles.digestOf(files.derived("listing", digest))).isEqualTo(digest);
        assertThat(CacheFiles.blobOf(files.directory().resolve("blobs/sha256/" + HEX)))
                .isEqualTo(digest);
    }

    @Test
    void recordsAreRecognisedOnWindowsToo() throws Exception {
        try (var windows = Jimfs.newFileSystem(Configuration.windows())) {
            CacheFiles there = new CacheFiles(windows.getPath("C:\\cache"));
            Path record = there.record(new Slot("shop:web", "aux", "linux/amd64"), new Digest("sha256", HEX));

            assertThat(record.toString())
                    .isEqualTo("C:\\cache\\v1\\records\\shop%3aweb\\%61ux\\linux%2famd64\\" + HEX + ".json");
            assertThat(there.kindOf(record)).isEqualTo(Kind.RECORD);
        }
    }

    @TestFactory
    Stream<DynamicTest> whatIsNotOursIsForeign() {
        return List.of(
                        "README",
                        "blobs/sha256/" + HEX + ".txt",
                        "blobs/sha256/" + HEX.toUpperCase(Locale.ROOT),
                        "blobs/sha256/x/" + HEX,
                        "blobs/md5/" + HEX,
                        "records/a/b/" + HEX + ".json",
                        "records/a/b/c/notes.json",
                        "layers/01/notes.txt",
                        "derived/Listing/sha256-" + HEX,
                        "files/abcd",
                        "files/abc.bak",
                        ".imagepack-1-1-0123456789abcdef-file",
                        "mine/.imagepack-1-1-0123456789abcdef-file")
                .stream()
                .map(name -> DynamicTest.dynamicTest(
                        name,
                        () -> assertThat(files.kindOf(files.directory().resolve(name)))
                                .isEqualTo(Kind.FOREIGN)));
    }

    @Test
    void aKindOfDocumentIsAPlainWord() {
        for (String kind : List.of("", "..", "a/b", "A", "a.b", "x".repeat(41))) {
            assertThatThrownBy(() -> files.derived(kind, new Digest("sha256", HEX)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + kind + "'");
        }
    }
}
