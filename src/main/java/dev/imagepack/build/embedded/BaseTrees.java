package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.build.context.FileTree;
import dev.imagepack.cache.Cache;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.Digest;

/** The file trees of bases. Listings of layers are kept in the cache, so that a layer is read once on a machine. */
final class BaseTrees {

    private static final String KIND = "listing";

    private final Cache cache;
    private final Map<Base, FileTree> trees = new HashMap<>();

    BaseTrees(Cache cache) {
        this.cache = cache;
    }

    /** A tree of the caller's own with the files of a base. */
    FileTree tree(Base base) throws IOException {
        return view(base).copy();
    }

    /** A tree with the files of a base that the caller must not change. */
    FileTree view(Base base) throws IOException {
        FileTree known = trees.get(base);
        if (known == null) {
            known = FileTree.empty();
            LayerStack stack = new LayerStack(known);
            for (Base.BaseLayer layer : base.layers()) {
                stack.apply(listing(layer.tar()), layer.tar());
            }
            trees.put(base, known);
        }
        return known;
    }

    private Listing listing(TarSource tar) throws IOException {
        Digest key = Digest.parse(tar.identity());
        Optional<Listing> kept = cache.derived(KIND, key).flatMap(Listing::parse);
        if (kept.isPresent()) {
            return kept.get();
        }
        Listing listing = read(tar);
        cache.keepDerived(KIND, key, listing.toBytes());
        return listing;
    }

    private static Listing read(TarSource tar) throws IOException {
        try (InputStream plain = tar.open()) {
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
