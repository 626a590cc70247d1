package dev.imagepack.registry;

import java.io.IOException;

import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.Platform;

/** Where published images are found. */
@FunctionalInterface
public interface Registry {

    /**
     * The image of this reference for this platform.
     *
     * @throws dev.imagepack.ImagepackException when it cannot be had, with the reason
     * @throws HeldBaseException when that is so and the lock has a say in it
     */
    ImageSource find(ImageRef reference, Platform platform) throws IOException;
}
