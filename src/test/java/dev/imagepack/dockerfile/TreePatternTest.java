package dev.imagepack.dockerfile;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class TreePatternTest {

    private static final Location AT = Location.of("Dockerfile", 6);

    /** The second pattern means the same and takes the general way. */
    @Test
    void anyFileThatEndsSoIsFoundByTheShortWayToo() {
        TreePattern brief = TreePattern.parse("**/*.ab", AT);
        TreePattern general = TreePattern.parse("**/*.a[b]", AT);
        Random random = new Random(1);
        int matching = 0;
        for (int i = 0; i < 20_000; i++) {
            String path = random.ints(1 + random.nextInt(9), 0, 4)
                    .mapToObj(c -> "./ab".substring(c, c + 1))
                    .collect(Collectors.joining());
            assertThat(brief.matches(path)).as(path).isEqualTo(general.matches(path));
            assertThat(brief.matchesAlone(path)).as(path).isEqualTo(general.matchesAlone(path));
            assertThat(brief.mayMatchBelow(path)).as(path).isEqualTo(general.mayMatchBelow(path));
            matching += brief.matches(path) ? 1 : 0;
        }
        assertThat(matching).isGreaterThan(200);
    }

    @ParameterizedTest
    @CsvSource({
        "a, a, true",
        "/a/./b, a/b, true",
        "a, a/b/c, true",
        "a, ab, false",
        "a/b, a, false",
        "a/**, a, false",
        "a/**, a/b, true",
        "**/b, b, true",
        "**/b, a/b/c, true",
        "**/b, ab, false",
        "**b, a/xb/c, true",
        "*.go, a/b.go, false",
        "**/*.go, a/b/c.go, true",
        "**/*.go, a.go/b, true",
        "**/*.go, .go, true",
        "**/*.go, a/.go, true",
        "**/*.go, a.gox, false",
        "**/*.go, go, false",
        "**/*x^y, x^y, false",
        "a/**/c, a/c, true",
        "a/**/c, a/b/b/c/d, true",
        "a/**/c, a/bc, false",
        "a**c, axc, false",
        "a**c, ax/c, true",
        "a?, a/, false",
        "[^a]b, xb, true",
        "[^a]b, /b, true",
        "[!a]b, !b, true",
        "a\\b, a, true",
        "\\w\\d, a1, true",
        "\\w\\D, a1, false",
        "\\sx, ' x', true",
        "a\\B*, ab, true",
        "a\\B*, a.b, false",
        "[_\\d]x, 5x, true",
        "[a\\-c]x, bx, false",
        "x[*], x, false",
        "x[*], xab/], false",
        "x[*], x[[], true",
        "a^*, a^b, false",
        "'{a,b}*', '{a,b}c', true",
        "a|b*, b, false",
        "'a+(b).*', 'a+(b).c', true"
    })
    void aPathOrOneAboveItMatches(String pattern, String path, boolean matches) {
        assertThat(TreePattern.parse(pattern, AT).matches(path)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "a/b/c, a, true",
        "a/b/c, a/b, true",
        "a/b/c, a/x, false",
        "a/b/c, a/b/c, true",
        "a/b/c, ab, false",
        "a/**, a/x/y, true",
        "a/**, b, false",
        "a/b/**, a, true",
        "**/x, any/where, true",
        "a/*/c, a/x, true",
        "a/*/c, b, false",
        "a/*/c, a/x/y, false",
        "*.x/y, a, false",
        "a/**/z*, a/b/c, true",
        "a/**/z*, b/c, false"
    })
    void aWalkGoesOnWhereSomethingMayMatch(String pattern, String directory, boolean may) {
        assertThat(TreePattern.parse(pattern, AT).mayMatchBelow(directory)).isEqualTo(may);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[]a]", "a\\", "[b-a]", "\\x", "\\\u00E9", "[[:alpha:]]", "\\pL", "\\1", "\\Q"})
    void aMalformedPatternIsRefused(String pattern) {
        assertThatThrownBy(() -> TreePattern.parse(pattern, AT))
                .isInstanceOf(ImagepackException.class)
                .hasMessageStartingWith("Dockerfile:6: the pattern \"")
                .hasMessageContaining("is malformed: ");
    }

    @Test
    void noPatternTakesLong() {
        String path = "a/".repeat(2000) + "c";

        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
            for (String hostile :
                    new String[] {"a*".repeat(1000) + "b", "**/a".repeat(500) + "/b", "?*".repeat(2000)}) {
                assertThat(TreePattern.parse(hostile, AT).matches(path)).isFalse();
            }
        });
    }
}
