package dev.imagepack.build.embedded;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/** A configuration as the vectors compare it: only keys that are set, sets as sorted lists, no times, no layers. */
final class ConfigVector {

    private static final List<String> TOP = List.of("architecture", "os", "variant");

    private ConfigVector() {}

    static Map<String, Object> normal(JsonNode config) {
        Map<String, Object> normal = new TreeMap<>();
        for (String key : TOP) {
            if (config.has(key)) {
                normal.put(key, config.get(key).asText());
            }
        }
        config.path("config").properties().forEach(entry -> {
            Object value = value(entry.getKey(), entry.getValue());
            if (value != null) {
                normal.put("config." + entry.getKey(), value);
            }
        });
        return normal;
    }

    private static Object value(String key, JsonNode value) {
        if (value.isNull()
                || value.isContainerNode() && value.isEmpty()
                || value.isTextual() && value.asText().isEmpty()) {
            return null;
        }
        if (key.equals("ExposedPorts") || key.equals("Volumes")) {
            List<String> names = new ArrayList<>();
            Iterator<String> fields = value.fieldNames();
            if (value.isArray()) {
                value.forEach(name -> names.add(name.asText()));
            } else {
                fields.forEachRemaining(names::add);
            }
            names.sort(null);
            return names.toString();
        }
        return sorted(value).toString();
    }

    /** Engines write the keys of an object in orders of their own. */
    private static Object sorted(JsonNode value) {
        if (!value.isObject()) {
            return value;
        }
        Map<String, Object> sorted = new TreeMap<>();
        value.properties().forEach(entry -> sorted.put(entry.getKey(), sorted(entry.getValue())));
        return sorted;
    }
}
