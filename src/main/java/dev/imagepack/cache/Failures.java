package dev.imagepack.cache;

import java.io.IOException;

/** What another thread threw, on its way to be thrown by this one. */
final class Failures {

    private Failures() {}

    /** Throws {@code failure} as it is; the result only lets callers write {@code throw}. */
    static IOException asThrown(Throwable failure) throws IOException {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof IOException io ? io : new IOException(failure);
    }
}
