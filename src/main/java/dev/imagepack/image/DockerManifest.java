package dev.imagepack.image;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Json;

/**
 * One image of a docker-archive, as its {@code manifest.json} lists it.
 *
 * @param config name of the configuration's file
 * @param repoTags what the image is called; none for one saved by its ID
 * @param layers names of the layers' files, bottom first
 */
public record DockerManifest(String config, List<String> repoTags, List<String> layers) {

    /** The file in the archive. */
    public static final String FILE = "manifest.json";

    /** The most bytes of the file that are read. */
    public static final int LONGEST = 16 << 20;

    private static final int MOST_IMAGES = 10_000;
    private static final int MOST_LAYERS = 4096;

    public DockerManifest {
        repoTags = List.copyOf(repoTags);
        layers = List.copyOf(layers);
    }

    /** The file that lists these images; as Docker has it, one without a tag has null for its tags. */
    public static byte[] bytes(List<DockerManifest> images) {
        ArrayNode list = Json.array();
        for (DockerManifest image : images) {
            ObjectNode entry = list.addObject().put("Config", image.config());
            entry.set("Layers", Json.texts(image.layers()));
            entry.set("RepoTags", image.repoTags().isEmpty() ? entry.nullNode() : Json.texts(image.repoTags()));
        }
        return Json.bytes(list);
    }

    /** Reads the list; ImagepackException names the place and what is missing or wrong. */
    public static List<DockerManifest> parse(byte[] bytes, String place) {
        try {
            JsonNode list = Json.parse(bytes, LONGEST, place);
            if (!list.isArray() || list.isEmpty() || list.size() > MOST_IMAGES) {
                throw new IllegalArgumentException("it is no list of 1 to " + MOST_IMAGES + " images");
            }
            List<DockerManifest> images = new ArrayList<>();
            for (JsonNode image : list) {
                images.add(image(new JsonObject(image, "[" + images.size() + "]")));
            }
            return images;
        } catch (IllegalArgumentException e) {
            throw new ImagepackException(
                    place + ": " + e.getMessage(), "Make the archive again with docker save or podman save.", e);
        }
    }

    private static DockerManifest image(JsonObject json) {
        List<String> layers = json.hasValue("Layers") ? json.texts("Layers", ArchiveName::normal) : List.of();
        if (layers.size() > MOST_LAYERS) {
            throw new IllegalArgumentException("an image has more than " + MOST_LAYERS + " layers");
        }
        return new DockerManifest(
                json.parsed("Config", ArchiveName::normal),
                json.hasValue("RepoTags") ? json.texts("RepoTags", tag -> tag) : List.of(),
                layers);
    }
}
