package dev.imagepack.dockerfile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PathPatternTest {

    private static final Location AT = Location.of("Dockerfile", 5);

    @ParameterizedTest
    @CsvSource({"a/b, /a/b", "/a//b/, /a/b", "./a/../b/., /b", "../../a, /a", ".., /", "., /", "'', /", "a/*/../c, /a/c"
    })
    void aPathIsReadFromTheRoot(String path, String clean) {
        assertThat(PathPattern.parse(path, AT)).hasToString(clean);
    }

    @ParameterizedTest
    @CsvSource({
        "a, false",
        "a/../b, false",
        "., false",
        "/a, false",
        "../a, true",
        "a/../../b, true",
        ".., true",
        "/.., true"
    })
    void leavingTheRootIsSeen(String path, boolean leaves) {
        assertThat(PathPattern.parse(path, AT).leavesRoot()).isEqualTo(leaves);
    }

    @ParameterizedTest
    @CsvSource({
        "*.txt, a.txt, true",
        "*.txt, .txt, true",
        "*.txt, d/a.txt, false",
        "*, .hidden, true",
        "a*, a, true",
        "**, d/a, false",
        "**/a, d/a, true",
        "**/a, a, false",
        "**/a, d/e/a, false",
        "d/?.txt, /d/\u00E9.txt, true",
        "d/[a-c]x, d/bx, true",
        "d/[^a-c]x, d/bx, false",
        "d/[!a]x, d/!x, true",
        "d/[[]x, d/[x, true",
        "d/a\\*?, d/a*b, true",
        "d/a\\*?, d/axb, false",
        "a, a/b, false",
        "*, '', false",
        "., '', true"
    })
    void everyComponentMatchesOne(String pattern, String path, boolean matches) {
        assertThat(PathPattern.parse(pattern, AT).matches(path)).isEqualTo(matches);
    }

    @Test
    void componentsBeforeTheFirstPatternAreNamesAsWritten() {
        PathPattern pattern = PathPattern.parse("a\\*/b?/c\\*", AT);

        assertThat(pattern.isLiteral()).isFalse();
        assertThat(pattern.components())
                .extracting(PathPattern.Component::isLiteral)
                .containsExactly(true, false, true);
        assertThat(pattern.components()).extracting(PathPattern.Component::text).containsExactly("a\\*", "b?", "c*");
        assertThat(PathPattern.parse("a/b\\?", AT).isLiteral()).isTrue();
        assertThat(PathPattern.parse("/", AT).components()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[]", "[]a]", "a[^", "[a-", "[a-]", "[-a]", "?\\", "[\\", "*/[x"})
    void aMalformedPatternIsRefused(String pattern) {
        assertThatThrownBy(() -> PathPattern.parse(pattern, AT))
                .isInstanceOf(ImagepackException.class)
                .hasMessageStartingWith("Dockerfile:5: the pattern \"")
                .hasMessageContaining("is malformed: ");
    }

    @Test
    void aPatternThatIsLongerThanAnyPathIsRefused() {
        assertThatThrownBy(() -> PathPattern.parse("*".repeat(4097), AT)).hasMessageContaining("more than 4096");
        assertThat(PathPattern.parse("x".repeat(5000), AT).isLiteral()).isTrue();
    }
}
