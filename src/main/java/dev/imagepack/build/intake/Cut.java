package dev.imagepack.build.intake;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import dev.imagepack.image.Layer;

/**
 * Where an image is cut, and what of it need not be taken out of it.
 *
 * @param published the layers of a base that travel, as they are published
 */
record Cut(Split split, List<Layer> published) {

    /** How many of the lowest layers are not taken out of the image. */
    int height() {
        return split.upstreamCount() + published.size();
    }

    /** Those layers; how upstream ones are named may show only after the image was read. */
    List<Layer> below() throws IOException {
        return Stream.concat(split.upstreamLayers().stream(), published.stream())
                .toList();
    }
}
