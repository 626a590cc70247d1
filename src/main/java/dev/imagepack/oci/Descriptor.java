package dev.imagepack.oci;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A reference to a blob: what it is, what it hashes to, how long it is (image-spec, descriptor.md). The constructor
 * refuses a media type that is none (RFC 6838) and a negative size.
 *
 * @param mediaType what the blob is
 * @param digest what it hashes to
 * @param size its bytes
 * @param annotations sorted by key
 * @param platform of an index entry, where it says one
 * @param artifactType what an artifact's manifest holds, where it says so
 * @param urls where else the blob can be fetched; absolute
 * @param data the blob itself as base64, where the descriptor carries it
 */
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        SortedMap<String, String> annotations,
        Optional<Platform> platform,
        Optional<String> artifactType,
        List<String> urls,
        Optional<String> data) {

    public Descriptor {
        if (!MediaType.isValid(mediaType)) {
            throw new IllegalArgumentException(
                    "the media type " + Quoted.of(mediaType) + " is not of the form type/name");
        }
        if (size < 0) {
            throw new IllegalArgumentException("the size " + size + " is negative");
        }
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
        urls = List.copyOf(urls);
    }

    public Descriptor(String mediaType, Digest digest, long size) {
        this(mediaType, digest, size, new TreeMap<>(), Optional.empty());
    }

    public Descriptor(
            String mediaType,
            Digest digest,
            long size,
            SortedMap<String, String> annotations,
            Optional<Platform> platform) {
        this(mediaType, digest, size, annotations, platform, Optional.empty(), List.of(), Optional.empty());
    }

    /** This descriptor with these annotations and no others. */
    public Descriptor withAnnotations(Map<String, String> values) {
        return new Descriptor(mediaType, digest, size, new TreeMap<>(values), platform, artifactType, urls, data);
    }

    /** This descriptor with a platform, as an index entry has it. */
    public Descriptor withPlatform(Platform value) {
        return new Descriptor(mediaType, digest, size, annotations, Optional.of(value), artifactType, urls, data);
    }

    /** Whether this is an index entry of an attestation, which no engine can run. */
    public boolean isAttestation() {
        return annotations.containsKey("vnd.docker.reference.type")
                || platform.filter(Platform::isUnknown).isPresent();
    }

    /** The descriptor that the object says, unless something that cannot be done without is wrong; every fault is a complaint. */
    static Optional<Descriptor> read(Fields fields) {
        Optional<String> mediaType = fields.requiredParsed("mediaType", Documents::requireMediaType);
        Optional<Digest> digest = fields.requiredParsed("digest", Digest::parse);
        OptionalLong size = size(fields);
        Optional<String> artifactType = fields.parsed("artifactType", Documents::requireMediaType);
        List<String> urls = fields.texts("urls").orElse(List.of());
        urls.forEach(url -> requireAbsolute(fields, url));
        Optional<String> data = fields.text("data").filter(text -> isBase64(fields, text));
        Optional<Platform> platform = platform(fields);
        if (mediaType.isEmpty() || digest.isEmpty() || size.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Descriptor(
                mediaType.get(),
                digest.get(),
                size.getAsLong(),
                fields.textMap("annotations"),
                platform,
                artifactType,
                urls,
                data));
    }

    private static OptionalLong size(Fields fields) {
        if (!fields.has("size")) {
            fields.complain("size is missing");
        }
        OptionalLong size = fields.whole("size");
        if (size.isPresent() && size.getAsLong() < 0) {
            fields.complain("size is " + size.getAsLong() + ", expected 0 or more");
            return OptionalLong.empty();
        }
        return size;
    }

    private static void requireAbsolute(Fields fields, String url) {
        try {
            if (new URI(url).isAbsolute()) {
                return;
            }
        } catch (URISyntaxException e) {
            // Said below: to the reader it makes no difference.
        }
        fields.complain("urls", "urls holds " + Quoted.of(url) + ", which is no absolute URL");
    }

    private static boolean isBase64(Fields fields, String data) {
        try {
            if (data.length() % 4 == 0) {
                Base64.getDecoder().decode(data);
                return true;
            }
        } catch (IllegalArgumentException e) {
            // Said below: to the reader it makes no difference.
        }
        fields.complain("data", "data is no padded base64");
        return false;
    }

    /** Some tools write a platform of empty texts where they know none. */
    private static Optional<Platform> platform(Fields fields) {
        return fields.object("platform")
                .filter(platform -> !platform.text("os").orElse("?").isEmpty()
                        || !platform.text("architecture").orElse("?").isEmpty())
                .flatMap(Platform::read);
    }

    /** As a manifest or an index says it. */
    ObjectNode toNode() {
        ObjectNode node = Json.object();
        node.put("mediaType", mediaType).put("digest", digest.toString()).put("size", size);
        if (!annotations.isEmpty()) {
            annotations.forEach(node.putObject("annotations")::put);
        }
        platform.ifPresent(value -> value.write(node.putObject("platform")));
        artifactType.ifPresent(value -> node.put("artifactType", value));
        if (!urls.isEmpty()) {
            node.set("urls", Json.texts(urls));
        }
        data.ifPresent(value -> node.put("data", value));
        return node;
    }

    /** By hand, because the JVM takes long to make those that a record has, and every build needs them. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Descriptor descriptor
                && digest.equals(descriptor.digest)
                && size == descriptor.size
                && mediaType.equals(descriptor.mediaType)
                && annotations.equals(descriptor.annotations)
                && platform.equals(descriptor.platform)
                && artifactType.equals(descriptor.artifactType)
                && urls.equals(descriptor.urls)
                && data.equals(descriptor.data);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }
}
