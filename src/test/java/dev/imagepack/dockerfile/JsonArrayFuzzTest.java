package dev.imagepack.dockerfile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.imagepack.testing.Attempt;

import static org.assertj.core.api.Assertions.assertThat;

class JsonArrayFuzzTest {

    private static final ObjectMapper JACKSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Jackson reads the same list, or refuses what we refuse. */
    @FuzzTest
    void execForm(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Optional<List<Optional<String>>> found =
                Attempt.of(() -> JsonArray.parse(text)).orElseThrow();
        // Blanks before the list are the Dockerfile's; half a character is replaced by one of the two; and Jackson
        // takes some letters far beyond ASCII for hexadecimal digits.
        if (text.startsWith("[") && !text.matches("(?s).*\\\\u([dD][89a-fA-F]|[0-9a-fA-F]{0,3}[^\\x00-\\x7f]).*")) {
            assertThat(found).isEqualTo(jackson(text));
        }
    }

    private static Optional<List<Optional<String>>> jackson(String text) {
        try {
            List<Optional<String>> elements = new ArrayList<>();
            for (JsonNode element : JACKSON.readTree(text)) {
                elements.add(Optional.ofNullable(element.textValue()));
            }
            return Optional.of(elements);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
