package dev.imagepack.build.embedded;

import java.util.List;

import dev.imagepack.ImagepackException;
import dev.imagepack.dockerfile.IgnoreRules;

/** Patterns that stand in an element of the configuration. */
final class Patterns {

    private Patterns() {}

    /**
     * The patterns as rules.
     *
     * @param element what messages call the place
     */
    static IgnoreRules parse(List<String> patterns, String element) {
        try {
            return IgnoreRules.of(patterns);
        } catch (ImagepackException e) {
            throw new ImagepackException(element + ": " + e.getMessage(), e.advice(), e);
        }
    }
}
