package dev.imagepack.maven;

import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.imagepack.image.Alias;

/** The aliases of a module, and which of them are skipped. */
final class Aliases {

    private final TreeMap<Alias, Boolean> skipped;

    /** @param skipped every alias, and whether its image is left out of this build */
    Aliases(Map<Alias, Boolean> skipped) {
        this.skipped = new TreeMap<>(skipped);
    }

    /** All of them, skipped ones too. */
    SortedSet<Alias> all() {
        return Collections.unmodifiableSortedSet(skipped.navigableKeySet());
    }

    /** The names of all of them. */
    SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        skipped.keySet().forEach(alias -> names.add(alias.value()));
        return names;
    }

    /** Whether the text is one of them. */
    boolean contains(String text) {
        return names().contains(text);
    }

    /** Those that are left out of the build. */
    SortedSet<Alias> skipped() {
        SortedSet<Alias> left = new TreeSet<>(skipped.keySet());
        left.removeIf(alias -> !isSkipped(alias));
        return left;
    }

    /** Whether this image is left out of the build. */
    boolean isSkipped(Alias alias) {
        return skipped.getOrDefault(alias, false);
    }
}
