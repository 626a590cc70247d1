package dev.imagepack.build.context;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PathsTest {

    @ParameterizedTest
    @CsvSource({
        "/, ''",
        "'', ''",
        ".., ''",
        "/../../x, x",
        "a//b/./c/, a/b/c",
        "a/../../b, b",
        "./..a/.b./..., ..a/.b./...",
    })
    void aCleanPathHasNoEmptyNamesAndStopsAtTheRoot(String written, String clean) {
        assertThat(Paths.clean(written)).isEqualTo(clean);
    }

    @Test
    void componentsKeepStepsUp() {
        assertThat(Paths.components("/a/./../b//")).containsExactly("a", "..", "b");
        assertThat(Paths.components("/")).isEmpty();
    }

    @Test
    void aPathHasAParentAndAName() {
        assertThat(Paths.parent("a/b/c")).isEqualTo("a/b");
        assertThat(Paths.parent("a")).isEmpty();
        assertThat(Paths.name("a/b")).isEqualTo("b");
        assertThat(Paths.name("a")).isEqualTo("a");
    }

    @Test
    void joiningWithTheRootChangesNothing() {
        assertThat(Paths.join("", "a")).isEqualTo("a");
        assertThat(Paths.join("a", "")).isEqualTo("a");
        assertThat(Paths.join("a", "b")).isEqualTo("a/b");
    }

    @Test
    void aRelativePathBeginsBelowTheDirectory() {
        assertThat(Paths.below("/w", "x")).isEqualTo("/w/x");
        assertThat(Paths.below("/w", "/x")).isEqualTo("/x");
    }
}
