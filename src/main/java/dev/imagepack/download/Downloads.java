package dev.imagepack.download;

import java.io.IOException;
import java.util.function.LongConsumer;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Digest;

/** Gets files from their addresses; the seam behind which the network is. Safe for many threads. */
@FunctionalInterface
public interface Downloads {

    /** Of a Maven that works offline: nothing is fetched. */
    Downloads OFFLINE = (address, checksum, store, arrived) -> {
        throw new ImagepackException(
                address + " is not in the cache, and Maven works offline",
                "Build once without -o; from then on the cache has the file.");
    };

    /**
     * Fetches a file, verifies it while it arrives, and puts it into a store; afterwards a blob of this digest is there.
     *
     * @param checksum what its bytes must hash to
     * @param arrived is told how many bytes more came
     * @throws ImagepackException when it cannot be had, or is not what it should be; the store is as it was
     */
    void fetch(Address address, Digest checksum, BlobStore store, LongConsumer arrived) throws IOException;
}
