package dev.imagepack.oci;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.SortedMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.ImagepackException;

/**
 * What BuildKit, asked by the build argument {@code BUILDKIT_INLINE_CACHE=1}, remembers in an image's configuration: which of
 * its layers, by number, each step made. Others take layers from the image instead of running these steps.
 *
 * @see <a href="https://github.com/moby/buildkit#inline-push-image-and-cache-together">BuildKit on its inline cache</a>
 */
public final class InlineCache {

    private static final String MEMBER = "moby.buildkit.cache.v0";
    private static final String TIME = "createdAt";

    private InlineCache() {}

    /**
     * Keeps it in the configuration of the same image, whose layers are in the same order whatever became of them.
     *
     * @param from the configuration as the engine made it
     * @param latest that times in it may be
     * @return {@code into} with the cache; as it is where there is none, or none that can be read
     */
    public static ImageConfig keep(ImageConfig from, ImageConfig into, Instant latest) {
        Optional<String> cache = Optional.ofNullable(members(from).get(MEMBER)).flatMap(json -> clamped(json, latest));
        if (cache.isEmpty()) {
            return into;
        }
        ObjectNode node = Json.object();
        members(into).forEach((key, json) -> node.set(key, Json.raw(json)));
        return ImageConfig.parse(Json.bytes(node.put(MEMBER, cache.get())));
    }

    private static SortedMap<String, String> members(ImageConfig config) {
        return Json.members(config.bytes(), Documents.LARGEST, "configuration " + config.id());
    }

    private static Optional<String> clamped(String json, Instant latest) {
        try {
            String text = Json.parse(json.getBytes(StandardCharsets.UTF_8), Documents.LARGEST, MEMBER)
                    .asText();
            JsonNode steps = Json.parse(Base64.getDecoder().decode(text), Documents.LARGEST, MEMBER);
            steps.forEach(step -> step.path("layers").forEach(layer -> clamp(layer, latest)));
            return Optional.of(Base64.getEncoder().encodeToString(Json.bytes(steps)));
        } catch (IllegalArgumentException | ImagepackException e) {
            return Optional.empty();
        }
    }

    private static void clamp(JsonNode layer, Instant latest) {
        if (layer instanceof ObjectNode made && made.path(TIME).isTextual()) {
            Instant time = Rfc3339.parse(made.path(TIME).textValue());
            made.put(TIME, Rfc3339.format(time.isAfter(latest) ? latest : time));
        }
    }
}
