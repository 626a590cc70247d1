package dev.imagepack.build.embedded;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.dockerfile.Expansion;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.Variables;
import dev.imagepack.dockerfile.Words;

/** The variables at one point of a Dockerfile; of ARG and ENV the later line wins. */
final class Scope {

    private final Words words;
    private final Map<String, String> values;

    Scope(char escape, Map<String, String> values) {
        this.words = Words.escapedBy(escape);
        this.values = new HashMap<>(values);
    }

    void set(String name, String value) {
        values.put(name, value);
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    Map<String, String> values() {
        return Map.copyOf(values);
    }

    /** One word. */
    String expand(String word, Location at) {
        return expansion(word, at).value();
    }

    /** One word that may become several. */
    List<String> expandToWords(String word, Location at) {
        return expansion(word, at).words();
    }

    /** A text with line ends, quotes kept. */
    String expandDocument(String body, Location at) {
        return Words.expandDocument(body, Variables.of(values), at).value();
    }

    private Expansion expansion(String word, Location at) {
        return words.expand(word, Variables.of(values), at);
    }
}
