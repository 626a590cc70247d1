package dev.imagepack.io;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TarPathTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", ".a/..b/...", "a b/\n", "ü/😀", "a\\b"})
    void aNormalPathIsLeftAlone(String path) {
        assertThat(TarPath.isNormal(path)).isTrue();
        assertThat(TarPath.relative(path)).isSameAs(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "/a", "a/", "a//b", ".", "./a", "a/.", "a/./b", "..", "a/..", "../a", "a/../b", "a\0"})
    void otherPathsAreNotNormal(String path) {
        assertThat(TarPath.isNormal(path)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "./x,x",
        "/x,x",
        "//x,x",
        "/./././x,x",
        "a///b,a/b",
        "a/,a",
        "a/.,a",
        "./,''",
        "/,''",
        ".//.,''",
        "'',''"
    })
    void aPathIsBroughtIntoNormalForm(String path, String normal) {
        assertThat(TarPath.relative(path)).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../x", "a/../b", "/..", "a/..", "a\0b", "/a\0"})
    void aPathThatClimbsOutOrHoldsANulIsRefused(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TarPath.relative(path))
                .withMessageContaining(TarPath.quoted(path))
                .withMessageMatching("(?s).*(climbs out with \"\\.\\.\"|holds a NUL)");
    }

    @Test
    void anyBytesSurviveBecomingText() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            assertThat(TarPath.encode(TarPath.decode(bytes, 0, bytes.length))).isEqualTo(bytes);
        }
    }

    @Test
    void theReplacementCharacterItselfIsText() {
        byte[] bytes = "a\uFFFDb".getBytes(StandardCharsets.UTF_8);
        assertThat(TarPath.decode(bytes, 0, bytes.length)).isEqualTo("a\uFFFDb");
    }

    @Test
    void halfACharacterHasNoBytes() {
        assertThat(TarPath.isEncodable("😀\uDC80")).isTrue();
        assertThat(TarPath.isEncodable("a\uD83D")).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TarPath.encode("a\uD83Db"))
                .withMessageContaining("half a character");
    }

    @Test
    void anOddByteIsShownInMessages() {
        assertThat(TarPath.quoted("a\uDCFC\n")).isEqualTo("\"a\\xfc\\x0a\"");
    }

    @Test
    void theOrderIsThatOfTheBytes() {
        List<String> names = new ArrayList<>(List.of(
                "a", "a-b", "a.b", "a/", "a/b", "ab", "z", "\u007f", "é", "中", "\uFFFD", "😀", "😀a", "a\uDC80",
                "a\uDCFF"));
        Collections.shuffle(names, new Random(3));
        List<String> byBytes = new ArrayList<>(names);
        byBytes.sort((x, y) -> Arrays.compareUnsigned(TarPath.encode(x), TarPath.encode(y)));
        names.sort(TarPath::compare);
        assertThat(names).isEqualTo(byBytes);
    }
}
