package dev.imagepack.maven;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.cache.Cache;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.Platform;
import dev.imagepack.registry.KnownImages;

/** Published images, remembered in the cache. */
final class KnownBases implements KnownImages {

    private final Cache cache;
    private final Consumer<String> warnings;

    /** @param warnings told what could not be remembered */
    KnownBases(Cache cache, Consumer<String> warnings) {
        this.cache = cache;
        this.warnings = warnings;
    }

    @Override
    public Optional<Known> find(ImageRef reference, Platform platform) {
        try {
            return cache.base(reference.toString(), platform.toString()).map(KnownBases::read);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** IllegalArgumentException for a record that was altered. */
    private static Known read(JsonNode json) {
        JsonNode named = json.path("named");
        Descriptor descriptor = new Descriptor(
                named.path("mediaType").asText(),
                Digest.parse(named.path("digest").asText()),
                named.path("size").asLong(-1));
        return new Known(
                descriptor,
                document(json, "manifest"),
                json.path("manifestType").asText(),
                document(json, "config"));
    }

    private static byte[] document(JsonNode json, String name) {
        byte[] bytes = json.path(name).asText().getBytes(StandardCharsets.UTF_8);
        if (!Digest.of(bytes).toString().equals(json.path(name + "Digest").asText())) {
            throw new IllegalArgumentException(name);
        }
        return bytes;
    }

    @Override
    public void keep(ImageRef reference, Platform platform, Known image, List<Descriptor> layers) {
        if (!isText(image.manifest()) || !isText(image.config())) {
            return;
        }
        ObjectNode json = Json.object().put("manifestType", image.manifestType());
        json.putObject("named")
                .put("mediaType", image.named().mediaType())
                .put("digest", image.named().digest().toString())
                .put("size", image.named().size());
        put(json, "manifest", image.manifest());
        put(json, "config", image.config());
        try {
            cache.keepBase(reference.toString(), platform.toString(), json, layers);
        } catch (IOException e) {
            warnings.accept("base " + reference.familiar()
                    + ": the next build will look it up again, for its record cannot be written: " + e);
        }
    }

    private static void put(ObjectNode json, String name, byte[] document) {
        json.put(name, new String(document, StandardCharsets.UTF_8));
        json.put(name + "Digest", Digest.of(document).toString());
    }

    /** JSON that is no UTF-8 exists, and would not come back as it was; such an image is looked up at each build. */
    private static boolean isText(byte[] document) {
        return Arrays.equals(document, new String(document, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
    }
}
