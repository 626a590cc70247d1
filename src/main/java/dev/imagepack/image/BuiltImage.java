package dev.imagepack.image;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
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
 * @param annotations of its manifest, sorted; no part of its content, so the cache does not know them
 */
public record BuiltImage(
        Alias alias,
        List<ImageRef> references,
        Platform platform,
        Descriptor config,
        List<Layer> layers,
        String upstream,
        SortedMap<String, String> annotations) {

    /** An image without annotations, as a builder makes it. */
    public BuiltImage(
            Alias alias,
            List<ImageRef> references,
            Platform platform,
            Descriptor config,
            List<Layer> layers,
            String upstream) {
        this(alias, references, platform, config, layers, upstream, new TreeMap<>());
    }

    /** IllegalArgumentException when the layers and the upstream contradict each other. */
    public BuiltImage {
        references = List.copyOf(references);
        layers = List.copyOf(layers);
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, String>) annotations));
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

    /** The manifest, of OCI's types. */
    public ImageManifest manifest() {
        return new ImageManifest(
                MediaType.MANIFEST,
                config,
                layers.stream().map(Layer::descriptor).toList(),
                annotations);
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
        return new BuiltImage(alias, references, platform, config, layers, upstream, annotations);
    }

    /** This image with these annotations and no others; only the digest of its manifest is another one. */
    public BuiltImage annotated(SortedMap<String, String> annotations) {
        return new BuiltImage(alias, references, platform, config, layers, upstream, annotations);
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
