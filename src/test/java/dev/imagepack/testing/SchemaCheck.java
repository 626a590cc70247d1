package dev.imagepack.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Holds the JSON documents of a layout against the JSON schemas of the OCI image specification. These belong to others
 * and are read from {@code image-spec-schema} in the folder that the system property {@code imagepack.vectors} names.
 *
 * <p>The schemas say what a document looks like, not whether its digests are true. They ask for at least one layer.
 */
public final class SchemaCheck {

    private static final String OCI = "application/vnd.oci.";
    private static final String MANIFEST = OCI + "image.manifest.v1+json";
    private static final String INDEX = OCI + "image.index.v1+json";
    private static final String CONFIG = OCI + "image.config.v1+json";

    /** The name of the schema for each kind of document. */
    private static final Map<String, String> SCHEMAS = Map.of(
            OCI + "layout.header.v1+json",
            "image-layout-schema.json",
            OCI + "descriptor.v1+json",
            "content-descriptor.json",
            INDEX,
            "image-index-schema.json",
            MANIFEST,
            "image-manifest-schema.json",
            CONFIG,
            "config-schema.json");

    /** The address that the schemas give themselves, and from which their references to each other are counted. */
    private static final String HOME = "https://opencontainers.org/schema/";

    /** The documents of a layout are small; anything larger is not one. */
    private static final long MAX_DOCUMENT = 4 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String MISSING = "the OCI's JSON schemas are not here (imagepack.vectors is not set)";

    /** Where the schemas are; said once, as a missing {@link Tool} is. */
    private static final String VECTORS = vectors();

    private final SchemaRegistry schemas;

    /** Reads the schemas from {@code folder}, and from nowhere else. */
    public SchemaCheck(Path folder) {
        schemas = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_4, registry -> registry.schemas(address -> text(folder, address)));
    }

    /** The check with the schemas of {@code imagepack.vectors}; skips the test where that is not set. */
    public static SchemaCheck require() {
        Assumptions.assumeFalse(VECTORS.isBlank(), "skipped: " + MISSING);
        return new SchemaCheck(Path.of(VECTORS, "image-spec-schema"));
    }

    private static String vectors() {
        String vectors = System.getProperty("imagepack.vectors", "");
        if (vectors.isBlank()) {
            System.out.println("imagepack.tools: " + MISSING);
        }
        return vectors;
    }

    /** Fails with every fault of every document of the layout. */
    public void accept(Path layout) throws IOException {
        List<String> faults = faults(layout);
        if (!faults.isEmpty()) {
            throw new AssertionError(layout + " disagrees with the OCI's JSON schemas:\n" + String.join("\n", faults));
        }
    }

    /**
     * Every fault of {@code oci-layout}, of {@code index.json} and of the indexes, manifests and image configurations that
     * can be reached from there, each with the path of its document. A blob that is not there counts as one.
     */
    public List<String> faults(Path layout) throws IOException {
        List<String> faults = new ArrayList<>();
        check(layout, "oci-layout", OCI + "layout.header.v1+json", new HashSet<>(), faults);
        check(layout, "index.json", INDEX, new HashSet<>(), faults);
        return faults;
    }

    private void check(Path layout, String file, String mediaType, Set<String> seen, List<String> faults)
            throws IOException {
        if (!seen.add(file)) {
            return;
        }
        Path path = layout.resolve(file).normalize();
        if (!path.startsWith(layout.normalize()) || !Files.isRegularFile(path) || Files.size(path) > MAX_DOCUMENT) {
            faults.add(file + ": is not there, or is no document");
            return;
        }
        String document = Files.readString(path);
        faults(mediaType, document).forEach(fault -> faults.add(file + ": " + fault));
        for (JsonNode child : described(document)) {
            String childType = child.path("mediaType").asText();
            if (Set.of(INDEX, MANIFEST, CONFIG).contains(childType)) {
                check(layout, "blobs/" + child.path("digest").asText().replace(':', '/'), childType, seen, faults);
            }
        }
    }

    /** The faults of one document as a document of {@code mediaType}. */
    List<String> faults(String mediaType, String document) {
        SchemaLocation schema = SchemaLocation.of(HOME + SCHEMAS.get(mediaType));
        return parse(document)
                .map(json -> schemas.getSchema(schema).validate(json).stream()
                        .map(error -> error.getInstanceLocation() + " " + error.getMessage())
                        .toList())
                .orElse(List.of("is no JSON"));
    }

    private static List<JsonNode> described(String document) {
        List<JsonNode> children = new ArrayList<>();
        parse(document).ifPresent(json -> {
            json.path("manifests").forEach(children::add);
            children.add(json.path("config"));
        });
        return children;
    }

    private static Optional<JsonNode> parse(String document) {
        try {
            return Optional.of(JSON.readTree(document));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String text(Path folder, String address) {
        if (!address.startsWith(HOME) || !address.endsWith(".json")) {
            return null;
        }
        try {
            // A part of a schema may have an address of its own, below which a reference is looked for first.
            return Files.readString(folder.resolve(address.substring(address.lastIndexOf('/') + 1)));
        } catch (IOException e) {
            throw new AssertionError("no schema for " + address, e);
        }
    }
}
