package dev.imagepack.pack;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.image.Alias;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.Platform;

/**
 * What {@code pack-result.json} says of a package.
 *
 * @param images sorted by alias
 * @param embeddedLayerCount layers whose blobs travel, each once however many images have it
 * @param embeddedLayerBytes the bytes of these blobs
 * @param duration how long packing took, in whole milliseconds
 */
public record PackReport(
        SortedMap<Alias, Image> images, int embeddedLayerCount, long embeddedLayerBytes, Duration duration) {

    /** The file's name. */
    public static final String FILE = "pack-result.json";

    /**
     * What stands under one alias.
     *
     * @param manifest the digest that {@code index.json} names: of the manifest, or of the index of several platforms
     * @param references the full references it is known by
     * @param variants one for each platform, the preferred one first
     */
    public record Image(Digest manifest, List<ImageRef> references, List<Variant> variants) {

        public Image {
            references = List.copyOf(references);
            variants = List.copyOf(variants);
        }

        /** The only one; empty where there are several platforms. */
        Optional<Variant> only() {
            return variants.size() == 1 ? Optional.of(variants.get(0)) : Optional.empty();
        }

        private JsonNode toJson() {
            ObjectNode json = only().map(Variant::toJson).orElseGet(Json::object);
            json.put("manifest", manifest.toString());
            json.set(
                    "platforms",
                    Json.texts(variants.stream()
                            .map(variant -> variant.platform().toString())
                            .toList()));
            json.set(
                    "references",
                    Json.texts(references.stream().map(ImageRef::toString).toList()));
            if (only().isEmpty()) {
                ObjectNode byPlatform = json.putObject("byPlatform");
                variants.forEach(variant -> byPlatform.set(variant.platform().toString(), variant.toJson()));
            }
            return json;
        }
    }

    /**
     * The image for one platform.
     *
     * @param imageId the digest of its configuration
     * @param manifest the digest of its manifest
     * @param layers how many it has
     * @param upstream where its upstream layers are; empty when there is none
     * @param build how it came about; empty for one that was merged in
     */
    public record Variant(
            Platform platform, Digest imageId, Digest manifest, int layers, String upstream, Optional<Build> build) {

        private ObjectNode toJson() {
            ObjectNode json = Json.object()
                    .put("imageId", imageId.toString())
                    .put("manifest", manifest.toString())
                    .put("layers", layers)
                    .put("upstream", upstream);
            build.ifPresent(value -> json.set("build", value.toJson()));
            return json;
        }
    }

    /**
     * How an image was built.
     *
     * @param builder who ran the recipe
     * @param reused whether the cache had it
     * @param reason why it was built anew; empty when it was reused
     * @param duration how long it took, in whole milliseconds
     */
    public record Build(String builder, boolean reused, String reason, Duration duration) {

        private JsonNode toJson() {
            return Json.object()
                    .put("builder", builder)
                    .put("reused", reused)
                    .put("reason", reason)
                    .put("durationMillis", duration.toMillis());
        }
    }

    public PackReport {
        images = Collections.unmodifiableSortedMap(new TreeMap<>((Map<Alias, Image>) images));
    }

    /** How many images there are. */
    public int imageCount() {
        return images.size();
    }

    /** The document. The two maps from an alias to one image leave out those of several platforms. */
    JsonNode toJson() {
        ObjectNode json = Json.object()
                .put("imageCount", imageCount())
                .put("embeddedLayerCount", embeddedLayerCount)
                .put("embeddedLayerBytes", embeddedLayerBytes)
                .put("durationMillis", duration.toMillis());
        ObjectNode upstreams = json.putObject("upstreamByAlias");
        ObjectNode imageIds = json.putObject("resolvedImageByAlias");
        ObjectNode details = json.putObject("images");
        images.forEach((alias, image) -> {
            image.only().ifPresent(only -> {
                upstreams.put(alias.value(), only.upstream());
                imageIds.put(alias.value(), only.imageId().toString());
            });
            details.set(alias.value(), image.toJson());
        });
        return json;
    }
}
