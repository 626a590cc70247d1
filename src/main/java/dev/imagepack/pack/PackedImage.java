package dev.imagepack.pack;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.LayerSource;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;

/**
 * An image for one platform that goes into a package, built here or merged in.
 *
 * @param image what it is
 * @param manifest its manifest's blob
 * @param build how it came about; empty for one that was merged in
 * @param origin where it comes from
 */
record PackedImage(BuiltImage image, Descriptor manifest, Optional<BuildOutcome> build, Origin origin) {

    /** Where the blobs of images come from. */
    interface Origin {

        /** What messages call it. */
        String describe();

        /** Brings a blob into a store, verified; ImagepackException when it is missing or damaged. */
        void bring(Descriptor blob, BlobStore target) throws IOException;
    }

    /** Its entry in an index of several platforms. */
    Descriptor listed() {
        return new Descriptor(manifest.mediaType(), manifest.digest(), manifest.size()).withPlatform(image.platform());
    }

    /** Everything of it that is in the package. */
    List<Descriptor> blobs() {
        return Stream.concat(Stream.of(manifest), image.blobs().stream()).toList();
    }

    /** The layers that are in the package. */
    List<Descriptor> embeddedLayers() {
        return image.blobs().stream().skip(1).toList();
    }

    /** The layers that need not be in the package. */
    List<Digest> upstreamLayers() {
        return image.layers().stream()
                .filter(layer -> layer.source() == LayerSource.UPSTREAM)
                .map(layer -> layer.descriptor().digest())
                .toList();
    }

    /** Whether the other one is the same image, however it is called: configuration, layers, and which of them travel. */
    boolean isSameAs(PackedImage other) {
        return image.config().equals(other.image.config())
                && image.layers().equals(other.image.layers())
                && image.upstream().equals(other.image.upstream());
    }
}
