package dev.imagepack.image;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

import dev.imagepack.oci.ImageRef;

/** Finds images by a name that people give in several ways; the strictest reading that finds any counts. */
final class NameMatch {

    /** The same text; the same reference once normalised; the tag alone. */
    private static final List<BiPredicate<String, String>> READINGS =
            List.of(String::equals, NameMatch::sameReference, NameMatch::isTagOf);

    private NameMatch() {}

    /**
     * Those of {@code items} that {@code wanted} names, in their order; none if it names none.
     *
     * @param names what an item is known by
     */
    static <T> List<T> find(String wanted, List<T> items, Function<T, List<String>> names) {
        for (BiPredicate<String, String> reading : READINGS) {
            List<T> found = items.stream()
                    .filter(item -> names.apply(item).stream().anyMatch(name -> reading.test(wanted, name)))
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    /** The reference that a name is when it is more than a tag or an alias. */
    static Optional<ImageRef> reference(String name) {
        return name.contains("/") || name.contains(":") ? parse(name) : Optional.empty();
    }

    private static boolean sameReference(String wanted, String name) {
        Optional<ImageRef> left = parse(wanted).map(ImageRef::withDefaultTag);
        return left.isPresent() && left.equals(parse(name).map(ImageRef::withDefaultTag));
    }

    private static boolean isTagOf(String wanted, String name) {
        return reference(name).flatMap(ImageRef::tag).filter(wanted::equals).isPresent();
    }

    private static Optional<ImageRef> parse(String name) {
        try {
            return Optional.of(ImageRef.parse(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
