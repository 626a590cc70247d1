package dev.imagepack.build;

import dev.imagepack.image.Alias;
import dev.imagepack.image.ImageSpec;

/** An image, and who builds it. */
record Job(ImageSpec image, Builder builder) {

    Alias alias() {
        return image.alias();
    }
}
