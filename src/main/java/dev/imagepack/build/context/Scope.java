package dev.imagepack.build.context;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.dockerfile.Expansion;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.Variables;
import dev.imagepack.dockerfile.Words;

/** The variables at one point of a Dockerfile; of ARG and ENV the later line wins. */
public final class Scope {

    private final Words words;
    private final Map<String, String> values;
    private final UnsetListener listener;

    Scope(char escape, Map<String, String> values) {
        this(escape, values, (name, scope, at) -> {});
    }

    /** @param listener told of every variable that a word uses and that is not set */
    public Scope(char escape, Map<String, String> values, UnsetListener listener) {
        this.words = Words.escapedBy(escape);
        this.values = new HashMap<>(values);
        this.listener = listener;
    }

    /** Is told that a variable was used without being set. */
    @FunctionalInterface
    public interface UnsetListener {
        void unset(String name, Scope scope, Location at);
    }

    /** The variables of an image's configuration, {@code NAME=value} each. */
    public static Map<String, String> environment(List<String> entries) {
        Map<String, String> environment = new HashMap<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            environment.put(entry.substring(0, Math.max(equals, 0)), entry.substring(equals + 1));
        }
        return environment;
    }

    void set(String name, String value) {
        values.put(name, value);
    }

    /** The value of a variable; empty when it is not set. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** All that are set now, by name. */
    public Map<String, String> values() {
        return Map.copyOf(values);
    }

    /** One word. */
    public String expand(String word, Location at) {
        return expansion(word, at).value();
    }

    /** One word that may become several. */
    public List<String> expandToWords(String word, Location at) {
        return expansion(word, at).words();
    }

    /** A text with line ends, quotes kept. */
    public String expandDocument(String body, Location at) {
        return told(Words.expandDocument(body, Variables.of(values), at), at).value();
    }

    /** One word, and which variables it uses. */
    Expansion expansion(String word, Location at) {
        return told(words.expand(word, Variables.of(values), at), at);
    }

    private Expansion told(Expansion expansion, Location at) {
        expansion.unset().forEach(name -> listener.unset(name, this, at));
        return expansion;
    }
}
