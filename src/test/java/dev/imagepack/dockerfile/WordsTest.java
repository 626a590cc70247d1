package dev.imagepack.dockerfile;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.testing.Vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WordsTest {

    private static final Location AT = Location.of("Dockerfile", 7);

    @TestFactory
    Stream<DynamicTest> ourWordsExpandAsInBuildKit() {
        return Vectors.each(Vectors.own("shell-own"), WordsTest::check);
    }

    @TestFactory
    Stream<DynamicTest> upstreamWordsExpandAsInBuildKit() {
        return Stream.of("shell-envvar", "shell-matches")
                .flatMap(table -> Vectors.eachThirdParty(table, WordsTest::check));
    }

    @TestFactory
    Stream<DynamicTest> upstreamWordsSplitAsInBuildKit() {
        return Vectors.eachThirdParty(
                "shell-words", node -> assertThat(expand(node).words()).isEqualTo(Vectors.texts(node.path("expect"))));
    }

    private static void check(JsonNode node) {
        if (node.has("error")) {
            assertThatThrownBy(() -> expand(node))
                    .isInstanceOf(ImagepackException.class)
                    .hasMessageStartingWith("Dockerfile:7: ");
            return;
        }
        Expansion expansion = expand(node);
        assertThat(expansion.value()).isEqualTo(node.path("expect").asText());
        if (node.has("matched") || node.has("unmatched")) {
            assertThat(List.copyOf(expansion.used())).isEqualTo(Vectors.texts(node.path("matched")));
            assertThat(List.copyOf(expansion.unset())).isEqualTo(Vectors.texts(node.path("unmatched")));
        }
        if (node.has("words")) {
            assertThat(expansion.words()).isEqualTo(Vectors.texts(node.path("words")));
        }
    }

    private static Expansion expand(JsonNode node) {
        char escape = node.path("escape").asText("\\").charAt(0);
        return Words.escapedBy(escape).expand(node.path("word").asText(), Tables.variables(node.path("env")), AT);
    }

    @Test
    void theBodyOfAHereDocumentKeepsItsQuotes() {
        Variables variables = Variables.of(Map.of("A", "foo", "P", "a/b/c"));

        assertThat(Words.expandDocument("\"$A\" '${A}' \\$A \\\\ ${P##*/} ${N:-'x'} <<x\n\\\ny\\", variables, AT)
                        .value())
                .isEqualTo("\"foo\" 'foo' $A \\ c 'x' <<x\n\ny");
    }

    @Test
    void nothingIsLostBeforeAModifier() {
        Expansion expansion = Words.escapedBy('\\').expand("80${N:-80}/tcp a\"${N-x y}\"b", Variables.none(), AT);

        assertThat(expansion.value()).isEqualTo("8080/tcp ax yb");
        assertThat(expansion.words()).containsExactly("8080/tcp", "ax yb");
    }

    @Test
    void aDollarSignInAReplacementIsOne() {
        Variables variables = Variables.of(Map.of("V", "a-b", "R", "$0$1"));

        assertThat(Words.escapedBy('\\').expand("${V//-/$R}", variables, AT).value())
                .isEqualTo("a$0$1b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "${V//a/x} xbxcx",
                "${V/a/x} xbaca",
                "${V//?/x} xxxxx",
                "${V//*/x} x",
                "${V///x} xaxbxaxcxax",
                "${V#*a} baca",
                "${V##*a} ''",
                "${V%a*} abac",
                "${V%%a*} ''",
                "${V%%c*} aba",
                "${V#x} abaca",
                "${V#} abaca"
            })
    void patternsTakeAsMuchAsTheyShould(String word, String value) {
        Variables variables = Variables.of(Map.of("V", "abaca"));

        assertThat(Words.escapedBy('\\').expand(word, variables, AT).value()).isEqualTo(value);
    }

    @Test
    void patternsStayOnOneLine() {
        Variables variables = Variables.of(Map.of("V", "a1\na2"));

        assertThat(Words.escapedBy('\\')
                        .expand("${V#*2}|${V%%1*}|${V//a*/x}", variables, AT)
                        .value())
                .isEqualTo("a1\na2|a1\na2|x\nx");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "${A|a \"}\" is missing",
                "${A:-x|a \"}\" is missing",
                "${A/x|a \"/\" is missing",
                "${}|\"${}\" names no variable",
                "${A^}|\"^\" after \"${A\" is no modifier",
                "${A:1}|\":1\" after \"${A\" is no modifier",
                "${A:}|\":\" after \"${A\" is no modifier",
                "${A:#x}|\":#\" after \"${A\" is no modifier",
                "${A#\\x}|in the pattern \"\\x\" a backslash stands before something else",
                "\"a|a double quote is left open",
                "'a|a single quote is left open",
                "${N?}|N is not set",
                "${E:?}|E is empty",
                "${N:?say why}|N is not set, \"say why\""
            })
    void whatCannotBeReadIsRefusedWithItsPlace(String word, String message) {
        Variables variables = Variables.of(Map.of("A", "x", "E", ""));

        assertThatThrownBy(() -> Words.escapedBy('\\').expand(word, variables, AT))
                .isInstanceOf(ImagepackException.class)
                .hasMessageStartingWith("Dockerfile:7: ")
                .hasMessageContaining(message);
    }

    @Test
    void depthAndLengthAreBounded() {
        Variables variables = Variables.of(Map.of("A", "x".repeat(1 << 19)));

        assertThat(expand("${B:-".repeat(99) + "}".repeat(99), variables)).isEmpty();
        assertFault("${B:-".repeat(100) + "}".repeat(100), variables, "words are nested more than 100 deep");
        assertThat(expand("$A$A", variables)).hasSize(1 << 20);
        assertFault("$A$A.$A", variables, "the result has more than 1048576 characters");
        assertFault("\"$A$A$A\"", variables, "the result has more than 1048576 characters");
        assertFault("${A//x/yyy}", variables, "the result has more than 1048576 characters");
        assertFault("${A#" + "?".repeat(200) + "}", variables, "which is too much to search");
    }

    private static String expand(String word, Variables variables) {
        return Words.escapedBy('\\').expand(word, variables, AT).value();
    }

    private static void assertFault(String word, Variables variables, String message) {
        assertThatThrownBy(() -> expand(word, variables))
                .isInstanceOf(ImagepackException.class)
                .hasMessageContaining(message)
                .satisfies(fault -> assertThat(fault.getMessage()).hasSizeLessThan(1000));
    }
}
