package dev.imagepack.registry;

import java.io.IOException;

import dev.imagepack.oci.Digest;

/** Sees to it that a blob which several threads, modules or processes want is fetched once. */
@FunctionalInterface
public interface BlobFetches {

    /** Brings a blob into the store, verified. */
    @FunctionalInterface
    interface Fetch {
        void run() throws IOException;
    }

    /** Afterwards the blob is in the store: it was, or {@code fetch}, of this or another thread, brought it there. */
    void ensure(Digest blob, Fetch fetch) throws IOException;
}
