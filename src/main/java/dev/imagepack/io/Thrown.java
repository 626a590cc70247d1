package dev.imagepack.io;

import java.io.IOException;

/** What another thread threw, on its way to be thrown by this one. */
public final class Thrown {

    private Thrown() {}

    /** Throws {@code failure} as it is; the result only lets callers write {@code throw}. */
    public static IOException again(Throwable failure) throws IOException {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof IOException io ? io : new IOException(failure);
    }
}
