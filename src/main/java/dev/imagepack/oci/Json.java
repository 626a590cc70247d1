package dev.imagepack.oci;

import java.nio.charset.StandardCharsets;
import java.util.SortedMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

/**
 * The one place where JSON is read and written. It is read strictly (UTF-8, one value, no key twice, bounded size and
 * depth, exact numbers) and written in one canonical form, so that equal content gives equal bytes.
 */
public final class Json {

    private Json() {}

    /**
     * Reads one value.
     *
     * @param bytes the document
     * @param limit the most bytes that it may have
     * @param place what the document is, for messages
     * @throws dev.imagepack.ImagepackException when it is larger, not UTF-8, not JSON, nested too deep, names a key twice or
     *     goes on after the value
     */
    public static JsonNode parse(byte[] bytes, int limit, String place) {
        return JsonReader.parse(bytes, limit, place);
    }

    /** As {@link #parse}, of a document that must be an object. */
    public static ObjectNode parseObject(byte[] bytes, int limit, String place) {
        return JsonReader.object(parse(bytes, limit, place), place);
    }

    /**
     * The values of an object as they are spelled, by key: numbers, the order of keys inside and escapes untouched, only
     * space between tokens taken out and {@code <>&} escaped. {@link #raw} writes such a value back.
     *
     * @throws dev.imagepack.ImagepackException as {@link #parse} does, and when the document is no object
     */
    public static SortedMap<String, String> members(byte[] bytes, int limit, String place) {
        ObjectNode tree = parseObject(bytes, limit, place);
        return new JsonMembers(new String(bytes, StandardCharsets.UTF_8)).of(tree);
    }

    /**
     * The canonical form: compact, keys sorted by code point, {@code <>&} and U+2028/2029 escaped as Go does it, numbers
     * as they were written where the tree holds them exactly, no newline at the end.
     */
    public static byte[] bytes(JsonNode value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    /** As {@link #bytes}, as text. */
    public static String text(JsonNode value) {
        return JsonWriter.text(value);
    }

    /** A value that is written exactly as it is spelled here; it must be one JSON value. */
    public static JsonNode raw(String json) {
        return JsonNodeFactory.instance.rawValueNode(new RawValue(json));
    }

    /** An empty object to fill. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A list of texts. */
    public static ArrayNode texts(Iterable<String> values) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        values.forEach(list::add);
        return list;
    }

    /** An empty list to fill. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }
}
