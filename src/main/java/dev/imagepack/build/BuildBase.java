package dev.imagepack.build;

import java.util.List;
import java.util.Optional;

import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;

/**
 * What an image is built on, as far as leaving its layers out of the package is concerned.
 *
 * @param written how the recipe names it
 * @param name what it is called where it is published; empty when nobody says that
 * @param hindrance why it cannot stay there whatever its name is; empty when it can
 * @param diffIds its layers, bottom first; empty when it has none, or nobody knows them
 */
public record BuildBase(String written, Optional<ImageRef> name, String hindrance, List<DiffId> diffIds) {

    /** Nothing, or nobody knows what. */
    public static final BuildBase NONE = new BuildBase("", Optional.empty(), "", List.of());

    public BuildBase {
        diffIds = List.copyOf(diffIds);
    }

    /** An image that can be read. */
    public static BuildBase of(String written, ImageSource source) {
        String hindrance = source.manifest().isPresent()
                ? ""
                : source.describe() + " does not say its digest, as an OCI layout would";
        return new BuildBase(
                written,
                UpstreamName.of(source, written),
                hindrance,
                source.config().diffIds());
    }

    /** An image that an engine has, and no registry gives. */
    public static BuildBase ofEngine(String written, ImageRef name, String fault, List<DiffId> diffIds) {
        return new BuildBase(written, Optional.of(name), "only the engine has it (" + fault + ")", diffIds);
    }

    /**
     * An image of the same module, whose own upstream counts, where it has one.
     *
     * @param hindrance why that cannot stay upstream; empty when it can
     */
    public static BuildBase ofModule(String written, BuiltImage image, String hindrance) {
        Optional<ImageRef> name = UpstreamName.published(image.upstream());
        List<DiffId> diffIds = image.layers().stream()
                .filter(layer -> name.isEmpty() || layer.source() == LayerSource.UPSTREAM)
                .map(Layer::diffId)
                .toList();
        return new BuildBase(written, name, name.isPresent() ? hindrance : "", diffIds);
    }

    /** Why its layers travel although bases of such names need not; empty when they need not, or nothing is known. */
    Optional<String> reason(UpstreamMatch match) {
        if (name.isEmpty()) {
            return diffIds.isEmpty()
                    ? Optional.empty()
                    : Optional.of("its base " + written + " has no name under which it is published");
        }
        String called = "its base " + name.get().withoutDigest();
        if (!match.matches(name.get())) {
            return Optional.of(called + " does not match upstreamMatch '" + match.prefix() + "'");
        }
        return hindrance.isEmpty() ? Optional.empty() : Optional.of(called + " cannot stay upstream: " + hindrance);
    }

    /** Why its layers are not the lowest of this image; empty when they are. */
    Optional<String> difference(List<DiffId> image) {
        int common = Math.min(diffIds.size(), image.size());
        for (int i = 0; i < common; i++) {
            if (!diffIds.get(i).equals(image.get(i))) {
                return Optional.of("the image is not built on its base " + written + " as it is published: layer "
                        + (i + 1) + " of that is " + diffIds.get(i) + ", the image has " + image.get(i) + " there");
            }
        }
        return common == diffIds.size()
                ? Optional.empty()
                : Optional.of("the image is not built on its base " + written + " as it is published: that has "
                        + diffIds.size() + " layers, the image " + image.size());
    }
}
