package dev.imagepack.image;

import dev.imagepack.oci.ImageRef;

/**
 * Which published bases stay out of the package: those whose name begins with a prefix that ends at a boundary, so that
 * {@code registry.example} does not match {@code registry.example.evil/x}.
 *
 * @param prefix of {@code domain/path[:tag]}; empty matches no base
 */
public record UpstreamMatch(String prefix) {

    /** Matches nothing: every layer is embedded. */
    public static final UpstreamMatch NOTHING = new UpstreamMatch("");

    /** What separates the parts of a name. */
    private static final String BOUNDARIES = "/:@";

    /** IllegalArgumentException for a prefix with blanks in it, which no name has. */
    public UpstreamMatch {
        if (prefix.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("'" + prefix + "' holds a blank, which no image name has");
        }
    }

    /** Whether a base of this name stays out; its normal form counts, so {@code alpine} is {@code docker.io/library/alpine}. */
    public boolean matches(ImageRef base) {
        String name = base.toString();
        return !prefix.isEmpty() && name.startsWith(prefix) && endsAtBoundary(name);
    }

    private boolean endsAtBoundary(String name) {
        return name.length() == prefix.length()
                || isBoundary(name.charAt(prefix.length()))
                || isBoundary(prefix.charAt(prefix.length() - 1));
    }

    private static boolean isBoundary(char character) {
        return BOUNDARIES.indexOf(character) >= 0;
    }
}
