package dev.imagepack.build.context;

import dev.imagepack.ImagepackException;
import dev.imagepack.dockerfile.Location;

/** Faults that say where in a Dockerfile they come from, once. */
public final class Located {

    private Located() {}

    /** The fault with the place before its message, unless it names a line of that file already. */
    public static ImagepackException fault(ImagepackException fault, Location at) {
        return fault.getMessage().startsWith(at.file() + ":")
                ? fault
                : new ImagepackException(at + ": " + fault.getMessage(), fault.advice(), fault);
    }
}
