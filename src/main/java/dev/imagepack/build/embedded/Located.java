package dev.imagepack.build.embedded;

import dev.imagepack.ImagepackException;
import dev.imagepack.dockerfile.Location;

/** Faults that say where in a Dockerfile they come from, once. */
final class Located {

    private Located() {}

    /** The fault with the place before its message, unless it names a line of that file already. */
    static ImagepackException fault(ImagepackException fault, Location at) {
        return fault.getMessage().startsWith(at.file() + ":")
                ? fault
                : new ImagepackException(at + ": " + fault.getMessage(), fault.advice(), fault);
    }
}
