package dev.imagepack;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A fault that its reader can mend: what failed and why, the place (pom element, file and line, registry, engine) and
 * one piece of advice. It is shown without a stack trace, so message and advice must suffice, and neither may hold a
 * secret. {@code IOException} stays what it is; it becomes one of these where a place and an advice can be given.
 */
public class ImagepackException extends RuntimeException {

    private final String advice;

    /**
     * @param message what failed, because of what; the place first where there is one
     * @param advice what to do about it, as a sentence
     */
    public ImagepackException(String message, String advice) {
        this(message, advice, null);
    }

    /** As {@link #ImagepackException(String, String)}, with the fault beneath it, for {@code -e} and {@code -X}. */
    public ImagepackException(String message, String advice, @Nullable Throwable cause) {
        super(Objects.requireNonNull(message), cause);
        this.advice = Objects.requireNonNull(advice);
    }

    /** What the reader can do about it: one sentence or a few lines, never empty. */
    public String advice() {
        return advice;
    }
}
