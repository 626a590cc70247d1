package dev.imagepack.oci;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Whether the file {@code manifest.json}, from which older engines load, names the same configurations and layers as the index. */
final class DockerManifestCheck {

    static final String FILE = "manifest.json";

    /** As many images as anybody saves at once. */
    private static final int MOST_IMAGES = 10_000;

    private final List<ManifestCheck.Image> images;
    private final Faults faults;

    DockerManifestCheck(List<ManifestCheck.Image> images, Faults faults) {
        this.images = images;
        this.faults = faults;
    }

    /** Checks the file's bytes. */
    void check(byte[] bytes) {
        faults.parse(bytes, FILE).ifPresent(this::list);
    }

    private void list(JsonNode list) {
        if (!list.isArray()) {
            faults.add("field", FILE, "it is no list of images");
            return;
        }
        ObjectNode document = Json.object();
        document.set("images", list);
        new Fields(document, FILE, faults)
                .objects("images", MOST_IMAGES)
                .ifPresent(images -> images.forEach(this::image));
    }

    private void image(Fields fields) {
        List<String> tags = fields.texts("RepoTags").orElse(List.of());
        tags.forEach(tag -> fields.understood("RepoTags", tag, ImageRef::parse));
        Optional<String> config = fields.requiredText("Config");
        List<String> layers = fields.texts("Layers").orElse(List.of());
        if (config.isEmpty()) {
            return;
        }
        List<ManifestCheck.Image> same = images.stream()
                .filter(image -> image.config().blobPath().equals(config.get()))
                .toList();
        if (same.isEmpty()) {
            fields.complain(
                    "docker-manifest", "Config " + Quoted.of(config.get()) + " is no configuration of the index");
        } else if (same.stream().noneMatch(image -> paths(image).equals(layers))) {
            fields.complain("docker-manifest", "Layers are not those that the index has for this Config");
        }
    }

    private static List<String> paths(ManifestCheck.Image image) {
        return image.layers().stream().map(Digest::blobPath).toList();
    }
}
