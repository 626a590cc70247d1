package dev.imagepack.oci;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of a layer are not what they should be: they cannot be unpacked, or hash to something else. The message goes on
 * after the name of the layer.
 */
public final class LayerFault extends IOException {

    private static final long serialVersionUID = 1L;

    private LayerFault(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** It cannot be read as what it is. */
    public static LayerFault damaged(IOException cause) {
        return new LayerFault("cannot be read: " + cause.getMessage(), cause);
    }

    /** It is not the one that was promised by its image, its name or whoever. */
    public static LayerFault mismatch(Object found, String who, Object expected) {
        return new LayerFault("hashes to " + found + ", " + who + " says " + expected, null);
    }
}
