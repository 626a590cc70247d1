package dev.imagepack.dockerfile;

import java.util.Objects;

import dev.imagepack.ImagepackException;

/**
 * Where an instruction stands: the file as messages call it, its first and its last line, counted from 1. The last line
 * covers continuations and the bodies of here-documents. Line 0 is the file as a whole.
 */
public record Location(String file, int startLine, int endLine) {

    public Location {
        Objects.requireNonNull(file);
        if (startLine < 0 || endLine < startLine) {
            throw new IllegalArgumentException("lines " + startLine + " to " + endLine);
        }
    }

    /** A place of one line. */
    public static Location of(String file, int line) {
        return new Location(file, line, line);
    }

    /** A fault at this place: its message starts with {@code file:line: }. */
    public ImagepackException fault(String message, String advice) {
        return new ImagepackException(this + ": " + message, advice);
    }

    /** The form of messages, {@code file:line}; for the file as a whole, {@code file}. */
    @Override
    public String toString() {
        return startLine == 0 ? file : file + ":" + startLine;
    }
}
