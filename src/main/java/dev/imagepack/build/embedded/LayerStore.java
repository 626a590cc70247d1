package dev.imagepack.build.embedded;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import dev.imagepack.build.AdvancingOutput;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.context.FileData;
import dev.imagepack.io.Compression;
import dev.imagepack.io.Content;
import dev.imagepack.io.TarWriter;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.StoredLayer;

/**
 * Writes new layers into the cache, unless they are there: a layer is known by its entries and the identity of its
 * bytes.
 */
final class LayerStore {

    /** Part of every key; another number when the same entries give other bytes. */
    private static final String FORMAT = "layer 1";

    private final BuildRequest request;

    LayerStore(BuildRequest request) {
        this.request = request;
    }

    /** The layers' blobs, bottom first; some are written at once. */
    List<StoredLayer> storeAll(List<NewLayer> layers) throws IOException {
        return Parallel.map(layers, this::store);
    }

    private StoredLayer store(NewLayer layer) throws IOException {
        Compression compression = request.spec().compression();
        return request.cache().layer(key(layer, compression), () -> write(layer, compression));
    }

    private StoredLayer write(NewLayer layer, Compression compression) throws IOException {
        List<TarMember> members = layer.entries().stream()
                .flatMap(entry -> entry.data().stream())
                .flatMap(data -> data instanceof TarMember member ? Stream.of(member) : Stream.empty())
                .toList();
        try (Spool spool = Spool.of(members, request.cache().temporary())) {
            BlobStore blobs = request.cache().blobs();
            StoredLayer stored = blobs.putLayer(tar(layer, spool), compression, request.workers());
            // It was hashed in both forms on its way to the file.
            Digest digest = stored.descriptor().digest();
            blobs.known().remember(digest, blobs.path(digest), stored.diffId());
            return stored;
        }
    }

    private Content tar(NewLayer layer, Spool spool) {
        return out -> {
            try (TarWriter writer = new TarWriter(new AdvancingOutput(out, request))) {
                for (NewLayer.Entry entry : layer.entries()) {
                    writer.write(entry.tar(), entry.data().map(spool::content).orElse(Content.empty()));
                }
            }
        };
    }

    /** A digest over everything that the layer's bytes depend on. */
    static Digest key(NewLayer layer, Compression compression) {
        Fingerprint key = new Fingerprint()
                .text(FORMAT)
                .text(compression.algorithm().name())
                .number(compression.level());
        for (NewLayer.Entry entry : layer.entries()) {
            key.entry(entry.tar());
            key.text(entry.data().map(FileData::identity).orElse(""));
        }
        return key.digest();
    }
}
