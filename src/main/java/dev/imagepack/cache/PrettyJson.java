package dev.imagepack.cache;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import dev.imagepack.oci.Json;

/** JSON for people: one value a line, two spaces deeper with each level, keys in the order of the tree. */
final class PrettyJson {

    private final StringBuilder text = new StringBuilder();

    private PrettyJson() {}

    static byte[] bytes(JsonNode value) {
        PrettyJson json = new PrettyJson();
        json.write(value, "\n");
        return json.text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write(JsonNode value, String line) {
        if (value.isEmpty()) {
            text.append(Json.text(value));
        } else if (value.isObject()) {
            writeObject(value, line);
        } else {
            writeArray(value, line);
        }
    }

    private void writeObject(JsonNode object, String line) {
        String separator = "{";
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            text.append(separator).append(line).append("  ");
            text.append(Json.text(Json.object().textNode(field.getKey()))).append(": ");
            write(field.getValue(), line + "  ");
            separator = ",";
        }
        text.append(line).append('}');
    }

    private void writeArray(JsonNode array, String line) {
        String separator = "[";
        for (JsonNode item : array) {
            text.append(separator).append(line).append("  ");
            write(item, line + "  ");
            separator = ",";
        }
        text.append(line).append(']');
    }
}
