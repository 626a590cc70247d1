package dev.imagepack.build.intake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.image.DockerManifest;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Documents;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageManifest;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

/** The small files of a {@code save} stream, and the image that an ID means among them. */
final class SaveDocuments {

    /** Of one document. */
    static final int LARGEST = DockerManifest.LONGEST;

    /** Of all of them: an image has one for each layer, and a few. */
    private static final long MOST_BYTES = 64L << 20;

    private static final int DEEPEST = 4;
    private static final String BLOBS = "blobs/sha256/";

    /**
     * An image of the stream.
     *
     * @param files its layers' files, bottom first
     */
    record Listed(ImageConfig config, List<String> files) {}

    private final Map<String, byte[]> documents = new LinkedHashMap<>();
    private long bytes;

    /** Keeps a document; false when there would be too much of them. */
    boolean keep(String path, byte[] document) {
        bytes += document.length;
        if (bytes <= MOST_BYTES) {
            documents.put(path, document);
        }
        return bytes <= MOST_BYTES;
    }

    /** Whether the stream came as far as the list of its images, which comes after the layers. */
    boolean hasList() {
        return documents.containsKey(DockerManifest.FILE);
    }

    /**
     * The image of this ID.
     *
     * @throws dev.imagepack.ImagepackException when a document of it is not understood
     * @throws IllegalArgumentException when there is no such image, or it is not what its ID says; says why
     */
    Listed find(Digest id, Platform platform) {
        Optional<byte[]> named = blob(id);
        String mediaType = named.flatMap(Documents::mediaTypeOf).orElse("");
        if (MediaType.isIndex(mediaType)) {
            return ofIndex(named.get(), mediaType, platform, 0);
        }
        return MediaType.isManifest(mediaType) ? ofManifest(named.get(), mediaType) : ofList(id);
    }

    private Listed ofList(Digest id) {
        List<String> configs = new ArrayList<>();
        for (DockerManifest image : list()) {
            byte[] config = documents.get(image.config());
            if (config != null && Digest.of(config).equals(id)) {
                return new Listed(ImageConfig.parse(config), image.layers());
            }
            String found = config == null ? "is not there" : "hashes to " + Digest.of(config);
            configs.add("'" + image.config() + "', which " + found);
        }
        throw new IllegalArgumentException(
                "no configuration hashes to its ID " + id + "; there is " + String.join(", ", configs));
    }

    private List<DockerManifest> list() {
        return DockerManifest.parse(documents.get(DockerManifest.FILE), DockerManifest.FILE);
    }

    private Listed ofManifest(byte[] document, String mediaType) {
        ImageManifest manifest = ImageManifest.parse(document, mediaType);
        byte[] config = blob(manifest.config().digest())
                .orElseThrow(() -> new IllegalArgumentException("its configuration "
                        + manifest.config().digest() + " is not there, or is not what its name says"));
        return new Listed(
                ImageConfig.parse(config),
                manifest.layers().stream()
                        .map(layer -> BLOBS + layer.digest().hex())
                        .toList());
    }

    /** An index may list platforms that were never fetched: what is not there is not meant. */
    private Listed ofIndex(byte[] document, String mediaType, Platform platform, int depth) {
        List<Listed> images = new ArrayList<>();
        for (Descriptor entry : ImageIndex.parse(document, mediaType).manifests()) {
            Optional<byte[]> inner = entry.isAttestation() ? Optional.empty() : blob(entry.digest());
            if (inner.isPresent() && MediaType.isIndex(entry.mediaType()) && depth < DEEPEST) {
                images.add(ofIndex(inner.get(), entry.mediaType(), platform, depth + 1));
            } else if (inner.isPresent() && MediaType.isManifest(entry.mediaType())) {
                images.add(ofManifest(inner.get(), entry.mediaType()));
            }
        }
        List<Platform> offered =
                images.stream().map(image -> image.config().platform()).toList();
        return platform.choices(offered).stream()
                .findFirst()
                .map(best -> images.get(offered.indexOf(best)))
                .orElseThrow(() -> new IllegalArgumentException("its index has no image for " + platform
                        + " whose manifest is there" + (offered.isEmpty() ? "" : ", but for " + offered)));
    }

    /** The document under the name of its digest, if that is what it hashes to. */
    private Optional<byte[]> blob(Digest digest) {
        return Optional.ofNullable(documents.get(BLOBS + digest.hex()))
                .filter(found -> Digest.of(found).equals(digest));
    }
}
