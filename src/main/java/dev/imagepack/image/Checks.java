package dev.imagepack.image;

/** What the build checks of a Dockerfile lead to. */
public enum Checks {
    /** Findings are warnings, unless the Dockerfile itself wants them to fail the build. */
    WARN,
    /** Nothing is checked. */
    OFF,
    /** A finding stops the build before the image is built. */
    FAIL
}
