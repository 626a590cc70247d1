package dev.imagepack.dockerfile;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.imagepack.testing.Attempt;

import static org.assertj.core.api.Assertions.assertThat;

class WordsFuzzTest {

    private static final Location AT = Location.of("Dockerfile", 1);

    /** The first line is the value of {@code V}, the rest a word. The result is bounded, and a plain word stays as it is. */
    @FuzzTest
    void words(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = Math.max(0, text.indexOf('\n'));
        String word = text.substring(end);
        Variables variables = Variables.of(Map.of("V", text.substring(0, end), "E", "", "a", "x y*z"));
        for (char escape : new char[] {'\\', '`'}) {
            Optional<Expansion> found = Attempt.of(() -> Words.escapedBy(escape).expand(word, variables, AT));
            found.ifPresent(expansion -> check(word, escape, expansion));
        }
        Attempt.of(() -> Words.expandDocument(word, variables, AT))
                .ifPresent(body -> assertThat(body.value().length()).isLessThanOrEqualTo(WordLexer.MAX_LENGTH));
        Attempt.of(() -> HeredocMark.onLine(word, AT))
                .ifPresent(marks -> marks.forEach(mark -> assertThat(mark.endsAt(mark.name()))
                        .isEqualTo(!mark.chomped() || !mark.name().startsWith("\t"))));
        Attempt.of(() -> PortSpec.expand(word, AT));
        GoDuration.parse(word);
    }

    private static void check(String word, char escape, Expansion expansion) {
        assertThat(expansion.value().length()).isLessThanOrEqualTo(WordLexer.MAX_LENGTH);
        if (word.chars().noneMatch(c -> c == '$' || c == '"' || c == '\'' || c == escape)) {
            assertThat(expansion.value()).isEqualTo(word);
        }
    }
}
