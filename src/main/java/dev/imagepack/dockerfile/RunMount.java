package dev.imagepack.dockerfile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a {@code --mount} of RUN says; what that means is for the engine, and so are its faults. Words are raw, variables
 * included.
 *
 * @param type {@code bind}, {@code cache}, {@code tmpfs}, {@code secret}, {@code ssh}, or what the engine will refuse
 * @param values all that is said as {@code key=value}, by the key in small letters
 * @see <a href="https://docs.docker.com/reference/dockerfile/#run---mount">Dockerfile reference</a>
 */
public record RunMount(String type, SortedMap<String, String> values) {

    private static final String BIND = "bind";

    public RunMount {
        values = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, String>) values));
    }

    /** Reads the value of the flag: fields of {@code key=value}, separated and quoted as in CSV. */
    public static RunMount parse(String text) {
        SortedMap<String, String> values = new TreeMap<>();
        for (String field : fields(text)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                values.put(field.substring(0, equals).strip().toLowerCase(Locale.ROOT), field.substring(equals + 1));
            }
        }
        return new RunMount(values.getOrDefault("type", BIND).toLowerCase(Locale.ROOT), values);
    }

    /** A stage's name or number, or an image; takes no variables. */
    public Optional<String> from() {
        return Optional.ofNullable(values.get("from")).filter(from -> !from.isEmpty());
    }

    /** The path in it, or in the context. */
    public Optional<String> source() {
        return Optional.ofNullable(values.getOrDefault("source", values.get("src")));
    }

    /** That of a secret, a key or a cache. */
    public Optional<String> id() {
        return Optional.ofNullable(values.get("id"));
    }

    private static List<String> fields(String text) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    /** Whether it shows files of the context, a stage or an image. */
    public boolean isBind() {
        return type.equals(BIND);
    }

    /** Whether only a client that stays connected can give what it shows: a secret or a key. */
    public boolean needsClient() {
        return type.equals("secret") || isKey();
    }

    /** Whether it shows an agent with keys for ssh. */
    public boolean isKey() {
        return type.equals("ssh");
    }

    /** Whether a variable decides what it is. */
    public boolean isVariable() {
        return type.contains("$");
    }
}
