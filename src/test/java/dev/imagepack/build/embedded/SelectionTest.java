package dev.imagepack.build.embedded;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Selection;
import dev.imagepack.build.context.SourcePattern;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.dockerfile.Location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SelectionTest {

    private static final FileTree TREE =
            Nodes.tree("a.txt", "b.md", ".hidden.txt", "d1/x.txt", "d2/x.txt", "d2/deep/y.txt", "l -> d2", "[z]");

    private static List<String> found(String text, boolean parents) {
        SourcePattern pattern = new SourcePattern(text, parents, IgnoreRules.none());
        return Selection.in(TREE, pattern, Location.of("Dockerfile", 3)).stream()
                .map(match -> match.root() + "|" + match.kept())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a.txt; |a.txt",
                "/../a.txt; |a.txt",
                "absent; |absent",
                ".; |",
                "*.txt; |.hidden.txt,|a.txt",
                "d?/x.txt; |d1/x.txt,|d2/x.txt",
                "d[1-1]; |d1",
                "d[^1]; |d2",
                "**/x.txt; |d1/x.txt,|d2/x.txt",
                "l/*; |l/deep,|l/x.txt",
                "*/deep; |d2/deep",
                "[[]z]; |[z]",
                "nothing*; ",
                "a.txt/*; ",
                "absent/*; |absent",
                "absent/*/deep/a; |absent",
            })
    void aSourceMeansThesePaths(String text, String paths) {
        assertThat(String.join(",", found(text, false))).isEqualTo(paths == null ? "" : paths);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "d2/deep/y.txt; |d2/deep/y.txt",
                "d2/./deep/y.txt; d2|deep/y.txt",
                "./d2/./deep/*; d2|,d2|deep/y.txt",
                "**/y.txt; |,|d2/deep/y.txt",
                "d2/**; |,|d2/deep,|d2/x.txt",
                "**/*.txt; |,|.hidden.txt,|a.txt,|d1/x.txt,|d2/deep/y.txt,|d2/x.txt",
                "d2/./**/*.txt; d2|,d2|deep/y.txt,d2|x.txt",
                "*2; |,|d2",
                "d?/./*.txt; d1|,d1|x.txt,d2|,d2|x.txt",
                "l/./*; l|,l|deep,l|x.txt",
                "nothing*/./x.txt; ''",
            })
    void withParentsItIsAPatternForWholePaths(String text, String paths) {
        assertThat(String.join(",", found(text, true))).isEqualTo(paths);
    }

    @Test
    void aMalformedPatternNamesTheLine() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> found("a[", false))
                .withMessageStartingWith("Dockerfile:3: ");
    }
}
