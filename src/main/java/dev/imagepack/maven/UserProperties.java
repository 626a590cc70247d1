package dev.imagepack.maven;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The user properties {@code -Dimagepack.images.<alias>.<key>}, or those of another structure, which win over what the pom
 * and the file say. Remembers which were asked for, so that the rest can be called unknown.
 */
final class UserProperties {

    /** What those of images begin with. */
    static final String PREFIX = "imagepack.images.";

    /** What those of annotations of all images begin with. */
    static final String ANNOTATIONS = "imagepack.annotations.";

    /** What those of registries begin with. */
    static final String OF_REGISTRIES = "imagepack.registries.";

    private final SortedMap<String, String> values;
    private final SortedSet<String> used = new TreeSet<>();
    private final SortedSet<String> asked = new TreeSet<>();

    private UserProperties(SortedMap<String, String> values) {
        this.values = values;
    }

    /** Those of the images and of what all images have, in a Maven session. */
    static UserProperties of(Properties properties) {
        return of(properties, PREFIX, ANNOTATIONS);
    }

    /** Those that begin with one of {@code prefixes}, in a Maven session. */
    static UserProperties of(Properties properties, String... prefixes) {
        SortedMap<String, String> values = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (Arrays.stream(prefixes).anyMatch(name::startsWith)) {
                values.put(name, properties.getProperty(name));
            }
        }
        return new UserProperties(values);
    }

    /** The value of one property. */
    Optional<String> take(String name) {
        asked.add(name);
        Optional<String> value = Optional.ofNullable(values.get(name));
        value.ifPresent(found -> used.add(name));
        return value;
    }

    /** The properties that begin with {@code prefix}, by the rest of their names. */
    SortedMap<String, String> takeBelow(String prefix) {
        asked.add(prefix + "<name>");
        SortedMap<String, String> below = new TreeMap<>();
        for (Map.Entry<String, String> property : values.tailMap(prefix).entrySet()) {
            if (!property.getKey().startsWith(prefix)) {
                break;
            }
            below.put(property.getKey().substring(prefix.length()), property.getValue());
            used.add(property.getKey());
        }
        return below;
    }

    /** Whether any property begins with {@code prefix}. */
    boolean anyBelow(String prefix) {
        return values.tailMap(prefix).keySet().stream()
                .findFirst()
                .filter(name -> name.startsWith(prefix))
                .isPresent();
    }

    /** The names nobody took. */
    SortedSet<String> unused() {
        SortedSet<String> unused = new TreeSet<>(values.keySet());
        unused.removeAll(used);
        return unused;
    }

    /** Every name that was asked for, whether it was there or not. */
    Collection<String> asked() {
        return new TreeSet<>(asked);
    }
}
