package dev.imagepack.oci;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.HistoryExport.LayerRecord;
import dev.imagepack.testing.Vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HistoryExportTest {

    private static Optional<Instant> day(int day) {
        return day == 0
                ? Optional.empty()
                : Optional.of(Instant.parse("2024-01-01T00:00:00Z").plusSeconds(86_400L * (day - 1)));
    }

    private static History layer(String by, int day) {
        return new History(day(day), by, "", "", false);
    }

    private static History empty(String by, int day) {
        return new History(day(day), by, "", "", true);
    }

    private static LayerRecord record(String description, int day) {
        return new LayerRecord(description, day(day));
    }

    private static List<History> normalized(int layers, List<History> history, LayerRecord... chain) {
        return HistoryExport.normalize(layers, history, Optional.of(List.of(chain)));
    }

    @Test
    void aHistoryThatFitsStaysAsItIs() {
        List<History> history = List.of(layer("a", 1), empty("env", 1), layer("b", 2), empty("cmd", 2));
        assertThat(normalized(2, history, record("x", 11), record("y", 12))).isEqualTo(history);
    }

    @Test
    void missingLinesAreAppended() {
        assertThat(normalized(2, List.of(layer("a", 1)), record("x", 11), record("y", 12)))
                .containsExactly(layer("a", 1), new History(day(12), "y", "", HistoryExport.COMMENT, false));
    }

    @Test
    void withoutAChainLinesAreBlankAndTimedByTheirNeighbours() {
        History blank = new History(day(1), "", "", HistoryExport.COMMENT, false);
        assertThat(HistoryExport.normalize(3, List.of(layer("a", 1)), Optional.empty()))
                .containsExactly(layer("a", 1), blank, blank);
    }

    @Test
    void surplusLinesLoseTheirLayerFromTheTail() {
        List<History> history = List.of(empty("e", 1), layer("a", 2), empty("e2", 3), layer("b", 4), layer("c", 5));
        assertThat(normalized(1, history, record("x", 11)))
                .containsExactly(empty("e", 1), layer("a", 2), empty("e2", 3), empty("b", 4), empty("c", 5));
        assertThat(normalized(0, List.of(layer("a", 1), layer("b", 2)))).containsExactly(empty("a", 1), empty("b", 2));
    }

    @Test
    void layersWithoutATimeTakeTheirRecords() {
        assertThat(normalized(2, List.of(layer("a", 0), layer("b", 0)), record("x", 11), record("y", 12)))
                .containsExactly(layer("a", 11), layer("b", 12));
    }

    @Test
    void commandsBeforeTheFirstNewLayerTakeItsTime() {
        assertThat(normalized(
                        2,
                        List.of(layer("base", 1), empty("env", 0), layer("new", 0)),
                        record("x", 1),
                        record("y", 12)))
                .containsExactly(layer("base", 1), empty("env", 12), layer("new", 12));
    }

    @Test
    void commandsAfterALayerTakeItsTime() {
        assertThat(normalized(1, List.of(layer("base", 1), empty("env", 0), empty("cmd", 0)), record("x", 1)))
                .containsExactly(layer("base", 1), empty("env", 1), empty("cmd", 1));
        List<History> history = List.of(
                layer("base", 1), empty("m1", 0), layer("n1", 10), empty("m2", 0), layer("n2", 20), empty("m3", 0));
        assertThat(normalized(3, history, record("x", 1), record("y", 10), record("z", 20)))
                .containsExactly(
                        layer("base", 1),
                        empty("m1", 10),
                        layer("n1", 10),
                        empty("m2", 10),
                        layer("n2", 20),
                        empty("m3", 20));
    }

    @Test
    void ofALongChainTheEndCounts() {
        assertThat(normalized(1, List.of(), record("p", 10), record("q", 11), record("r", 12)))
                .containsExactly(new History(day(12), "r", "", HistoryExport.COMMENT, false));
    }

    @Test
    void aRecordThatIsNeededAndMissingIsRefused() {
        assertThatThrownBy(() -> normalized(3, List.of(layer("a", 1), layer("b", 2)), record("x", 11)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layer 3 needs a record");
    }

    @Test
    void theTimeOfAConfigurationIsThatOfTheLastLine() {
        String patched = patched("{}", layer("a", 5), layer("b", 2));
        assertThat(patched).contains("\"created\":\"2024-01-02T00:00:00Z\",\"history\"");
        assertThat(patched("{\"created\":null}", layer("a", 5))).startsWith("{\"created\":null,");
    }

    @Test
    void whatIsNotUnderstoodKeepsItsSpelling() {
        assertThat(patched("{\"z\":{\"b\":1.0E+2,\"a\":\"\\u00e9\"},\"n\":12345678901234567890}"))
                .isEqualTo("{\"created\":null,\"history\":[],\"n\":12345678901234567890,"
                        + "\"rootfs\":{\"diff_ids\":[],\"type\":\"layers\"},\"z\":{\"b\":1.0E+2,\"a\":\"\\u00e9\"}}");
    }

    @Test
    void onlyAnObjectIsPatched() {
        for (String config : new String[] {"null", "[]", "\"x\"", "", "{"}) {
            assertThatExceptionOfType(ImagepackException.class).isThrownBy(() -> patched(config));
        }
    }

    private static String patched(String config, History... history) {
        return new String(
                HistoryExport.patch(
                        config.getBytes(StandardCharsets.UTF_8), List.of(), List.of(history), Optional.empty()),
                StandardCharsets.UTF_8);
    }

    /** Where the original writes null for a list, a list is written here: null is not valid there. */
    @TestFactory
    Stream<DynamicTest> exporterCases() {
        return Vectors.each(Vectors.own("mobyexporter"), node -> {
            JsonNode input = node.path("input");
            JsonNode expected = node.path("expect");
            if (expected.has("error")) {
                assertThatThrownBy(() -> run(input))
                        .isInstanceOfAny(ImagepackException.class, IllegalArgumentException.class);
            } else {
                assertThat(Json.text(run(input))).isEqualTo(Json.text(withLists(expected)));
            }
        });
    }

    private static JsonNode run(JsonNode input) {
        ObjectNode result = Json.object();
        switch (input.path("op").asText()) {
            case "normalize" -> {
                result.set("diffs", input.path("diffs"));
                result.set(
                        "history",
                        json(HistoryExport.normalize(input.path("diffs").size(), history(input), chain(input))));
            }
            case "parseHistory" -> result.set("history", json(HistoryExport.parse(config(input))));
            case "refMetadata" ->
                result.set(
                        "metadata",
                        metadata(HistoryExport.records(
                                chain(input), input.path("limit").asInt())));
            default -> {
                byte[] patched = HistoryExport.patch(
                        config(input),
                        Vectors.texts(input.path("diffs")).stream()
                                .map(DiffId::parse)
                                .toList(),
                        history(input),
                        Optional.ofNullable(input.get("cache"))
                                .map(cache -> cache.asText().getBytes(StandardCharsets.UTF_8)));
                result.put("config", new String(patched, StandardCharsets.UTF_8));
            }
        }
        return result;
    }

    private static byte[] config(JsonNode input) {
        return input.path("config").asText().getBytes(StandardCharsets.UTF_8);
    }

    private static List<History> history(JsonNode input) {
        ObjectNode config = Json.object();
        config.set("history", input.path("history"));
        return HistoryExport.parse(Json.bytes(config));
    }

    private static Optional<List<LayerRecord>> chain(JsonNode input) {
        if (input.path("nilRef").asBoolean()) {
            return Optional.empty();
        }
        List<LayerRecord> chain = new ArrayList<>();
        for (JsonNode layer : input.path("chain")) {
            Optional<Instant> created = Optional.ofNullable(layer.get("createdAt"))
                    .filter(JsonNode::isTextual)
                    .map(text -> Rfc3339.parse(text.asText()));
            chain.add(new LayerRecord(layer.path("description").asText(), created));
        }
        return Optional.of(chain);
    }

    private static JsonNode json(List<History> history) {
        return Json.array().addAll(history.stream().map(History::toNode).toList());
    }

    private static JsonNode metadata(List<LayerRecord> records) {
        List<ObjectNode> list = new ArrayList<>();
        for (LayerRecord layer : records) {
            list.add(Json.object()
                    .put("createdAt", layer.created().map(Rfc3339::format).orElse(null))
                    .put("description", layer.description()));
        }
        return Json.array().addAll(list);
    }

    private static JsonNode withLists(JsonNode expected) {
        if (!expected.has("config")) {
            return expected;
        }
        ObjectNode config = Json.parseObject(
                expected.path("config").asText().getBytes(StandardCharsets.UTF_8), Documents.LARGEST, "expected");
        if (config.path("history").isNull()) {
            config.putArray("history");
        }
        if (config.path("rootfs").path("diff_ids").isNull()) {
            ((ObjectNode) config.get("rootfs")).putArray("diff_ids");
        }
        return Json.object().put("config", Json.text(config));
    }
}
