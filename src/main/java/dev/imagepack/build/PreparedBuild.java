package dev.imagepack.build;

import java.io.IOException;
import java.util.Optional;

import dev.imagepack.cache.CacheInputs;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.oci.ImageRef;

/** A recipe that was read and checked and can be run. */
public interface PreparedBuild {

    /**
     * Everything that the image depends on by its recipe: the recipe's own text or settings, the content of every file and
     * base that it uses, its arguments. What {@link dev.imagepack.image.ImageSpec} and {@link BuildRequest} say besides is
     * added by {@link BuildImages}: {@code builder}, {@code platform}, {@code created}, {@code compression},
     * {@code upstream-match}, {@code upstream-descriptors}, {@code rewrite-timestamps}, {@code output-format},
     * {@code label <name>} and {@code image <alias>} for each sibling, with its platform where it has several. Equal inputs make equal images.
     */
    CacheInputs inputs();

    /**
     * The published image that the result is built on, by its name and the digest of its manifest; empty when it is built
     * on something else, or the builder does not know. Only an annotation: {@link #inputs} need not have it.
     */
    default Optional<ImageRef> base() {
        return Optional.empty();
    }

    /** The same as far as it decides whether that stays out of the package; known when the cache has the image, too. */
    default BuildBase builtOn() {
        return BuildBase.NONE;
    }

    /** Why the image is built even if the cache has it; empty when the cache will do. */
    default Optional<String> alwaysBuilt() {
        return Optional.empty();
    }

    /** Who runs it, where that is not whom it was asked of; known for certain only after it has run. */
    default Optional<String> builder() {
        return Optional.empty();
    }

    /** Runs it; afterwards every embedded blob of the image is in the cache. Called at most once. */
    BuiltImage run() throws IOException;
}
