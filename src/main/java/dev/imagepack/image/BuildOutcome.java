package dev.imagepack.image;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.oci.Json;

/**
 * A built image and how it came about; what one goal hands to the next.
 *
 * @param image the image
 * @param builder who ran the recipe, for instance {@code embedded}
 * @param reused whether the cache had it
 * @param reason why it was built anew; empty when it was reused
 * @param duration how long it took, in whole milliseconds
 */
public record BuildOutcome(BuiltImage image, String builder, boolean reused, String reason, Duration duration) {

    /** IllegalArgumentException when a reused image has a reason for being built. */
    public BuildOutcome {
        if (reused && !reason.isEmpty()) {
            throw new IllegalArgumentException(image.alias() + " was reused, yet built because '" + reason + "'");
        }
        duration = duration.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A document that {@link #fromJson} reads back. */
    public JsonNode toJson() {
        ObjectNode json = Json.object().put("builder", builder);
        json.put("durationMillis", duration.toMillis());
        json.set("image", image.toJson());
        return json.put("reason", reason).put("reused", reused);
    }

    /** Reads what {@link #toJson} wrote; IllegalArgumentException names what is wrong with it. */
    static BuildOutcome fromJson(JsonObject json) {
        json.only(Set.of("builder", "durationMillis", "image", "reason", "reused"));
        return new BuildOutcome(
                BuiltImageJson.read(json.object("image")),
                json.text("builder"),
                json.flag("reused"),
                json.text("reason"),
                Duration.ofMillis(json.number("durationMillis")));
    }
}
