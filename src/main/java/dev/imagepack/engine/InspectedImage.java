package dev.imagepack.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.oci.ContainerConfig;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Platform;

/** Reads what {@code inspect} answers. */
final class InspectedImage {

    private InspectedImage() {}

    /** @throws EngineFault when an ID or a layer is no digest */
    static EngineImage read(ObjectNode image, String place) {
        try {
            return new EngineImage(
                    id(image.path("Id").asText("")),
                    texts(image.path("RepoTags")),
                    texts(image.path("RepoDigests")),
                    platform(image),
                    container(image.path("Config")),
                    texts(image.path("RootFS").path("Layers")).stream()
                            .map(DiffId::parse)
                            .toList(),
                    digest(image.path("Descriptor").path("digest")));
        } catch (IllegalArgumentException e) {
            throw new EngineFault(
                    place + ": the engine's answer cannot be understood: " + e.getMessage(),
                    "Check that the address is that of a Docker-compatible engine.",
                    0,
                    e);
        }
    }

    /** Some versions of Podman write the ID without its algorithm. */
    private static Digest id(String text) {
        return Digest.parse(text.indexOf(':') < 0 ? Digest.SHA256 + ":" + text : text);
    }

    private static Optional<Digest> digest(JsonNode text) {
        return text.isTextual() ? Optional.of(Digest.parse(text.textValue())) : Optional.empty();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    private static ContainerConfig container(JsonNode config) {
        return ContainerConfig.EMPTY.with(update -> {
            for (String variable : texts(config.path("Env"))) {
                int equals = variable.indexOf('=');
                if (equals > 0) {
                    update.env(variable.substring(0, equals), variable.substring(equals + 1));
                }
            }
            update.onBuild(texts(config.path("OnBuild")));
        });
    }

    private static Optional<Platform> platform(ObjectNode image) {
        String variant = image.path("Variant").asText("");
        try {
            return Optional.of(Platform.parse(image.path("Os").asText("") + "/"
                    + image.path("Architecture").asText("") + (variant.isEmpty() ? "" : "/" + variant)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
