package dev.imagepack.oci;

import java.util.Collections;
import java.util.Iterator;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Cuts the values out of a JSON object as they are spelled. The text has been parsed before, so it is known to be well-formed. */
final class JsonMembers {

    private final String json;
    private int at;

    JsonMembers(String json) {
        this.json = json;
    }

    /** The values by key; {@code tree} is what the text was parsed to, with its keys in the text's order. */
    SortedMap<String, String> of(ObjectNode tree) {
        SortedMap<String, String> members = new TreeMap<>();
        at = json.indexOf('{') + 1;
        for (Iterator<String> keys = tree.fieldNames(); keys.hasNext(); ) {
            at = json.indexOf('"', at);
            string(new StringBuilder());
            at = json.indexOf(':', at) + 1;
            members.put(keys.next(), value());
        }
        return Collections.unmodifiableSortedMap(members);
    }

    /** Reads up to the comma or brace behind the value, which it passes. */
    private String value() {
        StringBuilder value = new StringBuilder();
        for (int depth = 0; ; ) {
            char c = json.charAt(at);
            if (c == '"') {
                string(value);
                continue;
            }
            at++;
            if (depth == 0 && (c == ',' || c == '}')) {
                return value.toString();
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            if (c > ' ') {
                value.append(c);
            }
        }
    }

    private void string(StringBuilder target) {
        int start = at++;
        for (; json.charAt(at) != '"'; at++) {
            if (json.charAt(at) == '\\') {
                at++;
            }
        }
        at++;
        for (int i = start; i < at; i++) {
            char c = json.charAt(i);
            if (JsonWriter.isEscapedAnywhere(c)) {
                JsonWriter.escape(target, c);
            } else {
                target.append(c);
            }
        }
    }
}
