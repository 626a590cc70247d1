package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import dev.imagepack.cache.Cache;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.Digest;

/** The listings of bases' layers, kept in the cache, so that a layer is read once on a machine. */
final class Listings {

    private static final String KIND = "listing";

    private final Cache cache;

    Listings(Cache cache) {
        this.cache = cache;
    }

    /** From the cache, else the layer is read. */
    Listing of(TarSource tar) throws IOException {
        Optional<Listing> kept = find(tar);
        if (kept.isPresent()) {
            return kept.get();
        }
        try (InputStream plain = tar.open()) {
            return read(tar, plain);
        } catch (IOException e) {
            throw tar.unreadable(e);
        }
    }

    private Optional<Listing> find(TarSource tar) {
        return cache.derived(KIND, Digest.parse(tar.identity())).flatMap(Listing::parse);
    }

    /**
     * Reads a layer that somebody opened, verifies it and keeps its listing.
     *
     * @throws dev.imagepack.ImagepackException when it is damaged or not the layer that it should be
     */
    Listing read(TarSource tar, InputStream plain) throws IOException {
        Listing listing = verified(tar, plain);
        cache.keepDerived(KIND, Digest.parse(tar.identity()), listing.toBytes());
        return listing;
    }

    private static Listing verified(TarSource tar, InputStream plain) {
        try {
            Sha256Input in = new Sha256Input(plain);
            Listing listing = Listing.of(new TarReader(in, tar.limits()));
            String found = in.finish().toString();
            if (!found.equals(tar.identity())) {
                throw new IOException("its content hashes to " + found + ", its image says " + tar.identity());
            }
            return listing;
        } catch (IOException e) {
            throw tar.unreadable(e);
        }
    }
}
