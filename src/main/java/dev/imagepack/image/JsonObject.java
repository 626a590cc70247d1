package dev.imagepack.image;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An object of one of our own documents while it is read. Everything must be there and of its kind, and nothing may be there
 * that was not asked for: an IllegalArgumentException names the key.
 *
 * @param node the object
 * @param path how the document gets there, empty for the document itself
 */
record JsonObject(JsonNode node, String path) {

    /** More than any list of ours holds; an image has at most a few hundred layers. */
    private static final int LONGEST_LIST = 10_000;

    JsonObject {
        if (!node.isObject()) {
            throw new IllegalArgumentException((path.isEmpty() ? "the document" : path) + " is no object");
        }
    }

    /** Refuses keys other than these. */
    JsonObject only(Set<String> keys) {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!keys.contains(name)) {
                throw new IllegalArgumentException(at(name) + " is not known here");
            }
        }
        return this;
    }

    /** Whether the key is there and not null. */
    boolean hasValue(String key) {
        return node.hasNonNull(key);
    }

    String text(String key) {
        JsonNode value = node.path(key);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(at(key) + " is no text");
        }
        return value.textValue();
    }

    /** The text as a value of a type whose parser throws IllegalArgumentException. */
    <T> T parsed(String key, Function<String, T> parser) {
        return value(at(key), text(key), parser);
    }

    boolean flag(String key) {
        JsonNode value = node.path(key);
        if (!value.isBoolean()) {
            throw new IllegalArgumentException(at(key) + " is neither true nor false");
        }
        return value.booleanValue();
    }

    /** A whole number, 0 or more. */
    long number(String key) {
        JsonNode value = node.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new IllegalArgumentException(at(key) + " is no whole number");
        }
        return value.longValue();
    }

    JsonObject object(String key) {
        return new JsonObject(node.path(key), at(key));
    }

    /** Its values by name, all of them texts. */
    SortedMap<String, String> texts() {
        SortedMap<String, String> values = new TreeMap<>();
        node.fieldNames().forEachRemaining(name -> values.put(name, text(name)));
        return values;
    }

    /** The objects of a list, each as {@code reader} understands it. */
    <T> List<T> objects(String key, Function<JsonObject, T> reader) {
        List<T> values = new ArrayList<>();
        for (JsonNode item : list(key)) {
            values.add(reader.apply(new JsonObject(item, at(key) + "[" + values.size() + "]")));
        }
        return values;
    }

    /** The texts of a list, each as {@code parser} understands it. */
    <T> List<T> texts(String key, Function<String, T> parser) {
        List<T> values = new ArrayList<>();
        for (JsonNode item : list(key)) {
            String where = at(key) + "[" + values.size() + "]";
            if (!item.isTextual()) {
                throw new IllegalArgumentException(where + " is no text");
            }
            values.add(value(where, item.textValue(), parser));
        }
        return values;
    }

    private JsonNode list(String key) {
        JsonNode value = node.path(key);
        if (!value.isArray() || value.size() > LONGEST_LIST) {
            throw new IllegalArgumentException(at(key) + " is no list of at most " + LONGEST_LIST);
        }
        return value;
    }

    private static <T> T value(String where, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
