package dev.imagepack.image;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageManifest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

/**
 * An image that was built: a configuration and its layers, whose blobs (the embedded ones') are in the cache.
 *
 * @param alias its name inside the module
 * @param references the full references it is known by; the first one is its name
 * @param platform what it runs on
 * @param config the configuration's blob, of OCI's type
 * @param layers bottom first; the upstream ones are the lowest
 * @param upstream the published image that holds the upstream layers, {@code name[:tag]@sha256:…}; empty when all are
 *     embedded, although it may be named even then
 */
public record BuiltImage(
        Alias alias,
        List<ImageRef> references,
        Platform platform,
        Descriptor config,
        List<Layer> layers,
        String upstream) {

    /** IllegalArgumentException when the layers and the upstream contradict each other. */
    public BuiltImage {
        references = List.copyOf(references);
        layers = List.copyOf(layers);
        config = new Descriptor(MediaType.CONFIG, config.digest(), config.size());
        requireDigest(alias, upstream);
        requireUpstreamBelow(alias, layers, upstream);
    }

    private static void requireDigest(Alias alias, String upstream) {
        if (!upstream.isEmpty() && ImageRef.parse(upstream).digest().isEmpty()) {
            throw new IllegalArgumentException(
                    alias + ": the upstream '" + upstream + "' has no digest; it must read name[:tag]@sha256:…");
        }
    }

    private static void requireUpstreamBelow(Alias alias, List<Layer> layers, String upstream) {
        long below = layers.stream()
                .takeWhile(layer -> layer.source() == LayerSource.UPSTREAM)
                .count();
        if (below > 0 && upstream.isEmpty()) {
            throw new IllegalArgumentException(alias + ": " + below + " layers are upstream, but no upstream is named");
        }
        if (layers.stream().skip(below).anyMatch(layer -> layer.source() == LayerSource.UPSTREAM)) {
            throw new IllegalArgumentException(alias + ": a layer above an embedded one cannot be upstream");
        }
    }

    /** The manifest: OCI types, no annotations. */
    public ImageManifest manifest() {
        return new ImageManifest(
                MediaType.MANIFEST,
                config,
                layers.stream().map(Layer::descriptor).toList(),
                new TreeMap<>());
    }

    /** The blobs that must be in the store for this image to be packed, each once: the configuration and the embedded layers. */
    public List<Descriptor> blobs() {
        return Stream.concat(
                        Stream.of(config),
                        layers.stream()
                                .filter(layer -> layer.source() == LayerSource.EMBED)
                                .map(Layer::descriptor))
                .distinct()
                .toList();
    }

    /** The name under which others find it, where it has one. */
    public Optional<ImageRef> name() {
        return references.stream().findFirst();
    }

    /** This image for another alias and other references; content and digests are the same. */
    public BuiltImage named(Alias alias, List<ImageRef> references) {
        return new BuiltImage(alias, references, platform, config, layers, upstream);
    }

    /** A document that {@link #fromJson} reads back; equal images give equal documents. */
    public JsonNode toJson() {
        return BuiltImageJson.write(this);
    }

    /** Reads what {@link #toJson} wrote; IllegalArgumentException names what is wrong with it. */
    public static BuiltImage fromJson(JsonNode json) {
        return BuiltImageJson.read(new JsonObject(json, ""));
    }
}
