package dev.imagepack.build;

import java.util.List;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.oci.DiffId;

/**
 * Holds an image to what the configuration says of its base, whoever builds it: that it stays out of the package. Where it
 * does not, that is a warning with the reason and what it costs; or an error, if {@code upstreamRequired} is set.
 */
final class UpstreamRequirement {

    private final BuildRequest request;
    private final ImageSpec spec;
    private final BuildBase base;

    UpstreamRequirement(BuildRequest request, BuildBase base) {
        this.request = request;
        this.spec = request.spec();
        this.base = base;
    }

    /** Before anything is built: fails, as far as it can be known then that what is required cannot be. */
    void check() {
        if (!spec.upstreamRequired()) {
            return;
        }
        if (wantsNone()) {
            throw fault(
                    "upstreamMatch is not, so every layer is embedded",
                    "Name the beginning of the base's name in <upstreamMatch>");
        }
        base.reason(spec.upstreamMatch()).ifPresent(reason -> {
            throw fault(reason);
        });
    }

    /** What was built, or came from the cache. */
    void check(BuiltImage image) {
        if (wantsNone() || !image.upstream().isEmpty()) {
            return;
        }
        List<DiffId> layers = image.layers().stream().map(Layer::diffId).toList();
        Optional<String> difference = base.difference(layers);
        Optional<String> reason = base.reason(spec.upstreamMatch()).or(() -> difference);
        if (spec.upstreamRequired()) {
            throw fault(reason.orElse("all its layers are embedded, for no published base matches upstreamMatch '"
                    + spec.upstreamMatch().prefix() + "'"));
        }
        reason.ifPresent(found -> request.log()
                .warning(
                        spec.alias(),
                        found + "; so its layers are embedded" + cost(image.layers(), difference.isPresent())));
    }

    private boolean wantsNone() {
        return spec.upstreamMatch().prefix().isEmpty();
    }

    /** In the form in which they travel. Where they are not the base's own, its place in the image is a guess. */
    private String cost(List<Layer> layers, boolean isGuess) {
        int count = Math.min(base.diffIds().size(), layers.size());
        long bytes = layers.subList(0, count).stream()
                .filter(layer -> layer.source() == LayerSource.EMBED)
                .mapToLong(layer -> layer.descriptor().size())
                .sum();
        return count == 0 ? "" : ", " + (isGuess ? "about " : "") + bytes + " bytes";
    }

    private ImagepackException fault(String reason) {
        return fault(reason, "Build on a published image that <upstreamMatch> matches");
    }

    private ImagepackException fault(String reason, String advice) {
        return new ImagepackException(
                "images." + spec.alias() + ": upstreamRequired is set, but " + reason,
                advice + ", or set <upstreamRequired>false</upstreamRequired>.");
    }
}
