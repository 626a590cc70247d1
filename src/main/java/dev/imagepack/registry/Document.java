package dev.imagepack.registry;

import dev.imagepack.oci.Descriptor;

/**
 * A manifest or an index with its exact bytes, which hash to its descriptor's digest.
 *
 * @param descriptor type, digest and size
 * @param bytes never changed after this
 */
record Document(Descriptor descriptor, byte[] bytes) {}
