package dev.imagepack.dockerfile;

import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import dev.imagepack.ImagepackException;
import dev.imagepack.testing.Vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HeredocMarkTest {

    private static final Location AT = Location.of("Dockerfile", 1);

    @TestFactory
    Stream<DynamicTest> upstreamWordsBeginHereDocumentsAsInBuildKit() {
        return Vectors.eachThirdParty("heredoc-words", node -> {
            String word = node.path("word").asText();
            if (node.has("error")) {
                assertThatThrownBy(() -> HeredocMark.parse(word, AT)).isInstanceOf(ImagepackException.class);
                assertThat(HeredocMark.parseLenient(word, AT)).isEmpty();
            } else {
                assertThat(HeredocMark.parse(word, AT).isPresent())
                        .isEqualTo(node.path("valid").asBoolean());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> upstreamLinesBeginHereDocumentsAsInBuildKit() {
        return Vectors.eachThirdParty(
                "heredoc-line",
                node -> assertThat(HeredocMark.onLine(node.path("line").asText(), AT).stream()
                                .map(HeredocMark::name))
                        .containsExactlyElementsOf(Vectors.texts(node.path("heredocs"))));
    }

    @Test
    void aQuotedWordKeepsVariables() {
        assertThat(HeredocMark.parse("3<<-EOF", AT)).contains(new HeredocMark("EOF", "3", true, true));
        assertThat(HeredocMark.parse("<<'EOF'", AT)).contains(new HeredocMark("EOF", "", false, false));
        assertThat(HeredocMark.parse("<<E\"O\"F", AT)).contains(new HeredocMark("EOF", "", false, false));
        assertThat(HeredocMark.parse("<<\\$E", AT)).contains(new HeredocMark("$E", "", true, false));
    }

    @Test
    void aHereStringIsNone() {
        assertThat(HeredocMark.onLine("RUN cat <<<\"x\"", AT)).isEmpty();
        assertThat(HeredocMark.onLine("RUN echo $((1<<2))", AT)).isEmpty();
        assertThat(HeredocMark.onLine("RUN a <b <<E 'open", AT)).isEmpty();
    }

    @Test
    void onlyLeadingTabsAreCut() {
        HeredocMark chomped = new HeredocMark("E", "", true, true);

        assertThat(chomped.content("\t\ta\tb\n \tc\r\n\t")).isEqualTo("a\tb\n \tc\r\n");
        assertThat(chomped.endsAt("\t\tE")).isTrue();
        assertThat(chomped.endsAt(" E")).isFalse();
        assertThat(new HeredocMark("E", "", true, false).endsAt("\tE")).isFalse();
    }
}
