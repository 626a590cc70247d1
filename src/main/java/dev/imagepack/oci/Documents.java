package dev.imagepack.oci;

import java.util.Optional;
import java.util.OptionalLong;

import com.fasterxml.jackson.databind.JsonNode;

/** What manifests and indexes have in common: version, media type, and how to tell one from the other. */
public final class Documents {

    /** The most bytes of a manifest, index or configuration that are read: 4 MiB, what registries must accept at least. */
    public static final int LARGEST = 4 << 20;

    private Documents() {}

    /**
     * The media type of a manifest or index that came without one: what it says itself, else what its keys show. Empty
     * when it is neither. Docker's schema 1 is recognised, so that it can be refused by its name.
     *
     * @throws dev.imagepack.ImagepackException when the document is no JSON object
     */
    public static Optional<String> mediaTypeOf(byte[] document) {
        JsonNode node = Json.parseObject(document, LARGEST, "document " + Digest.of(document));
        if (node.path("schemaVersion").asInt() == 1 && node.path("fsLayers").isArray()) {
            return Optional.of(MediaType.DOCKER_MANIFEST_1);
        }
        if (node.path("mediaType").isTextual()) {
            return Optional.of(node.path("mediaType").textValue());
        }
        if (node.path("schemaVersion").asInt() != 2) {
            return Optional.empty();
        }
        return node.path("manifests").isArray()
                ? Optional.of(MediaType.INDEX)
                : Optional.of(node.path("config"))
                        .filter(JsonNode::isObject)
                        .map(config ->
                                MediaType.isDocker(config.path("mediaType").asText())
                                        ? MediaType.DOCKER_MANIFEST
                                        : MediaType.MANIFEST);
    }

    /** What a manifest or an index itself says that it is; many say nothing. */
    public static Optional<String> ownType(byte[] document) {
        return Optional.ofNullable(Json.parseObject(document, LARGEST, "document")
                .path("mediaType")
                .textValue());
    }

    /** A document whose faults are refused, named by its kind and digest. */
    static Fields open(byte[] bytes, String kind) {
        String where = kind + " " + Digest.of(bytes);
        return new Fields(Json.parseObject(bytes, LARGEST, where), where, Complaints.refusing());
    }

    static void requireVersion(Fields fields) {
        OptionalLong version = fields.whole("schemaVersion");
        if (version.isEmpty() || version.getAsLong() != 2) {
            String found = version.isPresent() ? String.valueOf(version.getAsLong()) : "missing";
            fields.complain("schema-version", "schemaVersion is " + found + ", expected 2");
        }
    }

    /** A document that one reader takes for a manifest and another for an index is an attack (CVE-2021-41190). */
    static void refuseBoth(Fields fields) {
        boolean manifest = fields.has("config") || fields.has("layers") || fields.has("fsLayers");
        if (manifest && fields.has("manifests")) {
            fields.complain("ambiguous", "it is a manifest (config, layers) and an index (manifests) at once");
        }
    }

    /** The type that counts: what the document says, which must be what its descriptor says; without both, {@code fallback}. */
    static String mediaType(Fields fields, Optional<String> expected, String fallback) {
        Optional<String> said = fields.parsed("mediaType", Documents::requireMediaType);
        if (said.isPresent() && expected.isPresent() && !said.equals(expected)) {
            fields.complain("media-type", "mediaType is " + said.get() + ", but the descriptor says " + expected.get());
        }
        return expected.or(() -> said).orElse(fallback);
    }

    static String requireMediaType(String text) {
        if (!MediaType.isValid(text)) {
            throw new IllegalArgumentException(Quoted.of(text) + " is not of the form type/name");
        }
        return text;
    }
}
