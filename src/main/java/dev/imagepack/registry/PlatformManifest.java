package dev.imagepack.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

/**
 * Finds the manifest for a platform below an index (image-spec, image-index.md): the best match, and of equals the one
 * that is listed first. Attestations are passed over.
 */
final class PlatformManifest {

    private static final int DEEPEST = 3;
    private static final int MOST_DOCUMENTS = 100;

    private final RepositoryReader reader;
    private final ImageRef reference;
    private final Platform platform;
    private final List<Descriptor> candidates = new ArrayList<>();
    private int documents;

    PlatformManifest(RepositoryReader reader, ImageRef reference, Platform platform) {
        this.reader = reader;
        this.reference = reference;
        this.platform = platform;
    }

    /** The document itself when it is a manifest, else the one it leads to. */
    Document of(Document named) throws IOException {
        if (MediaType.isManifest(named.descriptor().mediaType())) {
            return named;
        }
        collect(named, 0);
        Descriptor best = best().orElseThrow(() -> new ImagepackException(
                reference.familiar() + ": there is no image for " + platform + " but for " + offered(),
                "Name a base that has " + platform + ", or build for one of these."));
        return reader.manifest(best.digest());
    }

    private void collect(Document index, int depth) throws IOException {
        if (depth > DEEPEST || ++documents > MOST_DOCUMENTS) {
            throw new ImagepackException(
                    reference.familiar() + ": its indexes are nested more than " + DEEPEST + " deep or are more than "
                            + MOST_DOCUMENTS,
                    "Name one of the images inside by its digest.");
        }
        ImageIndex parsed = ImageIndex.parse(index.bytes(), index.descriptor().mediaType());
        for (Descriptor entry : parsed.manifests()) {
            if (MediaType.isIndex(entry.mediaType())) {
                collect(reader.manifest(entry.digest()), depth + 1);
            } else if (MediaType.isManifest(entry.mediaType()) && !entry.isAttestation()) {
                candidates.add(entry);
            }
        }
    }

    private Optional<Descriptor> best() {
        return platform.choices(offered()).stream()
                .findFirst()
                .flatMap(best -> candidates.stream()
                        .filter(entry -> entry.platform().equals(Optional.of(best)))
                        .findFirst())
                .or(this::onlyUnsaid);
    }

    /** An index may leave the platform of its only image to that image's configuration, which is checked later. */
    private Optional<Descriptor> onlyUnsaid() {
        boolean only = candidates.size() == 1 && candidates.get(0).platform().isEmpty();
        return only ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    private List<Platform> offered() {
        return candidates.stream()
                .flatMap(entry -> entry.platform().stream())
                .distinct()
                .toList();
    }
}
