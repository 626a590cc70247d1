package dev.imagepack.build;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.oci.Platform;

/** What is worth saying while images are built; the wording is the listener's. Several threads speak at once. */
public interface BuildLog {

    /** An image's turn has come. */
    default void started(ImageSpec image, String builder) {}

    /** It is not in the cache, for this reason, and is built now. */
    default void building(Alias alias, String reason) {}

    /** It needs a file from this address, which holds no secret, and gets it now. */
    default void downloading(Alias alias, String address) {}

    /** Whoever runs its commands has begun with this step, for instance {@code [2/4] RUN make}. */
    default void step(Alias alias, String step) {}

    /** A command of it wrote this line. */
    default void output(Alias alias, String line) {}

    /** Bytes of layers, or of downloads, were written; called often. */
    default void advanced(Alias alias, long bytes) {}

    /** It is done, built or reused. */
    default void finished(BuildOutcome outcome) {}

    /** Something the user should know, with its place. */
    default void warning(Alias alias, String message) {}

    /** The same listener, for one platform of an image that is built for several: what it says names the platform. */
    default BuildLog forPlatform(Platform platform) {
        return this;
    }

    /** Says nothing. */
    BuildLog SILENT = new BuildLog() {};
}
