package dev.imagepack.dockerfile;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What became of a raw word.
 *
 * @param value the text with variables replaced and quotes removed
 * @param words the same, split at blanks outside of quotes; a variable's value is split too
 * @param used names of variables that were looked up and set
 * @param unset names of variables that were looked up and not set
 */
public record Expansion(String value, List<String> words, SortedSet<String> used, SortedSet<String> unset) {

    public Expansion {
        Objects.requireNonNull(value);
        words = List.copyOf(words);
        used = Collections.unmodifiableSortedSet(new TreeSet<>(used));
        unset = Collections.unmodifiableSortedSet(new TreeSet<>(unset));
    }
}
