package dev.imagepack.image;

import java.nio.file.Path;

/** The rule that paths in specifications are absolute: what a relative one would be relative to, nobody downstream knows. */
final class AbsolutePath {

    private AbsolutePath() {}

    /** A path on this machine; IllegalArgumentException names {@code what} unless it is absolute. */
    static void require(String what, Path path) {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException(what + ": '" + path + "' is not absolute");
        }
    }

    /** A path inside an image; IllegalArgumentException names {@code what} unless it is absolute. */
    static void require(String what, String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(what + ": '" + path + "' is not absolute");
        }
    }
}
