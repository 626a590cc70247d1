package dev.imagepack.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@code --mount} of RUN says about where its files come from; the rest is for the engine, and so are its faults.
 * Words are raw, variables included.
 *
 * @param type {@code bind}, {@code cache}, {@code tmpfs}, {@code secret}, {@code ssh}, or what the engine will refuse
 * @param from a stage's name or number, or an image; takes no variables
 * @param source the path in it, or in the context
 * @param id of a secret, a key or a cache
 * @see <a href="https://docs.docker.com/reference/dockerfile/#run---mount">Dockerfile reference</a>
 */
public record RunMount(String type, Optional<String> from, Optional<String> source, Optional<String> id) {

    private static final String BIND = "bind";

    /** Reads the value of the flag: fields of {@code key=value}, separated and quoted as in CSV. */
    public static RunMount parse(String text) {
        Map<String, String> values = new HashMap<>();
        for (String field : fields(text)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                values.put(field.substring(0, equals).strip().toLowerCase(Locale.ROOT), field.substring(equals + 1));
            }
        }
        return new RunMount(
                values.getOrDefault("type", BIND).toLowerCase(Locale.ROOT),
                Optional.ofNullable(values.get("from")).filter(from -> !from.isEmpty()),
                Optional.ofNullable(values.getOrDefault("source", values.get("src"))),
                Optional.ofNullable(values.get("id")));
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
        return type.equals("secret") || type.equals("ssh");
    }

    /** Whether a variable decides what it is. */
    public boolean isVariable() {
        return type.contains("$");
    }
}
