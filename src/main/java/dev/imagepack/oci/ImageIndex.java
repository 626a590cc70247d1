package dev.imagepack.oci;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An image index: manifests, or further indexes, to choose from (image-spec, image-index.md).
 *
 * @param mediaType the index's own type
 * @param manifests in order of preference
 * @param annotations sorted by key
 */
public record ImageIndex(String mediaType, List<Descriptor> manifests, SortedMap<String, String> annotations) {

    /** The annotation that names an entry inside a layout. */
    public static final String REF_NAME = "org.opencontainers.image.ref.name";

    /** The annotation with the full reference, which containerd and podman take as the name. */
    public static final String IMAGE_NAME = "io.containerd.image.name";

    /** A layout that serves as a small registry has thousands; more do not fit into the 4 MiB anyway. */
    static final int MOST_ENTRIES = 30_000;

    public ImageIndex {
        manifests = List.copyOf(manifests);
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }

    /** An OCI index without annotations of its own. */
    public static ImageIndex of(List<Descriptor> manifests) {
        return new ImageIndex(MediaType.INDEX, manifests, new TreeMap<>());
    }

    /** Reads an OCI index or a Docker manifest list; ImagepackException names what is missing or wrong. */
    public static ImageIndex parse(byte[] bytes) {
        Fields fields = Documents.open(bytes, "index");
        return read(fields, fields.text("mediaType"));
    }

    /** As {@link #parse(byte[])}, and refuses a document whose own media type is another than the one its descriptor says. */
    public static ImageIndex parse(byte[] bytes, String mediaType) {
        Fields fields = Documents.open(bytes, "index");
        return read(fields, Optional.of(mediaType));
    }

    /** The index that the object says, with those entries that can be understood; every fault is a complaint. */
    static ImageIndex read(Fields fields, Optional<String> expectedType) {
        Documents.requireVersion(fields);
        Documents.refuseBoth(fields);
        String mediaType = Documents.mediaType(fields, expectedType, MediaType.INDEX);
        if (!MediaType.isIndex(mediaType)) {
            fields.complain("media-type", "media type " + Quoted.of(mediaType) + " is not that of an image index");
        }
        if (!fields.has("manifests")) {
            fields.complain("manifests is null or missing");
        }
        List<Descriptor> manifests = new ArrayList<>();
        fields.objects("manifests", MOST_ENTRIES)
                .ifPresent(list -> list.forEach(entry -> Descriptor.read(entry).ifPresent(manifests::add)));
        fields.object("subject").ifPresent(Descriptor::read);
        fields.parsed("artifactType", Documents::requireMediaType);
        return new ImageIndex(mediaType, manifests, fields.textMap("annotations"));
    }

    /** The canonical form: compact JSON, keys sorted, no newline. */
    public byte[] toBytes() {
        ObjectNode node = Json.object();
        node.put("schemaVersion", 2).put("mediaType", mediaType);
        ArrayNode list = node.putArray("manifests");
        manifests.forEach(entry -> list.add(entry.toNode()));
        if (!annotations.isEmpty()) {
            annotations.forEach(node.putObject("annotations")::put);
        }
        return Json.bytes(node);
    }
}
