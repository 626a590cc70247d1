package dev.imagepack.registry;

/** What a build does with {@code base-images.lock}. */
public enum LockMode {
    /** Bases that it has are held to it; others are resolved as if there were none. */
    USE,
    /** As {@link #USE}, and a base that it lacks, or whose tag means another digest by now, fails the build. */
    CHECK,
    /** Nothing: every tag is resolved anew, as the pull policy says. */
    IGNORE
}
