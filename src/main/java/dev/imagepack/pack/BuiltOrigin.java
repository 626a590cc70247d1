package dev.imagepack.pack;

import java.io.IOException;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;

/** Images that this module built: their blobs are in the cache, which verified them; their manifest is made here. */
final class BuiltOrigin implements PackedImage.Origin {

    private final BlobStore cache;
    private final Descriptor manifest;
    private final byte[] bytes;
    private final String alias;

    private BuiltOrigin(BlobStore cache, Descriptor manifest, byte[] bytes, String alias) {
        this.cache = cache;
        this.manifest = manifest;
        this.bytes = bytes;
        this.alias = alias;
    }

    static PackedImage image(BuildOutcome outcome, BlobStore cache) {
        byte[] bytes = outcome.image().manifest().toBytes();
        Descriptor manifest = new Descriptor(outcome.image().manifest().mediaType(), Digest.of(bytes), bytes.length);
        return new PackedImage(
                outcome.image(),
                manifest,
                Optional.of(outcome),
                new BuiltOrigin(cache, manifest, bytes, outcome.image().alias().value()));
    }

    @Override
    public String describe() {
        return "the image built here";
    }

    @Override
    public void bring(Descriptor blob, BlobStore target) throws IOException {
        if (blob.equals(manifest)) {
            target.put(bytes);
            return;
        }
        if (!cache.contains(blob.digest(), blob.size())) {
            throw new ImagepackException(
                    "images." + alias + ": blob " + blob.digest() + " (" + blob.size() + " bytes) is not in the cache",
                    "Run imagepack:build-images again; the cache was cleaned or is another one.");
        }
        target.linkFrom(cache, blob.digest());
    }
}
