package dev.imagepack.dockerfile;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.testing.Vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IgnoreRulesTest {

    @TestFactory
    Stream<DynamicTest> ourPatternsExcludeWhatMobysMatcherExcludes() {
        return Vectors.each(Vectors.own("ignore-own"), node -> {
            List<String> patterns = Vectors.texts(node.path("patterns"));
            if (node.has("error")) {
                assertThatThrownBy(() -> IgnoreRules.of(patterns)).isInstanceOf(ImagepackException.class);
                return;
            }
            IgnoreRules rules = IgnoreRules.of(patterns);
            assertThat(Vectors.texts(node.path("paths")).stream().filter(rules::excludes))
                    .containsExactlyInAnyOrderElementsOf(Vectors.texts(node.path("excluded")));
        });
    }

    @TestFactory
    Stream<DynamicTest> upstreamPatternsExcludeWhatMobysMatcherExcludes() {
        return Vectors.eachThirdParty("ignore-match", node -> {
            IgnoreRules rules = IgnoreRules.of(Vectors.texts(node.path("patterns")));
            assertThat(rules.excludes(node.path("path").asText()))
                    .isEqualTo(node.path("excluded").asBoolean());
        });
    }

    @TestFactory
    Stream<DynamicTest> upstreamGlobsMatchAlone() {
        return Vectors.eachThirdParty("glob-match", node -> {
            String pattern = node.path("pattern").asText();
            if (node.path("error").asBoolean()) {
                assertThatThrownBy(() -> IgnoreRules.of(List.of(pattern))).isInstanceOf(ImagepackException.class);
                return;
            }
            assertThat(IgnoreRules.of(List.of(pattern))
                            .excludes(node.path("path").asText()))
                    .isEqualTo(node.path("match").asBoolean());
        });
    }

    @TestFactory
    Stream<DynamicTest> linesOfAnIgnoreFileBecomePatterns() {
        return Vectors.each(
                Vectors.own("ignorefile-own"),
                node -> assertThat(
                                node.path("text").asText().lines().flatMap(line -> IgnoreRules.pattern(line).stream()))
                        .containsExactlyElementsOf(Vectors.texts(node.path("patterns"))));
    }

    @Test
    void anIgnoreFileHasCommentsBlanksAndAnyLineEnds() {
        IgnoreRules rules = parse("\uFEFF/a \r\n# b\r\n\r\n !/a/keep\n\t./c/../d/\n # e");

        assertThat(rules.excludes("a/x")).isTrue();
        assertThat(rules.excludes("a/keep")).isFalse();
        assertThat(rules.excludes("b")).isFalse();
        assertThat(rules.excludes("d")).isTrue();
        assertThat(rules.excludes("# e")).isTrue();
    }

    @Test
    void emptyListsExcludeNothing() {
        assertThat(IgnoreRules.none().isEmpty()).isTrue();
        assertThat(parse("# only\n\n").isEmpty()).isTrue();
        assertThat(IgnoreRules.of(List.of(" ", "")).isEmpty()).isTrue();
        assertThat(IgnoreRules.none().excludes("a")).isFalse();
        assertThat(IgnoreRules.none().mayHoldIncluded("a")).isTrue();
        assertThat(IgnoreRules.none().root().enter("a").isExcluded()).isFalse();
    }

    @Test
    void theLastPatternThatMatchesDecides() {
        IgnoreRules rules = IgnoreRules.of(List.of("*", "!a", "a/b", "!a/b/c"));

        assertThat(Stream.of("x", "a", "a/x", "a/b", "a/b/x", "a/b/c", "a/b/c/d")
                        .filter(rules::excludes))
                .containsExactly("x", "a/b", "a/b/x");
    }

    @Test
    void aSlashAtTheStartMeansNothingInAFileOnly() {
        assertThat(parse("/a").excludes("a")).isTrue();
        assertThat(IgnoreRules.of(List.of("/a")).excludes("a")).isFalse();
    }

    @Test
    void aSlashAtTheEndOfAPathMeansNothing() {
        assertThat(IgnoreRules.of(List.of("a")).excludes("a/")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'a', a, false",
        "'a', b, true",
        "'a\n!a/b/c', a, true",
        "'a\n!a/b/c', a/b, true",
        "'a\n!a/b/c', a/x, false",
        "'!a/b\na', a, false",
        "'**\n!**/*.txt', any/where, true",
        "'a/**\n!a/*/keep', a/x/y, false",
        "'a\n!b*', a, false"
    })
    void aWalkGoesOnOnlyWhereSomethingMayBeTakenIn(String file, String directory, boolean goesOn) {
        IgnoreRules rules = parse(file);

        assertThat(rules.mayHoldIncluded(directory)).isEqualTo(goesOn);
        assertThat(visit(rules, directory).mayHoldIncluded()).isEqualTo(goesOn);
    }

    @Test
    void aWalkForgetsExceptionsForDirectoriesThatWereNotLeftOut() {
        IgnoreRules rules = IgnoreRules.of(List.of("a/b", "!a"));

        assertThat(rules.excludes("a/b")).isFalse();
        assertThat(visit(rules, "a").isExcluded()).isFalse();
        assertThat(visit(rules, "a/b").isExcluded()).isTrue();
    }

    /** Walks of random trees: no path that is taken in lies below a directory where the walk would have ended. */
    @Test
    void whatIsTakenInIsReached() {
        Random random = new Random(7);
        String[] parts = {"a", "b", "*", "**", "/", "/", "a?", "[ab]"};
        for (int i = 0; i < 2_000; i++) {
            List<String> patterns = Stream.generate(() -> (random.nextInt(3) == 0 ? "!" : "") + text(random, parts, 4))
                    .limit(4)
                    .filter(pattern -> !pattern.matches("!/*"))
                    .toList();
            String path = String.join(
                    "/",
                    Stream.generate(() -> text(random, new String[] {"a", "b", "ab"}, 1))
                            .filter(name -> !name.isEmpty())
                            .limit(3)
                            .toList());
            assertReached(IgnoreRules.of(patterns), path, patterns);
        }
    }

    private static void assertReached(IgnoreRules rules, String path, List<String> patterns) {
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
            String directory = path.substring(0, end);
            assertThat(rules.excludes(path) || rules.mayHoldIncluded(directory))
                    .as("%s in %s of %s", path, directory, patterns)
                    .isTrue();
            assertThat(visit(rules, path).isExcluded()
                            || visit(rules, directory).mayHoldIncluded())
                    .as("walk to %s in %s of %s", path, directory, patterns)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'a\n[z-a', the pattern \"[z-a\" is malformed: a \"[\" is not closed",
        "'a\n!', a \"!\" stands without a pattern",
        "'a\n! ', a \"!\" stands without a pattern",
        "'a\nb\\ ', the pattern \"b\\\" is malformed: a backslash stands at its end"
    })
    void aMalformedLineIsRefusedWithItsPlace(String file, String message) {
        assertThatThrownBy(() -> parse(file))
                .isInstanceOf(ImagepackException.class)
                .hasMessage(".dockerignore:2: " + message);
    }

    @Test
    void patternsOfAnInstructionAreRefusedWithItsPlace() {
        assertThatThrownBy(() -> IgnoreRules.of(List.of("["), Location.of("Dockerfile", 8)))
                .hasMessageStartingWith("Dockerfile:8: the pattern \"[\" is malformed");
        assertThatThrownBy(() -> IgnoreRules.of(List.of("["))).hasMessageStartingWith("the pattern \"[\"");
    }

    @Test
    void sizesAreBounded() {
        assertThat(parse("x\n".repeat(10_000)).excludes("x")).isTrue();
        assertThatThrownBy(() -> parse("x\n".repeat(10_001)))
                .hasMessage(".dockerignore:10001: there are more than 10000 patterns");
        assertThatThrownBy(() -> parse("x".repeat(4097))).hasMessageContaining("it has more than 4096 characters");
        assertThatThrownBy(() -> parse("#" + "x".repeat(65535))).hasMessageContaining("the line has 65536 bytes");
        assertThatThrownBy(() -> IgnoreRules.parse("i", new byte[] {'a', '\n', (byte) 0xFF}))
                .hasMessage("i:2: the line is not UTF-8 text");
    }

    private static IgnoreRules.Visit visit(IgnoreRules rules, String path) {
        IgnoreRules.Visit visit = rules.root();
        for (String name : path.split("/")) {
            visit = visit.enter(name);
        }
        return visit;
    }

    private static String text(Random random, String[] parts, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    private static IgnoreRules parse(String text) {
        return IgnoreRules.parse(".dockerignore", text.getBytes(StandardCharsets.UTF_8));
    }
}
