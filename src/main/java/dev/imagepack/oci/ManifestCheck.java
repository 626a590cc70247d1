package dev.imagepack.oci;

import java.util.List;
import java.util.Optional;

/** Whether a manifest, its configuration and its layers agree with each other. */
final class ManifestCheck {

    /**
     * An image as its manifest names it.
     *
     * @param config the configuration's blob
     * @param layers the layers' blobs, bottom first
     * @param platform what the configuration says it runs on, if that could be read
     */
    record Image(Digest config, List<Digest> layers, Optional<Platform> platform) {}

    private final BlobsCheck blobs;
    private final Faults faults;
    private final String label;

    /**
     * @param label which image it is, for messages
     */
    ManifestCheck(BlobsCheck blobs, Faults faults, String label) {
        this.blobs = blobs;
        this.faults = faults;
        this.label = label;
    }

    /** The image, unless the manifest cannot be read or is an artifact's. */
    Optional<Image> check(Descriptor descriptor) {
        String where = where(descriptor, "manifest");
        Optional<ImageManifest> manifest = blobs.document(descriptor, where)
                .flatMap(bytes -> faults.open(bytes, where))
                .flatMap(fields -> ImageManifest.read(fields, Optional.of(descriptor.mediaType())));
        manifest.flatMap(ImageManifest::subject)
                .ifPresent(subject -> blobs.optional(subject, where(subject, "subject")));
        return manifest.flatMap(read -> {
            if (MediaType.isConfig(read.config().mediaType())) {
                return Optional.of(image(read, where));
            }
            artifact(read, where);
            return Optional.empty();
        });
    }

    private String where(Descriptor descriptor, String role) {
        return descriptor.digest() + " (" + role + " of " + label + ")";
    }

    private Image image(ImageManifest manifest, String where) {
        String configWhere = where(manifest.config(), "configuration");
        Optional<ImageConfig> config = blobs.document(manifest.config(), configWhere)
                .flatMap(bytes -> faults.open(bytes, configWhere).flatMap(fields -> ImageConfig.read(bytes, fields)));
        requireOneFamily(manifest, where);
        config.ifPresent(read -> compareCounts(manifest, read, where, configWhere));
        for (int i = 0; i < manifest.layers().size(); i++) {
            layer(manifest.layers().get(i), i, config);
        }
        return new Image(
                manifest.config().digest(),
                manifest.layers().stream().map(Descriptor::digest).toList(),
                config.map(ImageConfig::platform));
    }

    private void layer(Descriptor layer, int position, Optional<ImageConfig> config) {
        String where = where(layer, "layer " + (position + 1));
        Optional<DiffId> diffId = config.map(ImageConfig::diffIds)
                .filter(ids -> ids.size() > position)
                .map(ids -> ids.get(position));
        if (MediaType.isLayer(layer.mediaType())) {
            blobs.layer(layer, diffId, where);
            return;
        }
        if (!layer.mediaType().equals(MediaType.IN_TOTO)) {
            faults.add("media-type", where, "the media type " + layer.mediaType() + " is no layer known here");
        }
        blobs.blob(layer, diffId, where);
    }

    /** Strict readers refuse a manifest of Docker's with blobs of OCI's, and the reverse. */
    private void requireOneFamily(ImageManifest manifest, String where) {
        boolean docker = MediaType.isDocker(manifest.mediaType());
        boolean mixed = MediaType.isDocker(manifest.config().mediaType()) != docker
                || manifest.layers().stream()
                        .map(Descriptor::mediaType)
                        .anyMatch(type -> MediaType.isLayer(type) && MediaType.isDocker(type) != docker);
        if (mixed) {
            faults.add("media-type-mix", where, "it mixes media types of Docker with those of OCI");
        }
    }

    private void compareCounts(ImageManifest manifest, ImageConfig config, String where, String configWhere) {
        int layers = manifest.layers().size();
        int diffIds = config.diffIds().size();
        if (layers != diffIds) {
            faults.add(
                    "diff-id-count", where, "it has " + layers + " layers, its configuration " + diffIds + " diff IDs");
        }
        long described =
                config.history().stream().filter(line -> !line.emptyLayer()).count();
        if (!config.history().isEmpty() && described != diffIds) {
            faults.add(
                    "history-count",
                    configWhere,
                    "its history tells of " + described + " layers, but it has " + diffIds + " diff IDs");
        }
    }

    private void artifact(ImageManifest manifest, String where) {
        if (manifest.config().mediaType().equals(MediaType.EMPTY)
                && manifest.artifactType().isEmpty()) {
            faults.add("field", where, "artifactType is missing, although the configuration is the empty one");
        }
        if (manifest.layers().isEmpty()) {
            faults.add("layers-missing", where, "an artifact has at least one layer");
        }
        blobs.blob(manifest.config(), Optional.empty(), where(manifest.config(), "configuration"));
        for (int i = 0; i < manifest.layers().size(); i++) {
            Descriptor layer = manifest.layers().get(i);
            blobs.blob(layer, Optional.empty(), where(layer, "layer " + (i + 1)));
        }
    }
}
