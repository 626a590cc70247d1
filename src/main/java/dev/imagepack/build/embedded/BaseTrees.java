package dev.imagepack.build.embedded;

import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import dev.imagepack.build.context.FileTree;
import dev.imagepack.cache.Cache;

/** The file trees of bases. */
final class BaseTrees {

    private final Listings listings;
    private final Map<Base, FileTree> trees = new IdentityHashMap<>();

    BaseTrees(Cache cache) {
        this.listings = new Listings(cache);
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
            List<Listing> listed = Parallel.map(base.layers(), layer -> listings.of(layer.tar()));
            for (int i = 0; i < listed.size(); i++) {
                stack.apply(listed.get(i), base.layers().get(i).tar());
            }
            trees.put(base, known);
        }
        return known;
    }
}
