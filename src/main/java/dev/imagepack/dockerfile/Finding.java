package dev.imagepack.dockerfile;

import java.util.Objects;

/**
 * A rule that is broken at a place.
 *
 * @param what how; no sentence, and no value of a variable in it
 */
public record Finding(Check check, Location location, String what) {

    public Finding {
        Objects.requireNonNull(check);
        Objects.requireNonNull(location);
        Objects.requireNonNull(what);
    }

    /** The form of messages: {@code Dockerfile:3: what is wrong. What to write instead. (TheRule)}. */
    @Override
    public String toString() {
        return location + ": " + what + ". " + check.advice() + " (" + check.rule() + ")";
    }
}
