package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

import dev.imagepack.build.BuildBase;
import dev.imagepack.image.LayerSource;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageRef;

/**
 * An image to build upon or to copy from: opened far enough to know its configuration and layers, no layer read.
 *
 * @param name what messages call it
 * @param identity what the result depends on: its configuration, how its layers are stored where that is known, and how
 *     they are taken over; not the annotations of its manifest, which may change with every commit
 * @param config its configuration; empty for scratch
 * @param layers bottom first
 * @param upstream the published image that keeps its upstream layers; empty when all are embedded
 * @param published the name it is published under, with its manifest's digest, where both are known
 * @param builtOn what decides whether an image that is built on it can leave it out
 */
record Base(
        String name,
        String identity,
        Optional<ImageConfig> config,
        List<BaseLayer> layers,
        String upstream,
        Optional<ImageRef> published,
        BuildBase builtOn) {

    /** The base of everything that has none. */
    static final Base SCRATCH =
            new Base("scratch", "scratch", Optional.empty(), List.of(), "", Optional.empty(), BuildBase.NONE);

    Base {
        layers = List.copyOf(layers);
    }

    /**
     * One layer.
     *
     * @param diffId its identity
     * @param stored its blob as the base has it, with an OCI media type
     * @param source whether it will travel in the package
     * @param tar its plain bytes
     * @param blob its blob's bytes, for who verifies them
     */
    record BaseLayer(DiffId diffId, Descriptor stored, LayerSource source, TarSource tar, Blob blob) {}

    /** A stored blob that can be opened. */
    @FunctionalInterface
    interface Blob {
        /** The bytes as stored; the caller closes the stream. */
        InputStream open() throws IOException;
    }
}
