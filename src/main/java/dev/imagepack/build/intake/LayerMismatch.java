package dev.imagepack.build.intake;

import java.io.IOException;

import dev.imagepack.oci.DiffId;

/** The bytes of a layer hash to something else than was promised. */
final class LayerMismatch extends IOException {

    private static final long serialVersionUID = 1L;

    LayerMismatch(DiffId found, DiffId expected) {
        super("hashes to " + found + ", its image says " + expected);
    }
}
