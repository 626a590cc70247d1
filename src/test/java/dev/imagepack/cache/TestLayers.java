package dev.imagepack.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import dev.imagepack.io.Compression;
import dev.imagepack.io.Content;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarWriter;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.StoredLayer;

/** Real layers and results, each made from a short text. */
final class TestLayers {

    static final Slot SLOT = new Slot("shop:web", "app", "linux/amd64");

    private TestLayers() {}

    static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Stores a layer with one file, which holds the text. */
    static StoredLayer layer(BlobStore blobs, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Content tar = out -> {
            try (TarWriter writer = new TarWriter(out)) {
                writer.write(TarEntry.file("file", 0644, bytes.length), Content.of(bytes));
            }
        };
        return blobs.putLayer(tar, Compression.GZIP, Runnable::run);
    }

    /** Stores a small blob. */
    static Descriptor blob(BlobStore blobs, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Descriptor(MediaType.CONFIG, blobs.put(bytes), bytes.length);
    }

    static JsonNode result(String text) {
        return Json.object().put("text", text);
    }

    /** Stores a blob with the text and keeps a record for it whose only input and result are the text. */
    static Descriptor keep(Cache cache, Slot slot, String text) throws IOException {
        Descriptor blob = blob(cache.blobs(), text);
        cache.keep(slot, CacheInputsTest.inputs("text", text), result(text), List.of(blob));
        return blob;
    }

    static Lookup find(Cache cache, Slot slot, String text) {
        return cache.find(slot, CacheInputsTest.inputs("text", text));
    }
}
