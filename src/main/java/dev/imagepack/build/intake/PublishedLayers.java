package dev.imagepack.build.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.LayerFault;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.StoredLayer;

/**
 * The layers of a base that travel with an image, as they are published: in the very bytes that their registry has, whoever
 * built the image. So nobody compresses them again, registries and engines that have the base have them, too, and the image
 * has the layers that the embedded builder would have given it.
 */
final class PublishedLayers {

    private final BuildRequest request;
    private final TakenLayers taking;

    PublishedLayers(BuildRequest request, TakenLayers taking) {
        this.request = request;
        this.taking = taking;
    }

    /**
     * The lowest of a published image's layers, which are in the cache afterwards: up to the first one that is not compressed
     * there, or cannot be had, which is no fault, since whoever built the image has it.
     *
     * @param count how many are asked for
     * @return as many or fewer
     */
    List<Layer> lowest(ImageSource image, int count) throws IOException {
        List<Layer> layers = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Optional<StoredLayer> stored = stored(image, i);
                if (stored.isEmpty()) {
                    return layers;
                }
                layers.add(new Layer(stored.get().diffId(), stored.get().descriptor(), LayerSource.EMBED));
            }
        } catch (InterruptedIOException e) {
            throw e;
        } catch (ImagepackException | IOException e) {
            request.log()
                    .step(
                            request.spec().alias(),
                            "layer " + (layers.size() + 1) + " of " + image.describe()
                                    + " is taken out of the built image: " + e.getMessage());
        }
        return layers;
    }

    private Optional<StoredLayer> stored(ImageSource image, int position) throws IOException {
        Descriptor blob = image.layers().get(position);
        DiffId layer = image.config().diffIds().get(position);
        Compression.Algorithm compression = MediaType.compressionOf(blob.mediaType());
        if (compression == Compression.Algorithm.NONE || !image.hasLayer(position)) {
            return Optional.empty();
        }
        Optional<StoredLayer> known =
                taking.known(blob.digest()).filter(found -> found.diffId().equals(layer));
        if (known.isPresent()) {
            return known;
        }
        try (InputStream stored = image.openLayer(position)) {
            // That of a registry is fetched into the cache by being opened.
            return Optional.of(
                    taking.blobs().contains(blob.digest(), blob.size())
                            ? taking.fetched(blob, layer, () -> Compression.decompress(stored, compression))
                            : taking.keep(stored, compression, found -> requireSame(found, blob, layer)));
        }
    }

    private static void requireSame(StoredLayer found, Descriptor blob, DiffId layer) throws LayerFault {
        if (!found.descriptor().digest().equals(blob.digest())) {
            throw LayerFault.mismatch(found.descriptor().digest(), "its manifest", blob.digest());
        }
        if (!found.diffId().equals(layer)) {
            throw LayerFault.mismatch(found.diffId(), "its image", layer);
        }
    }
}
