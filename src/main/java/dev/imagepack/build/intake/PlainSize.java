package dev.imagepack.build.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

import dev.imagepack.ImagepackException;
import dev.imagepack.cache.Cache;
import dev.imagepack.oci.DiffId;

/** How many bytes layers have before compression. One must be read for that, once on a machine. */
public final class PlainSize {

    private static final String KIND = "plain-size";

    private final Cache cache;

    public PlainSize(Cache cache) {
        this.cache = cache;
    }

    /**
     * The size of a layer's tar, which is read where it is not known yet.
     *
     * @param describe what messages call the layer
     */
    public long of(DiffId layer, String describe, TakenLayers.PlainTar tar) throws IOException {
        OptionalLong known = find(layer);
        if (known.isPresent()) {
            return known.getAsLong();
        }
        long size = read(describe, tar);
        keep(layer, size);
        return size;
    }

    /** The size, if it is known. */
    OptionalLong find(DiffId layer) {
        return cache.derived(KIND, layer.asDigest())
                .filter(document -> document.length == Long.BYTES)
                .map(document -> OptionalLong.of(ByteBuffer.wrap(document).getLong()))
                .orElse(OptionalLong.empty());
    }

    /** Remembers the size of a layer that was read. */
    void keep(DiffId layer, long size) throws IOException {
        byte[] document = ByteBuffer.allocate(Long.BYTES).putLong(size).array();
        cache.keepDerived(KIND, layer.asDigest(), document);
    }

    private static long read(String describe, TakenLayers.PlainTar tar) {
        try (InputStream plain = tar.open()) {
            return plain.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new ImagepackException(
                    describe + " must be read to know its uncompressed size, and cannot be: " + e.getMessage(),
                    "Set <upstreamDescriptors>registry</upstreamDescriptors>, which needs the manifest only.",
                    e);
        }
    }
}
