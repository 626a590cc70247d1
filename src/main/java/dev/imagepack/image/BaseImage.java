package dev.imagepack.image;

import java.nio.file.Path;
import java.util.Optional;

import dev.imagepack.oci.ImageRef;

/** What an image is built on, or copies from. */
public sealed interface BaseImage {

    /** Nothing at all. */
    record Scratch() implements BaseImage {}

    /**
     * An OCI layout (directory or tar) or a docker-archive.
     *
     * @param path absolute
     * @param name which image inside it; empty when it holds one only
     */
    record Saved(Path path, Optional<String> name) implements BaseImage {
        public Saved {
            AbsolutePath.require("a saved image", path);
        }
    }

    /** Another image of this module. */
    record Sibling(Alias alias) implements BaseImage {}

    /** An image at a registry. */
    record Published(ImageRef reference) implements BaseImage {}

    /**
     * A directory of files, as a further build context.
     *
     * @param path absolute
     */
    record Directory(Path path) implements BaseImage {
        public Directory {
            AbsolutePath.require("a context", path);
        }
    }
}
