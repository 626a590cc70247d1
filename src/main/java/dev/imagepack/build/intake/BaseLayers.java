package dev.imagepack.build.intake;

import java.util.List;
import java.util.Optional;

import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.ImageSource;

/**
 * What is known of the image that another one was built on. Its layers are taken in as they are, whatever becomes of the
 * times in those above; where it is published, they can stay upstream.
 *
 * @param written how the recipe names it; empty when the image has no base or none is known
 * @param diffIds its layers, bottom first
 * @param source where its layers can be read, and what it is called where it is published; open for as long as the intake
 *     lasts. Empty when only the engine has it
 */
public record BaseLayers(String written, List<DiffId> diffIds, Optional<ImageSource> source) {

    /** Of an image that is built on nothing, or on nobody knows what. */
    public static final BaseLayers NONE = new BaseLayers("", List.of(), Optional.empty());

    public BaseLayers {
        diffIds = List.copyOf(diffIds);
    }

    /** A base that was found where images are published. */
    public static BaseLayers published(String written, ImageSource source) {
        return new BaseLayers(written, source.config().diffIds(), Optional.of(source));
    }

    /** A base that is known to an engine only. */
    public static BaseLayers ofEngine(String written, List<DiffId> diffIds) {
        return new BaseLayers(written, diffIds, Optional.empty());
    }

    /** How many of an image's layers are the base's: all of them when they are its lowest, position by position, else none. */
    int in(List<DiffId> image) {
        int count = diffIds.size();
        return count <= image.size() && image.subList(0, count).equals(diffIds) ? count : 0;
    }
}
