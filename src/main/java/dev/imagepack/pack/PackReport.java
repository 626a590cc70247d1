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
     * One image.
     *
     * @param imageId the digest of its configuration
     * @param manifest the digest of its manifest
     * @param platforms what it runs on
     * @param references the full references it is known by
     * @param layers how many it has
     * @param upstream where its upstream layers are; empty when there is none
     * @param build how it came about; empty for one that was merged in
     */
    public record Image(
            Digest imageId,
            Digest manifest,
            List<Platform> platforms,
            List<ImageRef> references,
            int layers,
            String upstream,
            Optional<Build> build) {

        public Image {
            platforms = List.copyOf(platforms);
            references = List.copyOf(references);
        }

        private JsonNode toJson() {
            ObjectNode json = Json.object()
                    .put("imageId", imageId.toString())
                    .put("manifest", manifest.toString())
                    .put("layers", layers)
                    .put("upstream", upstream);
            json.set(
                    "platforms",
                    Json.texts(platforms.stream().map(Platform::toString).toList()));
            json.set(
                    "references",
                    Json.texts(references.stream().map(ImageRef::toString).toList()));
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

    /** The document. */
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
            upstreams.put(alias.value(), image.upstream());
            imageIds.put(alias.value(), image.imageId().toString());
            details.set(alias.value(), image.toJson());
        });
        return json;
    }
}
