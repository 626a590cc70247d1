package dev.imagepack.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.AtomicFile;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.StoredLayer;

/** Which blob the layer of a key became. A record is good for as long as its blob is there. */
final class LayerRecords {

    /** They have some hundred bytes. */
    private static final int LARGEST = 64 << 10;

    private final CacheFiles files;
    private final BlobStore blobs;

    LayerRecords(CacheFiles files, BlobStore blobs) {
        this.files = files;
        this.blobs = blobs;
    }

    /** The layer of this key, if its record can be read and its blob is in the store. */
    Optional<StoredLayer> find(Digest key) {
        return read(files.layer(key))
                .filter(layer -> blobs.contains(
                        layer.descriptor().digest(), layer.descriptor().size()));
    }

    /** Remembers a layer, whose blob is in the store. */
    void keep(Digest key, StoredLayer layer) throws IOException {
        ObjectNode record = Json.object();
        record.put("format", CacheFiles.FORMAT);
        record.put("diffId", layer.diffId().toString());
        record.put("mediaType", layer.descriptor().mediaType());
        record.put("digest", layer.descriptor().digest().toString());
        record.put("size", layer.descriptor().size());
        record.put("tarSize", layer.tarSize());
        AtomicFile.write(files.layer(key), PrettyJson.bytes(record));
    }

    /** The layer that a record names, whether its blob is there or not; empty when it cannot be read. */
    static Optional<StoredLayer> read(Path file) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(of(Json.parseObject(in.readNBytes(LARGEST + 1), LARGEST, file.toString())));
        } catch (IOException | ImagepackException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static StoredLayer of(JsonNode record) {
        if (record.path("format").asInt() != CacheFiles.FORMAT) {
            throw new IllegalArgumentException("format");
        }
        Descriptor descriptor = new Descriptor(
                record.path("mediaType").asText(),
                Digest.parse(record.path("digest").asText()),
                record.path("size").asLong(-1));
        return new StoredLayer(
                DiffId.parse(record.path("diffId").asText()),
                descriptor,
                record.path("tarSize").asLong(-1));
    }
}
