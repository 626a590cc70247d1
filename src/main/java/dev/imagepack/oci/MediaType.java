package dev.imagepack.oci;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import dev.imagepack.io.Compression;

/** The media types of images, OCI's and Docker's, and what they mean. */
public final class MediaType {

    public static final String INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
    public static final String LAYER_GZIP = LAYER + "+gzip";
    public static final String LAYER_ZSTD = LAYER + "+zstd";

    /** The configuration of an artifact that has none: the two bytes <code>{}</code>. */
    public static final String EMPTY = "application/vnd.oci.empty.v1+json";

    /** A statement about an image (provenance, bill of materials), which stands where a layer would. */
    public static final String IN_TOTO = "application/vnd.in-toto+json";

    public static final String DOCKER_MANIFEST_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    public static final String DOCKER_LAYER_GZIP = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";

    /** Docker's first form of a manifest; recognised only so that it can be refused by its name. */
    public static final String DOCKER_MANIFEST_1 = "application/vnd.docker.distribution.manifest.v1+json";

    private static final String NONDISTRIBUTABLE = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    private static final String DOCKER_FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar";

    /** RFC 6838, 4.2: two names of at most 127 characters each. */
    private static final Pattern GRAMMAR =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}");

    private static final Map<String, String> OCI_OF_DOCKER = Map.of(
            DOCKER_MANIFEST_LIST,
            INDEX,
            DOCKER_MANIFEST,
            MANIFEST,
            DOCKER_CONFIG,
            CONFIG,
            DOCKER_LAYER_GZIP,
            LAYER_GZIP,
            DOCKER_LAYER,
            LAYER,
            DOCKER_FOREIGN + ".gzip",
            NONDISTRIBUTABLE + "+gzip",
            DOCKER_FOREIGN,
            NONDISTRIBUTABLE);

    private static final Map<String, Compression.Algorithm> LAYERS = Map.of(
            LAYER,
            Compression.Algorithm.NONE,
            LAYER_GZIP,
            Compression.Algorithm.GZIP,
            LAYER_ZSTD,
            Compression.Algorithm.ZSTD,
            NONDISTRIBUTABLE,
            Compression.Algorithm.NONE,
            NONDISTRIBUTABLE + "+gzip",
            Compression.Algorithm.GZIP,
            NONDISTRIBUTABLE + "+zstd",
            Compression.Algorithm.ZSTD);

    private static final Set<String> IMAGE_CONFIGS = Set.of(CONFIG, DOCKER_CONFIG);

    private MediaType() {}

    /** The OCI layer type for a compression; IllegalArgumentException for one that layers do not have. */
    public static String layer(Compression compression) {
        return layer(compression.algorithm());
    }

    /** As {@link #layer(Compression)}. */
    public static String layer(Compression.Algorithm compression) {
        return switch (compression) {
            case NONE -> LAYER;
            case GZIP -> LAYER_GZIP;
            case ZSTD -> LAYER_ZSTD;
            case BZIP2, XZ ->
                throw new IllegalArgumentException(
                        "no layer is compressed with " + compression + ", expected NONE, GZIP or ZSTD");
        };
    }

    /** How a layer of this type is compressed; IllegalArgumentException for a type that is no layer known here. */
    public static Compression.Algorithm compressionOf(String layerType) {
        Compression.Algorithm algorithm = LAYERS.get(asOci(layerType));
        if (algorithm == null) {
            throw new IllegalArgumentException("media type " + Quoted.of(layerType) + " is no layer known here");
        }
        return algorithm;
    }

    /** Whether blobs of this type are layers: tars, compressed or not. */
    public static boolean isLayer(String mediaType) {
        return LAYERS.containsKey(asOci(mediaType));
    }

    /** Whether blobs of this type are layers that their maker's licence keeps away from registries. */
    public static boolean isNondistributable(String mediaType) {
        return asOci(mediaType).startsWith(NONDISTRIBUTABLE);
    }

    /** The type of a layer that anybody may distribute, in the same compression; other types come back as they are. */
    public static String asDistributable(String mediaType) {
        return isNondistributable(mediaType) ? layer(compressionOf(mediaType)) : mediaType;
    }

    /** Whether blobs of this type are manifests, OCI's or Docker's. */
    public static boolean isManifest(String mediaType) {
        return asOci(mediaType).equals(MANIFEST);
    }

    /** Whether blobs of this type are indexes, OCI's or Docker's manifest lists. */
    public static boolean isIndex(String mediaType) {
        return asOci(mediaType).equals(INDEX);
    }

    /** Whether blobs of this type are configurations of images, OCI's or Docker's. */
    public static boolean isConfig(String mediaType) {
        return IMAGE_CONFIGS.contains(mediaType);
    }

    /** Whether the type is one of Docker's. */
    static boolean isDocker(String mediaType) {
        return OCI_OF_DOCKER.containsKey(mediaType);
    }

    /** Whether the text is a media type at all (RFC 6838). */
    static boolean isValid(String text) {
        return GRAMMAR.matcher(text).matches();
    }

    /** The OCI type that says the same as a Docker one; other types come back as they are. */
    public static String asOci(String mediaType) {
        return OCI_OF_DOCKER.getOrDefault(mediaType, mediaType);
    }
}
