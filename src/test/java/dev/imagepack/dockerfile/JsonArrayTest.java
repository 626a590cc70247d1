package dev.imagepack.dockerfile;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.testing.Vectors;

import static org.assertj.core.api.Assertions.assertThat;

class JsonArrayTest {

    @TestFactory
    Stream<DynamicTest> upstreamListsReadAsInBuildKit() {
        return Vectors.eachThirdParty("json-array", JsonArrayTest::check);
    }

    private static void check(JsonNode node) {
        Optional<List<Optional<String>>> elements =
                JsonArray.parse(node.path("json").asText());
        if (node.has("error")) {
            assertThat(elements.filter(list -> !list.contains(Optional.<String>empty())))
                    .isEmpty();
        } else {
            assertThat(elements.orElseThrow().stream().map(Optional::orElseThrow))
                    .containsExactlyElementsOf(Vectors.texts(node.path("expect")));
        }
    }

    @Test
    void escapesBecomeCharacters() {
        assertThat(strings("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"]"))
                .containsExactly("\"\\/\b\f\n\r\t\u00E9\uD83D\uDE00");
        assertThat(strings("[\"\\ud800x\", \"\\udc00\"]")).containsExactly("\uFFFDx", "\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[1]", "[null]", "[true,false]", "[[\"a\"]]", "[{\"a\":[1,{}]}]", "[-0.5e+3]", "[[], {}, 0, 1E9]"
            })
    void elementsThatAreNoStringsAreSeen(String json) {
        assertThat(JsonArray.parse(json).orElseThrow()).containsOnly(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "[",
                "[\"a\"",
                "[\"a\",]",
                "[,]",
                "['a']",
                "[\"a\"] b",
                "[\"a\" \"b\"]",
                "[01]",
                "[1.]",
                "[+1]",
                "[.5]",
                "[1e]",
                "[tru]",
                "[{\"a\"}]",
                "[{\"a\":}]",
                "[{1:2}]",
                "[{\"a\":1,}]",
                "[[1}]",
                "[{]]",
                "[\"\\x\"]",
                "[\"\\u12g4\"]",
                "[\"\\\"]",
                "[\"a\nb\"]",
                "[\u00A0\"a\"]",
                "{\"a\":1}",
                "[\"\\u\uFF11111\"]"
            })
    void otherTextsAreNoLists(String text) {
        assertThat(JsonArray.parse(text)).isEmpty();
    }

    @Test
    void depthIsLimitedAsInGo() {
        assertThat(JsonArray.parse("[".repeat(10_000) + "]".repeat(10_000))).isPresent();
        assertThat(JsonArray.parse("[".repeat(10_001) + "]".repeat(10_001))).isEmpty();
    }

    private static Stream<String> strings(String json) {
        return JsonArray.parse(json).orElseThrow().stream().map(Optional::orElseThrow);
    }
}
