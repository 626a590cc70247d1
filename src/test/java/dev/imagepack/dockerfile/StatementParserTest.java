package dev.imagepack.dockerfile;

import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import dev.imagepack.testing.Vectors;

import static org.assertj.core.api.Assertions.assertThat;

class StatementParserTest {

    @TestFactory
    Stream<DynamicTest> upstreamLinesSplitIntoWordsAsInBuildKit() {
        return Vectors.eachThirdParty(
                "parse-words",
                node -> assertThat(new StatementParser('\\')
                                .words(node.path("line").asText()))
                        .isEqualTo(Vectors.texts(node.path("expect"))));
    }

    @Test
    void quotesAndEscapesHoldAWordTogether() {
        assertThat(new StatementParser('\\').words("a\\ b \"c d\"'e f' \"g\\\" h\" 'i\\' j\\"))
                .containsExactly("a\\ b", "\"c d\"'e f'", "\"g\\\" h\"", "'i\\'", "j");
        assertThat(new StatementParser('`').words("a` b c\\ d")).containsExactly("a` b", "c\\", "d");
    }

    @Test
    void anOpenQuoteHoldsTheRest() {
        assertThat(new StatementParser('\\').words("a \"b c")).containsExactly("a", "\"b c");
    }
}
