package dev.imagepack.build.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.LayerFault;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.StoredLayer;

/** A layer of an image whose layers can be read in any order. */
record SourceLayer(ImageSource image, int position) {

    /** The layer in this form, in the cache. */
    Layer take(TakenLayers taking, LayerForm form) throws IOException {
        Descriptor blob = image.layers().get(position);
        Compression.Algorithm compression = MediaType.compressionOf(blob.mediaType());
        try {
            StoredLayer stored = compression == Compression.Algorithm.NONE || !form.keepsTar()
                    ? taking.take(diffId(), form, diffId(), this::plain)
                    : keep(taking, blob, compression);
            return new Layer(stored.diffId(), stored.descriptor(), LayerSource.EMBED);
        } catch (LayerFault e) {
            throw new ImagepackException(
                    describe() + " " + e.getMessage(), "Build the image again; what it is stored in is damaged.", e);
        }
    }

    private StoredLayer keep(TakenLayers taking, Descriptor blob, Compression.Algorithm compression)
            throws IOException {
        Optional<StoredLayer> known =
                taking.known(blob.digest()).filter(layer -> layer.diffId().equals(diffId()));
        if (known.isPresent()) {
            return known.get();
        }
        try (InputStream in = image.openLayer(position)) {
            // That of a registry is fetched into the cache by being opened.
            if (taking.blobs().contains(blob.digest(), blob.size())) {
                return taking.fetched(blob, diffId(), () -> Compression.decompress(in, compression));
            }
            return taking.keep(in, compression, layer -> {
                if (!layer.diffId().equals(diffId())) {
                    throw LayerFault.mismatch(layer.diffId(), "its image", diffId());
                }
            });
        }
    }

    private InputStream plain() throws IOException {
        InputStream stored = image.openLayer(position);
        try {
            return Compression.decompress(
                    stored, MediaType.compressionOf(image.layers().get(position).mediaType()));
        } catch (IOException | RuntimeException e) {
            stored.close();
            throw e;
        }
    }

    private DiffId diffId() {
        return image.config().diffIds().get(position);
    }

    /** How messages begin that are about it. */
    private String describe() {
        return "layer " + (position + 1) + " of " + image.describe();
    }

    /** How many bytes it has before compression. */
    long plainSize(PlainSize sizes) throws IOException {
        return sizes.of(diffId(), describe(), this::plain);
    }
}
