package dev.imagepack.registry;

import java.util.Locale;

/** What a build does with {@code base-images.lock}. */
public enum LockMode {
    /** Bases that it has are held to it; others are resolved as if there were none. */
    USE,
    /** As {@link #USE}, and a base that it lacks, or whose tag means another digest by now, fails the build. */
    CHECK,
    /** Nothing: every tag is resolved anew, as the pull policy says. */
    IGNORE;

    /** Reads the word. */
    public static LockMode parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "use" -> USE;
            case "check" -> CHECK;
            case "ignore" -> IGNORE;
            default -> throw new IllegalArgumentException("'" + text + "' is neither use, check nor ignore");
        };
    }
}
