package dev.imagepack.oci;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An object of a document, read field by field. A field that is absent or null reads as empty; one that is of another type,
 * or required and absent, is a complaint and reads as empty too.
 */
final class Fields {

    private final ObjectNode node;
    private final String where;
    private final String path;
    private final Complaints complaints;

    /**
     * @param node the object
     * @param where the document, for messages
     * @param complaints where faults go
     */
    Fields(ObjectNode node, String where, Complaints complaints) {
        this(node, where, "", complaints);
    }

    private Fields(ObjectNode node, String where, String path, Complaints complaints) {
        this.node = node;
        this.where = where;
        this.path = path;
        this.complaints = complaints;
    }

    ObjectNode node() {
        return node;
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    void complain(String what) {
        complain("field", what);
    }

    void complain(String code, String what) {
        complaints.add(code, where, path.isEmpty() ? what : path.substring(0, path.length() - 1) + ": " + what);
    }

    Optional<String> text(String name) {
        return typed(name, JsonNodeType.STRING).map(JsonNode::textValue);
    }

    Optional<String> requiredText(String name) {
        return required(name, text(name));
    }

    boolean flag(String name) {
        return typed(name, JsonNodeType.BOOLEAN).map(JsonNode::booleanValue).orElse(false);
    }

    /** A whole number that fits in 64 bits. */
    OptionalLong whole(String name) {
        Optional<JsonNode> number = typed(name, JsonNodeType.NUMBER);
        if (number.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!number.get().isIntegralNumber() || !number.get().canConvertToLong()) {
            complain("field", name + " is " + number.get().asText() + ", expected a whole number");
            return OptionalLong.empty();
        }
        return OptionalLong.of(number.get().longValue());
    }

    /** A text that {@code parse} understands; what it refuses with IllegalArgumentException is a complaint. */
    <T> Optional<T> parsed(String name, Function<String, T> parse) {
        return text(name).flatMap(value -> understood(name, value, parse));
    }

    /** What {@code parse} makes of a value that was read before; {@code name} is for messages. */
    <T> Optional<T> understood(String name, String value, Function<String, T> parse) {
        try {
            return Optional.of(parse.apply(value));
        } catch (IllegalArgumentException e) {
            complain(name + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    <T> Optional<T> requiredParsed(String name, Function<String, T> parse) {
        return required(name, parsed(name, parse));
    }

    /** A list of texts; entries of another type are complaints and left out. */
    Optional<List<String>> texts(String name) {
        return typed(name, JsonNodeType.ARRAY).map(list -> {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                if (expect(name + "[" + i + "]", list.get(i), JsonNodeType.STRING)) {
                    texts.add(list.get(i).textValue());
                }
            }
            return List.copyOf(texts);
        });
    }

    /** An object whose values are texts. */
    SortedMap<String, String> textMap(String name) {
        SortedMap<String, String> texts = new TreeMap<>();
        typed(name, JsonNodeType.OBJECT).ifPresent(object -> {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (expect(name + "[" + Quoted.of(member.getKey()) + "]", member.getValue(), JsonNodeType.STRING)) {
                    texts.put(member.getKey(), member.getValue().textValue());
                }
            }
        });
        return texts;
    }

    /** The keys of an object whose values are (empty) objects: JSON's way to write a set. */
    List<String> keys(String name) {
        List<String> keys = new ArrayList<>();
        typed(name, JsonNodeType.OBJECT).ifPresent(object -> {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (member.getValue().isNull()
                        || expect(
                                name + "[" + Quoted.of(member.getKey()) + "]",
                                member.getValue(),
                                JsonNodeType.OBJECT)) {
                    keys.add(member.getKey());
                }
            }
        });
        return keys.stream().sorted().toList();
    }

    Optional<Fields> object(String name) {
        return typed(name, JsonNodeType.OBJECT).map(object -> inner(name, object));
    }

    Optional<Fields> requiredObject(String name) {
        return required(name, object(name));
    }

    /** A list of at most {@code most} objects; entries of another type are complaints and left out. */
    Optional<List<Fields>> objects(String name, int most) {
        return typed(name, JsonNodeType.ARRAY).map(list -> {
            if (list.size() > most) {
                complain(
                        "too-many",
                        name + " has " + list.size() + " entries, more than the " + most + " that are read");
                return List.<Fields>of();
            }
            List<Fields> objects = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                if (expect(name + "[" + i + "]", list.get(i), JsonNodeType.OBJECT)) {
                    objects.add(inner(name + "[" + i + "]", list.get(i)));
                }
            }
            return objects;
        });
    }

    /** The same object with keys that differ only in case taken for the same, as Go reads them. */
    Fields ignoringCase() {
        ObjectNode lower = Json.object();
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            lower.set(name.toLowerCase(Locale.ROOT), node.get(name));
        }
        return new Fields(lower, where, path, complaints);
    }

    private Fields inner(String name, JsonNode object) {
        return new Fields((ObjectNode) object, where, path + name + ".", complaints);
    }

    private <T> Optional<T> required(String name, Optional<T> value) {
        if (!has(name)) {
            complain(name + " is missing");
        }
        return value;
    }

    private Optional<JsonNode> typed(String name, JsonNodeType type) {
        return has(name) && expect(name, node.get(name), type) ? Optional.of(node.get(name)) : Optional.empty();
    }

    private boolean expect(String name, JsonNode value, JsonNodeType type) {
        if (value.getNodeType() != type) {
            complain(name + " is a JSON " + name(value.getNodeType()) + ", expected " + name(type));
            return false;
        }
        return true;
    }

    private static String name(JsonNodeType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
