package dev.imagepack.build;

import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.oci.ImageRef;

/** Holds {@code upstreamRequired}: an image must have a base that stays out of the package, whoever builds it. */
final class UpstreamRequirement {

    private UpstreamRequirement() {}

    /**
     * Before anything is built, as far as it can be known then.
     *
     * @param base as the builder knows it
     */
    static void check(ImageSpec spec, Optional<ImageRef> base) {
        if (!spec.upstreamRequired()) {
            return;
        }
        if (spec.upstreamMatch().equals(UpstreamMatch.NOTHING)) {
            throw fault(
                    spec,
                    "upstreamMatch is not, so every layer is embedded",
                    "Name the beginning of the base's name in <upstreamMatch>");
        }
        if (base.isPresent() && !spec.upstreamMatch().matches(base.get())) {
            throw fault(
                    spec,
                    "its base " + base.get().withoutDigest() + " does not match upstreamMatch '"
                            + spec.upstreamMatch().prefix() + "'",
                    "Build on an image that does");
        }
    }

    /** What was built, or came from the cache. */
    static void check(ImageSpec spec, BuiltImage image) {
        if (spec.upstreamRequired() && image.upstream().isEmpty()) {
            throw fault(
                    spec,
                    "all its layers are embedded, for no published base matches upstreamMatch '"
                            + spec.upstreamMatch().prefix() + "'",
                    "Build on an image that does");
        }
    }

    private static ImagepackException fault(ImageSpec spec, String reason, String advice) {
        return new ImagepackException(
                "images." + spec.alias() + ": upstreamRequired is set, but " + reason,
                advice + ", or set <upstreamRequired>false</upstreamRequired>.");
    }
}
