package dev.imagepack.oci;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** One image, for one platform, wherever it lives: in a layout, in an archive, at a registry. */
public interface ImageSource extends AutoCloseable {

    /** What messages call it. */
    String describe();

    /** The full reference it is published under, where the source says one. */
    Optional<ImageRef> name();

    /** The manifest's descriptor; empty for an archive of Docker's, which has none. */
    Optional<Descriptor> manifest();

    /** The configuration, verified. */
    ImageConfig config();

    /** The layers' descriptors, bottom first, as many as the configuration has diff IDs. */
    List<Descriptor> layers();

    /** Whether the blob of the layer at this position can be had; a delta package lacks those of its base. */
    boolean hasLayer(int position) throws IOException;

    /** The blob of a layer as stored, verified as it is read; the caller closes it. */
    InputStream openLayer(int position) throws IOException;

    /** As {@link #openLayer}, for a reader who verifies the bytes; they may come unverified. */
    default InputStream openLayerUnverified(int position) throws IOException {
        return openLayer(position);
    }

    @Override
    void close() throws IOException;
}
