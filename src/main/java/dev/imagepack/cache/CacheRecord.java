package dev.imagepack.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Json;

/**
 * What the cache knows of one build: which inputs gave which result. The inputs stand in it by name, so that a later miss
 * can say what is different.
 *
 * @param slot whose build it was
 * @param inputs what it depended on
 * @param blobs what must be in the store for the result to be of use
 * @param result whatever the builder wants back
 */
record CacheRecord(Slot slot, CacheInputs inputs, List<Descriptor> blobs, JsonNode result) {

    /** A hundred thousand inputs with long names stay below this. */
    private static final int LARGEST = 64 << 20;

    CacheRecord {
        blobs = List.copyOf(blobs);
    }

    /** The record in a file; empty when it is absent, cut short, of another format, or not a record at all. */
    static Optional<CacheRecord> read(Path file) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            return Optional.of(of(Json.parseObject(bytes, LARGEST, file.toString())));
        } catch (IOException | ImagepackException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** As it stands in the file. */
    byte[] bytes() {
        ObjectNode record = Json.object();
        record.put("format", CacheFiles.FORMAT);
        record.put("project", slot.project());
        record.put("image", slot.image());
        record.put("platform", slot.platform());
        record.put("key", inputs.key().toString());
        inputs.values().forEach(record.putObject("inputs")::put);
        ArrayNode list = record.putArray("blobs");
        blobs.forEach(blob -> list.addObject()
                .put("mediaType", blob.mediaType())
                .put("digest", blob.digest().toString())
                .put("size", blob.size()));
        record.set("result", result);
        return PrettyJson.bytes(record);
    }

    private static CacheRecord of(ObjectNode record) {
        JsonNode format = record.path("format");
        require(format.isIntegralNumber() && format.longValue() == CacheFiles.FORMAT, "format");
        require(record.has("result"), "result");
        Slot slot = new Slot(text(record, "project"), text(record, "image"), text(record, "platform"));
        CacheInputs inputs = inputs(record);
        require(inputs.key().toString().equals(text(record, "key")), "key");
        return new CacheRecord(slot, inputs, blobs(record), record.get("result"));
    }

    private static CacheInputs inputs(ObjectNode record) {
        require(record.path("inputs").isObject(), "inputs");
        SortedMap<String, String> values = new TreeMap<>();
        JsonNode inputs = record.get("inputs");
        inputs.fieldNames().forEachRemaining(name -> values.put(name, text(inputs, name)));
        return CacheInputs.of(values);
    }

    private static List<Descriptor> blobs(ObjectNode record) {
        require(record.path("blobs").isArray(), "blobs");
        List<Descriptor> blobs = new ArrayList<>();
        for (JsonNode blob : record.get("blobs")) {
            require(blob.path("size").isIntegralNumber() && blob.path("size").canConvertToLong(), "size");
            blobs.add(new Descriptor(
                    text(blob, "mediaType"),
                    Digest.parse(text(blob, "digest")),
                    blob.get("size").longValue()));
        }
        return blobs;
    }

    private static String text(JsonNode object, String field) {
        require(object.path(field).isTextual(), field);
        return object.get(field).textValue();
    }

    private static void require(boolean right, String field) {
        if (!right) {
            throw new IllegalArgumentException(field);
        }
    }
}
