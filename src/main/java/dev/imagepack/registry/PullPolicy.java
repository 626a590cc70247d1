package dev.imagepack.registry;

import java.util.Arrays;
import java.util.Locale;

/** When a registry is asked what a tag means. A digest means the same for ever, so it is never asked twice about one. */
public enum PullPolicy {
    /** At every build. */
    ALWAYS("always"),
    /** When this machine does not know it yet. */
    IF_NOT_PRESENT("if-not-present"),
    /** Never: only what this machine has is used, and no registry is contacted. */
    NEVER("never");

    private final String word;

    PullPolicy(String word) {
        this.word = word;
    }

    /** Reads any of the spellings that people know: {@code if-not-present}, {@code IfNotPresent}, {@code IF_NOT_PRESENT}. */
    public static PullPolicy parse(String text) {
        String letters = letters(text);
        return Arrays.stream(values())
                .filter(policy -> letters(policy.word).equals(letters))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "' is no pull policy, expected always, if-not-present or never"));
    }

    private static String letters(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    @Override
    public String toString() {
        return word;
    }
}
