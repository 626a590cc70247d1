package dev.imagepack.bench;

/** A way to build a project. */
enum Way {
    NO_IMAGE(""),
    LIB("-Plib"),
    IMAGEPACK("-Plib,imagepack"),
    JIB("-Pjib");

    private final String profiles;

    Way(String profiles) {
        this.profiles = profiles;
    }

    /** The option that chooses it; empty for none. */
    String profiles() {
        return profiles;
    }

    boolean makesImages() {
        return this == IMAGEPACK || this == JIB;
    }
}
