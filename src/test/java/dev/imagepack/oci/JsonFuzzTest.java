package dev.imagepack.oci;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.imagepack.testing.Attempt;

import static org.assertj.core.api.Assertions.assertThat;

class JsonFuzzTest {

    private static final ObjectMapper JACKSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** What is read is what Jackson's own reader reads, and is written as what reads as the same. */
    @FuzzTest
    void json(byte[] bytes) {
        Attempt.of(() -> Json.parse(bytes, 1 << 20, "document")).ifPresent(read -> {
            assertThat(Json.text(read)).isEqualTo(Json.text(jackson(bytes)));
            assertThat(Json.text(Json.parse(Json.bytes(read), 1 << 24, "written")))
                    .isEqualTo(Json.text(read));
        });
        Attempt.of(() -> Json.members(bytes, 1 << 20, "document"))
                .ifPresent(members -> members.values().forEach(value -> {
                    byte[] raw = value.getBytes(StandardCharsets.UTF_8);
                    Json.parse(raw, 1 << 20, "member");
                }));
    }

    private static JsonNode jackson(byte[] bytes) {
        try {
            return JACKSON.readTree(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
