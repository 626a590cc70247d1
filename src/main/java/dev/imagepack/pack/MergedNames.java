package dev.imagepack.pack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.DockerManifest;
import dev.imagepack.image.SavedLayout;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Documents;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Json;

/**
 * The full references of images in another layout. Its index has room for one each; the others are in the report that a
 * packer left beside the layout, or in Docker's view of an archive. Those two only ever add names, so one that is not
 * understood is passed over.
 */
final class MergedNames {

    /** The references that one image has. */
    private record Group(String imageId, List<ImageRef> references) {}

    private final List<Group> groups = new ArrayList<>();

    private MergedNames() {}

    static MergedNames of(SavedLayout layout) throws IOException {
        MergedNames merged = new MergedNames();
        for (JsonNode image : document(layout, PackReport.FILE).path("images")) {
            merged.add(image.path("imageId").asText(), image.path("references"));
            for (JsonNode platform : image.path("byPlatform")) {
                merged.add(platform.path("imageId").asText(), image.path("references"));
            }
        }
        for (JsonNode image : document(layout, DockerManifest.FILE)) {
            String config = image.path("Config").asText();
            merged.add("sha256:" + config.substring(config.lastIndexOf('/') + 1), image.path("RepoTags"));
        }
        return merged;
    }

    private static JsonNode document(SavedLayout layout, String name) throws IOException {
        Optional<byte[]> bytes = layout.beside(name);
        try {
            return bytes.isPresent() ? Json.parse(bytes.get(), Documents.LARGEST, name) : Json.object();
        } catch (ImagepackException e) {
            return Json.object();
        }
    }

    private void add(String imageId, JsonNode names) {
        List<ImageRef> references = new ArrayList<>();
        names.forEach(name -> parse(name.asText()).ifPresent(references::add));
        groups.add(new Group(imageId, references));
    }

    /** The references of an entry: the one in it, then those that one of its images is given together with it. */
    List<ImageRef> of(Descriptor entry, List<Digest> imageIds) {
        Optional<ImageRef> name = parse(entry.annotations().getOrDefault(ImageIndex.IMAGE_NAME, ""));
        if (name.isEmpty()) {
            return List.of();
        }
        List<String> ids = imageIds.stream().map(Digest::toString).toList();
        Set<ImageRef> references = new LinkedHashSet<>(List.of(name.get()));
        groups.stream()
                .filter(group -> ids.contains(group.imageId()))
                .filter(group -> group.references().contains(name.get()))
                .forEach(group -> references.addAll(group.references()));
        return List.copyOf(references);
    }

    private static Optional<ImageRef> parse(String name) {
        try {
            return Optional.of(ImageRef.parse(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
