package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.intake.PlainSize;
import dev.imagepack.build.intake.TakenLayers;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.io.Compression;
import dev.imagepack.io.Content;
import dev.imagepack.io.CopyingInput;
import dev.imagepack.oci.BlobCopy;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.StoredLayer;
import dev.imagepack.oci.TarCheck;
import dev.imagepack.oci.VerifiedInput;

/**
 * Takes the layers of a base over into an image. Those that travel and are not in the cache yet are read once: stored,
 * verified in both forms and listed at the same time.
 */
final class BaseLayers {

    private final BuildRequest request;
    private final BlobStore blobs;
    private final Listings listings;

    BaseLayers(BuildRequest request) {
        this.request = request;
        this.blobs = request.cache().blobs();
        this.listings = new Listings(request.cache());
    }

    /** The layers as the image has them; some are read at once. */
    List<Layer> take(Base base) throws IOException {
        return Parallel.map(base.layers(), this::taken);
    }

    private Layer taken(Base.BaseLayer layer) throws IOException {
        try {
            return layer.source() == LayerSource.UPSTREAM ? upstream(layer) : embedded(layer);
        } catch (ImagepackException e) {
            String place = layer.tar().describe();
            throw e.getMessage().startsWith(place)
                    ? e
                    : new ImagepackException(place + ": " + e.getMessage(), e.advice(), e);
        }
    }

    private Layer upstream(Base.BaseLayer layer) throws IOException {
        if (!Bases.byDiffId(request.spec())) {
            return new Layer(layer.diffId(), layer.stored(), LayerSource.UPSTREAM);
        }
        long size =
                new PlainSize(request.cache()).of(layer.diffId(), layer.tar().describe(), layer.tar()::open);
        Descriptor plain = new Descriptor(MediaType.LAYER, layer.diffId().asDigest(), size);
        return new Layer(layer.diffId(), plain, LayerSource.UPSTREAM);
    }

    private Layer embedded(Base.BaseLayer layer) throws IOException {
        Compression.Algorithm stored = compression(layer);
        if (stored == Compression.Algorithm.NONE
                && request.spec().compression().algorithm() != Compression.Algorithm.NONE) {
            return compressed(layer);
        }
        if (!isStored(layer)) {
            store(layer, stored);
        }
        return new Layer(layer.diffId(), layer.stored(), LayerSource.EMBED);
    }

    private static Compression.Algorithm compression(Base.BaseLayer layer) {
        return MediaType.compressionOf(layer.stored().mediaType());
    }

    private boolean isStored(Base.BaseLayer layer) {
        return blobs.contains(layer.stored().digest(), layer.stored().size());
    }

    private void store(Base.BaseLayer layer, Compression.Algorithm compression) throws IOException {
        try (InputStream blob = layer.blob().open()) {
            if (isStored(layer)) {
                // That of a registry is fetched by being opened.
                read(layer, blob, compression);
            } else {
                copy(layer, blob, compression);
            }
        }
    }

    private void read(Base.BaseLayer layer, InputStream blob, Compression.Algorithm compression) throws IOException {
        Descriptor stored = layer.stored();
        try (VerifiedInput verified = new VerifiedInput(blob, stored.digest(), stored.size());
                InputStream plain = Compression.decompress(verified, compression)) {
            Listing listing = listings.read(layer.tar(), plain);
            verified.finish();
            remember(stored.digest(), layer.diffId(), listing);
        }
    }

    private void copy(Base.BaseLayer layer, InputStream blob, Compression.Algorithm compression) throws IOException {
        try (BlobCopy copy = blobs.copy(layer.stored(), blob);
                InputStream plain = Compression.decompress(copy, compression)) {
            Listing listing = listings.read(layer.tar(), plain);
            copy.finish();
            remember(layer.stored().digest(), layer.diffId(), listing);
        }
    }

    /** It was hashed in both forms; only a tar in which the check of a layout would find nothing need not be read again. */
    private void remember(Digest digest, DiffId diffId, Listing listing) {
        if (TarCheck.isSound(listing.entries())) {
            blobs.known().remember(digest, blobs.path(digest), diffId);
        }
    }

    /** Engines save layers uncompressed; in a package they would be several times as large as they need be. */
    private Layer compressed(Base.BaseLayer layer) throws IOException {
        Compression compression = request.spec().compression();
        Digest key = TakenLayers.key(layer.diffId(), compression);
        StoredLayer made = request.cache().layer(key, () -> compress(layer, compression));
        return new Layer(made.diffId(), made.descriptor(), LayerSource.EMBED);
    }

    private StoredLayer compress(Base.BaseLayer layer, Compression compression) throws IOException {
        StoredLayer made = blobs.putLayer(tar(layer), compression, request.workers());
        remember(made.descriptor().digest(), made.diffId(), listings.of(layer.tar()));
        return made;
    }

    /** Its blob is the plain tar, which is verified while it is listed. */
    private Content tar(Base.BaseLayer layer) {
        return out -> {
            try (InputStream plain = layer.blob().open()) {
                listings.read(layer.tar(), new CopyingInput(plain, out));
            }
        };
    }
}
