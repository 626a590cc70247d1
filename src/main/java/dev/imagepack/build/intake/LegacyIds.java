package dev.imagepack.build.intake;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.ChainId;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Json;

/**
 * Tells which layer a directory of Docker's old archives (before 25) holds, before its bytes come. The directory's name is
 * a digest over the document {@code json} in it, which comes first, and the chain ID of the layer (moby, image/v1,
 * CreateID): so it can be tried with each layer that is expected. It is a hint; the bytes are verified all the same.
 */
final class LegacyIds {

    /** The layer on top of each chain that is expected. */
    private final Map<Digest, DiffId> tops = new LinkedHashMap<>();

    private final Map<String, DiffId> known = new HashMap<>();

    /** Expects the layers of an image, bottom first. */
    void expect(List<DiffId> layers) {
        for (int i = 0; i < layers.size(); i++) {
            tops.put(ChainId.of(layers.subList(0, i + 1)), layers.get(i));
        }
    }

    /** Takes the document of a directory into account; one that is of no use is passed over. */
    void read(String directory, byte[] document) {
        try {
            SortedMap<String, String> members = Json.members(document, document.length, "json");
            tops.forEach((chain, layer) -> {
                if (isId(directory, members, chain)) {
                    known.put(directory, layer);
                }
            });
        } catch (ImagepackException e) {
            // Some other document: then the layer shows what it is when it was read.
        }
    }

    /** The layer in a directory, if it is one that is expected. */
    Optional<DiffId> find(String directory) {
        return Optional.ofNullable(known.get(directory));
    }

    /** Lower layers got their {@code os} after their ID, the uppermost one before. */
    private static boolean isId(String id, SortedMap<String, String> members, Digest chain) {
        return id(members, chain, true).equals(id) || id(members, chain, false).equals(id);
    }

    private static String id(SortedMap<String, String> members, Digest chain, boolean withOs) {
        ObjectNode hashed = Json.object();
        members.forEach((key, value) -> hashed.set(key, Json.raw(value)));
        hashed.remove("id");
        if (!withOs) {
            hashed.remove("os");
        }
        if (members.containsKey("parent")) {
            hashed.put("parent", "sha256:" + members.get("parent").replace("\"", ""));
        }
        hashed.put("layer_id", chain.toString());
        return Digest.of(Json.text(hashed).getBytes(StandardCharsets.UTF_8)).hex();
    }
}
