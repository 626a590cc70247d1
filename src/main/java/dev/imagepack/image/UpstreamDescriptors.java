package dev.imagepack.image;

/** How a manifest names a layer whose blob stays upstream. */
public enum UpstreamDescriptors {
    /** As the registry does: compressed digest, size and media type. Any registry that has the base then completes the image. */
    REGISTRY,
    /** By diff ID, uncompressed size and the plain tar type, as LazyCat's own packer writes it. */
    DIFF_ID
}
