package dev.imagepack.maven;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What to write instead of a key that nobody knows. */
final class UnknownKey {

    private UnknownKey() {}

    /**
     * One sentence of advice.
     *
     * @param known the keys that could stand there, as the source spells them
     * @param meant by bare name: our key for what other tools call so, or a sentence (told by its blanks)
     */
    static String advice(String key, Set<String> known, Map<String, String> meant, Spelling spelling) {
        String bare = Spelling.bare(key);
        for (String candidate : known) {
            if (Spelling.bare(candidate).equals(bare)) {
                return "Write " + candidate + ".";
            }
        }
        String other = meant.get(bare);
        if (other != null) {
            return other.indexOf(' ') < 0 ? "Write " + spelling.of(other) + "." : other;
        }
        if (key.equals("<<")) {
            return "YAML 1.2 has no merge key: repeat the keys, or set what all images share on the goal.";
        }
        Optional<String> nearest = Suggestion.nearest(key, known);
        return nearest.map(word -> "Did you mean " + word + "?")
                .orElseGet(() -> "Known are " + String.join(", ", new TreeSet<>(known)) + ".");
    }
}
