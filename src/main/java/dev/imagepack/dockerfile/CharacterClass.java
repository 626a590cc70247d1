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
        List<IntPredicate> all = List.copyOf(parts);
        return c -> all.stream().anyMatch(part -> part.test(c)) != negated;
    }
}
