package dev.imagepack.build;

import java.util.Optional;

import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;

/** What a base is called where it is published. */
public final class UpstreamName {

    private UpstreamName() {}

    /** The name that the recipe wrote, if it is one that names a registry or a repository path, else the base's own. */
    public static Optional<ImageRef> of(ImageSource base, String written) {
        return published(written).or(base::name);
    }

    /** The reference that the text is, if it names a registry or a repository path. */
    public static Optional<ImageRef> published(String written) {
        try {
            return written.contains("/") && !written.contains("://")
                    ? Optional.of(ImageRef.parse(written))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** How a built image names its upstream: {@code name[:tag]@sha256:…}. */
    public static String text(ImageRef name, Digest manifest) {
        return name.name() + name.tag().map(tag -> ":" + tag).orElse("") + "@" + manifest;
    }
}
