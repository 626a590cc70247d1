package dev.imagepack.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** What stands between brackets in a pattern: ranges of characters, or everything else. */
final class CharacterClass {

    private final List<IntPredicate> parts = new ArrayList<>();

    void add(int low, int high) {
        parts.add(c -> low <= c && c <= high);
    }

    void add(IntPredicate characters) {
        parts.add(characters);
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    IntPredicate build(boolean negated) {
        IntPredicate[] all = parts.toArray(IntPredicate[]::new);
        return c -> anyOf(all, c) != negated;
    }

    /** Asked for each character of each path, so no stream. */
    private static boolean anyOf(IntPredicate[] parts, int c) {
        for (IntPredicate part : parts) {
            if (part.test(c)) {
                return true;
            }
        }
        return false;
    }
}
