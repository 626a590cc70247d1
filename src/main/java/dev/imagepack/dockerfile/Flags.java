package dev.imagepack.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The flags of one instruction by name, checked against those that it knows. */
final class Flags {

    private final Statement statement;
    private final Map<String, Kind> known;
    private final Map<String, List<String>> values = new HashMap<>();

    private Flags(Statement statement, Map<String, Kind> known) {
        this.statement = statement;
        this.known = known;
    }

    /** @throws dev.imagepack.ImagepackException for an unknown flag, a repeated one, or one without a proper value */
    static Flags of(Statement statement, Map<String, Kind> known) {
        Flags flags = new Flags(statement, known);
        statement.flags().forEach(flags::add);
        return flags;
    }

    /** Refuses every flag. */
    static void none(Statement statement) {
        of(statement, Map.of());
    }

    /** The value of a flag, if it was given and is not empty. */
    Optional<String> text(String name) {
        return texts(name).stream().filter(value -> !value.isEmpty()).findFirst();
    }

    /** The values of a flag that may be repeated, in order. */
    List<String> texts(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** Whether a flag is on or off, if it was given. */
    Optional<Boolean> yesNo(String name) {
        return text(name).map(Boolean::valueOf);
    }

    private void add(String flag) {
        int equals = flag.indexOf('=');
        String name = flag.substring(2, equals < 0 ? flag.length() : equals);
        Kind kind = known.get(name);
        if (kind == null) {
            throw statement.fault("has the unknown flag " + Excerpt.of("--" + name), advice(name));
        }
        List<String> given = values.computeIfAbsent(name, key -> new ArrayList<>());
        if (kind != Kind.TEXTS && !given.isEmpty()) {
            throw statement.fault("has the flag --" + name + " twice", "Remove one of them.");
        }
        if (equals < 0 && kind != Kind.YES_NO) {
            throw statement.fault("has the flag --" + name + " without a value", "Write --" + name + "=value.");
        }
        String value = equals < 0 ? "true" : flag.substring(equals + 1);
        given.add(kind == Kind.YES_NO ? yesNo(name, value) : value);
    }

    private String yesNo(String name, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        if (!lower.equals("true") && !lower.equals("false")) {
            throw statement.fault(
                    "has the flag --" + name + " with the value " + Excerpt.of(value),
                    "Write --" + name + ", --" + name + "=true or --" + name + "=false.");
        }
        return lower;
    }

    private String advice(String name) {
        String all = known.isEmpty()
                ? "It takes no flags."
                : "It takes --" + String.join(", --", new TreeSet<>(known.keySet())) + ".";
        return Suggestion.of(name, new TreeSet<>(known.keySet()))
                .map(meant -> "Did you mean --" + meant + "? " + all)
                .orElse(all);
    }

    /** What a flag's value is. */
    enum Kind {
        TEXT,
        TEXTS,
        YES_NO
    }
}
