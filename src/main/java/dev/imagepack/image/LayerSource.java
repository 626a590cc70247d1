package dev.imagepack.image;

/** Whether a layer's blob travels in the package. */
public enum LayerSource {
    /** It travels. */
    EMBED,
    /** It does not: the upstream image has it. */
    UPSTREAM;

    /** The word in {@code images.lock}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
