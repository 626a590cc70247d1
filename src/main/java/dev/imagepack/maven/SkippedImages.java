package dev.imagepack.maven;

import java.io.IOException;
import java.util.Set;
import java.util.function.Function;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.Builder;
import dev.imagepack.image.Alias;
import dev.imagepack.image.ImageSpec;

/** Holds that no Dockerfile builds on an image that is skipped: its alias would be taken for a name at a registry. */
final class SkippedImages {

    private SkippedImages() {}

    /**
     * Does nothing when every image can do without the skipped ones.
     *
     * @throws ImagepackException naming an image that cannot
     */
    static void refuse(ImagesReader.Images images, Function<ImageSpec, Builder> builders) throws IOException {
        Set<Alias> skipped = images.aliases().skipped();
        if (skipped.isEmpty()) {
            return;
        }
        for (ImageSpec spec : images.specs()) {
            for (Alias needed : builders.apply(spec).siblings(spec, skipped)) {
                throw new ImagepackException(
                        "images." + spec.alias() + ": is built on the image '" + needed + "', which is skipped",
                        "Do not skip " + needed + ", or skip " + spec.alias() + " too.");
            }
        }
    }
}
