package dev.imagepack.build;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import dev.imagepack.image.BuiltImage;
import dev.imagepack.oci.Json;

/**
 * What the cache keeps of a build: the image, and who built it. The latter is no input, for what is asked for may be whoever
 * is there.
 *
 * @param builder empty in the records of earlier versions, which were the image alone
 */
record CachedImage(BuiltImage image, Optional<String> builder) {

    private static final String BUILDER = "builder";
    private static final String IMAGE = "image";

    /** A document that {@link #fromJson} reads back. */
    JsonNode toJson() {
        var json = Json.object();
        builder.ifPresent(name -> json.put(BUILDER, name));
        return json.set(IMAGE, image.toJson());
    }

    /** Reads what {@link #toJson} wrote, or an image alone; IllegalArgumentException names what is wrong with it. */
    static CachedImage fromJson(JsonNode json) {
        if (!json.has(IMAGE)) {
            return new CachedImage(BuiltImage.fromJson(json), Optional.empty());
        }
        Optional<String> builder = Optional.ofNullable(json.get(BUILDER)).map(JsonNode::textValue);
        return new CachedImage(BuiltImage.fromJson(json.get(IMAGE)), builder);
    }
}
