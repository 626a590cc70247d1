package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.cache.Cache;
import dev.imagepack.oci.Digest;

/** How many bytes layers have before compression. One must be read for that, once on a machine. */
final class PlainSize {

    private static final String KIND = "plain-size";

    private final Cache cache;

    PlainSize(Cache cache) {
        this.cache = cache;
    }

    /** The size of a layer's tar, whose identity is its diff ID. */
    long of(TarSource tar) throws IOException {
        Digest diffId = Digest.parse(tar.identity());
        Optional<byte[]> kept = cache.derived(KIND, diffId).filter(document -> document.length == Long.BYTES);
        if (kept.isPresent()) {
            return ByteBuffer.wrap(kept.get()).getLong();
        }
        long size = read(tar);
        cache.keepDerived(
                KIND, diffId, ByteBuffer.allocate(Long.BYTES).putLong(size).array());
        return size;
    }

    private static long read(TarSource tar) {
        try (InputStream plain = tar.open()) {
            return plain.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new ImagepackException(
                    tar.describe() + " must be read to know its uncompressed size, and cannot be: " + e.getMessage(),
                    "Set <upstreamDescriptors>registry</upstreamDescriptors>, which needs the manifest only.",
                    e);
        }
    }
}
