package dev.imagepack.maven;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import dev.imagepack.ImagepackException;
import dev.imagepack.maven.ConfigNode.Entry;
import dev.imagepack.maven.ConfigNode.Mapping;
import dev.imagepack.maven.ConfigNode.Nothing;
import dev.imagepack.maven.ConfigNode.Sequence;
import dev.imagepack.maven.ConfigNode.Text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class YamlTreeTest {

    private static Optional<ConfigNode> read(String text) {
        return YamlTree.read("images.yml", text, UnaryOperator.identity());
    }

    private static Place line(int line) {
        return Place.yaml("images.yml", line);
    }

    @Test
    void everyNodeKnowsItsLineAndABlockThatOfItsKey() {
        assertThat(read("a: b\nc:\n- d\n-\ne: {f: x}\ng: |\n  h\n  i\nj:\n  k: l\n"))
                .contains(new Mapping(
                        line(1),
                        List.of(
                                new Entry("a", new Text(line(1), "b")),
                                new Entry(
                                        "c",
                                        new Sequence(line(2), List.of(new Text(line(3), "d"), new Nothing(line(4))))),
                                new Entry("e", new Mapping(line(5), List.of(new Entry("f", new Text(line(5), "x"))))),
                                new Entry("g", new Text(line(6), "h\ni\n")),
                                new Entry(
                                        "j", new Mapping(line(9), List.of(new Entry("k", new Text(line(10), "l"))))))));
    }

    /** YAML 1.1 would make something else of most of these. */
    @TestFactory
    Stream<DynamicTest> scalarsAreReadAsYaml12DoesAndKeepTheirText() {
        Map<String, Boolean> typed = Map.ofEntries(
                Map.entry("yes", false),
                Map.entry("on", false),
                Map.entry("No", false),
                Map.entry("12:30:45", false),
                Map.entry("22:22", false),
                Map.entry("2024-01-31", false),
                Map.entry("1_000", false),
                Map.entry("0b1", false),
                Map.entry("+.x", false),
                Map.entry("tRUE", false),
                Map.entry("true", true),
                Map.entry("False", true),
                Map.entry("017", true),
                Map.entry("0o17", true),
                Map.entry("0xFf", true),
                Map.entry("-1", true),
                Map.entry("1.10", true),
                Map.entry("1e3", true),
                Map.entry("-.inf", true),
                Map.entry(".NaN", true));
        return typed.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.getKey(),
                        () -> assertThat(read(each.getKey()))
                                .contains(new Text(line(1), each.getKey(), each.getValue()))));
    }

    @TestFactory
    Stream<DynamicTest> nullIsNothing() {
        return Stream.of("~", "null", "Null", "NULL", "--- ", "&a")
                .map(text -> DynamicTest.dynamicTest(
                        text, () -> assertThat(read(text)).contains(new Nothing(line(1)))));
    }

    @Test
    void whatIsQuotedIsText() {
        assertThat(read("['5', \"true\", '~', '']"))
                .contains(new Sequence(
                        line(1),
                        List.of(
                                new Text(line(1), "5"),
                                new Text(line(1), "true"),
                                new Text(line(1), "~"),
                                new Text(line(1), ""))));
    }

    @Test
    void aTextWithoutDocumentIsEmpty() {
        assertThat(read("")).isEmpty();
        assertThat(read("# only a comment\n")).isEmpty();
    }

    @Test
    void expressionsAreReplacedInValuesOnly() {
        assertThat(YamlTree.read("f", "${a}: [ '${a}', \"x ${a}\" ]", text -> text.replace("${a}", "1")))
                .contains(new Mapping(
                        Place.yaml("f", 1),
                        List.of(new Entry(
                                "${a}",
                                new Sequence(
                                        Place.yaml("f", 1),
                                        List.of(
                                                new Text(Place.yaml("f", 1), "1"),
                                                new Text(Place.yaml("f", 1), "x 1")))))));
    }

    @Test
    void anAliasRepeatsItsAnchor() {
        Text one = new Text(line(1), "1", true);
        assertThat(read("[&a 1, *a, &a 2, *a]"))
                .contains(new Sequence(
                        line(1), List.of(one, one, new Text(line(1), "2", true), new Text(line(1), "2", true))));
    }

    /** A text, and the fault that it is. */
    private record Refused(String text, String fault) {}

    @TestFactory
    Stream<DynamicTest> hostileAndBrokenYamlIsRefusedWithItsPlace() {
        return Stream.of(
                        new Refused(
                                "a: !!java.net.URL [x]",
                                "images.yml:1:4: the tag tag:yaml.org,2002:java.net.URL is not"),
                        new Refused("a: !!str 5", "images.yml:1:4: the tag tag:yaml.org,2002:str is not understood"),
                        new Refused("a: ! x", "images.yml:1:4: the tag ! is not understood"),
                        new Refused("!x {a: b}", "images.yml:1:1: the tag !x is not understood"),
                        new Refused("{!x a: b}", "images.yml:1:2: the tag !x is not understood"),
                        new Refused("a: &x [*x]", "images.yml:1:8: *x would contain itself"),
                        new Refused("a: &x {b: {c: *x}}", "images.yml:1:15: *x would contain itself"),
                        new Refused("a: *x", "images.yml:1:4: *x names no anchor above it"),
                        new Refused("a: 1\nb: 2\na: 3", "images.yml:3:1: a is written twice, first in line 1"),
                        new Refused("{a: 1, 'a': 2}", "images.yml:1:8: a is written twice, first in line 1"),
                        new Refused("? [a]\n: b", "images.yml:1:3: a key is not a plain text"),
                        new Refused("&k a: 1\n*k : 2", "images.yml:2:1: a key is not a plain text"),
                        new Refused("~: b", "images.yml:1:1: a key is missing"),
                        new Refused(": b", "images.yml:1:1: while parsing a block mapping, expected <block end>"),
                        new Refused("a\n---\nb", "images.yml:2:1: a second document begins"),
                        new Refused("a: b: c", "images.yml:1:5: mapping values are not allowed here"),
                        new Refused("a:\n\t- b", "images.yml:2:1: while scanning for the next token, found character"),
                        new Refused("a: [b", "images.yml:1:6: while parsing a flow sequence, expected ',' or ']'"),
                        new Refused(
                                "a: \"\\z\"", "images.yml:1:6: while scanning a double-quoted scalar, found unknown"),
                        new Refused("a: \u0000", "images.yml:1: the character U+0000 is not allowed"),
                        new Refused("a: b\nc: \uFFFE", "images.yml:2: the character U+FFFE is not allowed"),
                        new Refused("[".repeat(40) + "]".repeat(40), "collections are nested more than 32 deep"))
                .map(each -> DynamicTest.dynamicTest(
                        each.text(),
                        () -> assertThatThrownBy(() -> read(each.text()))
                                .isInstanceOf(ImagepackException.class)
                                .hasMessageContaining(each.fault())));
    }

    @Test
    void aliasesCountAsOftenAsTheyAreUsed() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String ten = ("*a" + (i - 1) + ", ").repeat(10);
            laughs.append("a%d: &a%d [%s]%n".formatted(i, i, ten.substring(0, ten.length() - 2)));
        }
        assertThatThrownBy(() -> read(laughs.toString()))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("images.yml:5:25: the file has more than 50000 values,"
                        + " aliases counted as often as they are used");
    }

    /** The parser has no place for this one. */
    @Test
    void aKeyBehindAListThatEndsOnItsOwnLineIsRefused() {
        assertThatThrownBy(() -> read("a:\n  b:\n    c: [d,\n ]\n b   e: f\n"))
                .isInstanceOf(ImagepackException.class)
                .hasMessageStartingWith("images.yml:");
        assertThatThrownBy(() -> read("images:\n  app:\n    tags: [a,\n  ] b  platform: x\n    c../j: z\n"))
                .isInstanceOf(ImagepackException.class)
                .hasMessageStartingWith("images.yml:");
    }

    @Test
    void aHugeListIsRefused() {
        assertThatThrownBy(() -> read("[" + "x, ".repeat(60_000) + "x]"))
                .hasMessageContaining("more than 50000 values");
    }

    @Test
    void whateverTheTextTheAnswerIsATreeOrAFaultWithItsPlace() {
        String[] pieces = {
            "a",
            ": ",
            "- ",
            "\n",
            "  ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "&a",
            " *a",
            "!t ",
            "|",
            ">",
            "'",
            "\"",
            "#",
            "---",
            "...",
            "?",
            "~",
            "\t",
            "%YAML 1.1",
            "<<",
            "5",
            "\\",
            "\r",
            "@",
            "`",
            "\u0085",
            "ü"
        };
        Random random = new Random(2);
        int trees = 0;
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(1 + random.nextInt(12), 0, pieces.length).forEach(piece -> text.append(pieces[piece]));
            try {
                trees += read(text.toString()).isPresent() ? 1 : 0;
            } catch (ImagepackException e) {
                assertThat(e.getMessage()).startsWith("images.yml:");
            }
        }
        assertThat(trees).isGreaterThan(200);
    }

    @Test
    void noWordOfTheFileItselfIsRepeatedForABrokenOne() {
        assertThatThrownBy(() -> read("password: [\"secret\n"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }
}
