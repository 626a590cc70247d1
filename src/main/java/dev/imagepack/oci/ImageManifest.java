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
 * An image manifest: a configuration and the layers above each other (image-spec, manifest.md; Docker's schema 2 says the same).
 *
 * @param mediaType the manifest's own type
 * @param config the configuration's blob
 * @param layers bottom first
 * @param annotations sorted by key
 * @param artifactType what an artifact holds, where it is one that says so
 * @param subject the image that an artifact speaks about
 */
public record ImageManifest(
        String mediaType,
        Descriptor config,
        List<Descriptor> layers,
        SortedMap<String, String> annotations,
        Optional<String> artifactType,
        Optional<Descriptor> subject) {

    /** The annotation with the time of the image. */
    public static final String CREATED = "org.opencontainers.image.created";

    /** The annotation with the name of the published image that this one is built on. */
    public static final String BASE_NAME = "org.opencontainers.image.base.name";

    /** The annotation with the digest of that image's manifest. */
    public static final String BASE_DIGEST = "org.opencontainers.image.base.digest";

    /** Engines give up above 127; base images of others may be odd, but not this odd. */
    static final int MOST_LAYERS = 4096;

    public ImageManifest {
        layers = List.copyOf(layers);
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }

    public ImageManifest(
            String mediaType, Descriptor config, List<Descriptor> layers, SortedMap<String, String> annotations) {
        this(mediaType, config, layers, annotations, Optional.empty(), Optional.empty());
    }

    /** Reads an OCI or Docker manifest; ImagepackException names what is missing or wrong. Refuses a document that is also an index. */
    public static ImageManifest parse(byte[] bytes) {
        Fields fields = Documents.open(bytes, "manifest");
        return read(fields, fields.text("mediaType")).orElseThrow();
    }

    /** As {@link #parse(byte[])}, and refuses a document whose own media type is another than the one its descriptor says. */
    public static ImageManifest parse(byte[] bytes, String mediaType) {
        Fields fields = Documents.open(bytes, "manifest");
        return read(fields, Optional.of(mediaType)).orElseThrow();
    }

    /**
     * The manifest that the object says, unless something that cannot be done without is wrong; every fault is a complaint.
     * Null layers read as none.
     */
    static Optional<ImageManifest> read(Fields fields, Optional<String> expectedType) {
        Documents.requireVersion(fields);
        Documents.refuseBoth(fields);
        String mediaType = Documents.mediaType(fields, expectedType, MediaType.MANIFEST);
        if (!MediaType.isManifest(mediaType)) {
            fields.complain("media-type", "media type " + Quoted.of(mediaType) + " is not that of an image manifest");
        }
        Optional<Descriptor> config = fields.requiredObject("config").flatMap(Descriptor::read);
        Optional<List<Descriptor>> layers = layers(fields);
        Optional<Descriptor> subject = fields.object("subject").flatMap(Descriptor::read);
        Optional<String> artifactType = fields.parsed("artifactType", Documents::requireMediaType);
        if (config.isEmpty() || layers.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ImageManifest(
                mediaType, config.get(), layers.get(), fields.textMap("annotations"), artifactType, subject));
    }

    private static Optional<List<Descriptor>> layers(Fields fields) {
        if (!fields.has("layers")) {
            fields.complain("layers-missing", "layers is null or missing");
            return Optional.of(List.of());
        }
        List<Descriptor> layers = new ArrayList<>();
        fields.objects("layers", MOST_LAYERS)
                .ifPresent(list -> list.forEach(layer -> Descriptor.read(layer).ifPresent(layers::add)));
        return layers.size() == fields.node().get("layers").size() ? Optional.of(layers) : Optional.empty();
    }

    /** The canonical form: compact JSON, keys sorted, no newline. */
    public byte[] toBytes() {
        ObjectNode node = Json.object();
        node.put("schemaVersion", 2).put("mediaType", mediaType);
        artifactType.ifPresent(value -> node.put("artifactType", value));
        node.set("config", config.toNode());
        ArrayNode list = node.putArray("layers");
        layers.forEach(layer -> list.add(layer.toNode()));
        subject.ifPresent(value -> node.set("subject", value.toNode()));
        if (!annotations.isEmpty()) {
            annotations.forEach(node.putObject("annotations")::put);
        }
        return Json.bytes(node);
    }
}
