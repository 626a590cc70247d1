package dev.imagepack.oci;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;

/** Writes a tree in the canonical form that {@link Json#bytes} promises. */
final class JsonWriter {

    /** By UTF-8 bytes, which is by code point; Java's own order differs above U+FFFF. */
    private static final Comparator<String> BY_CODE_POINT =
            Comparator.comparing(key -> key.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final StringBuilder out = new StringBuilder();

    private JsonWriter() {}

    static String text(JsonNode node) {
        JsonWriter writer = new JsonWriter();
        writer.value(node);
        return writer.out.toString();
    }

    private void value(JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> object(node);
            case ARRAY -> list('[', node, this::value, ']');
            case STRING -> string(node.textValue());
            case NUMBER, BOOLEAN, NULL -> out.append(node.asText());
            case POJO -> out.append(spelling((POJONode) node));
            default -> throw new IllegalArgumentException("no JSON value: " + node.getNodeType());
        }
    }

    private void object(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        keys.sort(BY_CODE_POINT);
        list('{', keys, key -> member(key, node.get(key)), '}');
    }

    private void member(String key, JsonNode value) {
        string(key);
        out.append(':');
        value(value);
    }

    private <T> void list(char open, Iterable<T> items, Consumer<T> write, char close) {
        out.append(open);
        int empty = out.length();
        for (T item : items) {
            if (out.length() > empty) {
                out.append(',');
            }
            write.accept(item);
        }
        out.append(close);
    }

    private static String spelling(POJONode node) {
        if (node.getPojo() instanceof RawValue raw && raw.rawValue() instanceof String json) {
            return json;
        }
        throw new IllegalArgumentException("no JSON value: " + node.getPojo());
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                character(out, c);
            }
        }
        out.append('"');
    }

    private static void character(StringBuilder out, char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < ' ' || isEscapedAnywhere(c) || Character.isSurrogate(c)) {
                    escape(out, c);
                } else {
                    out.append(c);
                }
            }
        }
    }

    /** Characters that Go escapes inside strings although JSON does not ask for it. */
    static boolean isEscapedAnywhere(char c) {
        return c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029';
    }

    static void escape(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit(c >> shift & 15, 16));
        }
    }
}
