package dev.imagepack.dockerfile;

import java.util.Map;
import java.util.Optional;

/** The values that words are expanded with: the environment and the build arguments at one point of a build. */
@FunctionalInterface
public interface Variables {

    /** The value of a variable; empty if it is not set. A value may be an empty text. */
    Optional<String> get(String name);

    /** No variable is set. */
    static Variables none() {
        return name -> Optional.empty();
    }

    /** The entries of a map, as they are at each look-up. */
    static Variables of(Map<String, String> values) {
        return name -> Optional.ofNullable(values.get(name));
    }
}
