package dev.imagepack.engine;

import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;

/** An engine cannot be reached, or did not do what it was asked for. */
public final class EngineFault extends ImagepackException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status of the answer; 0 when there was none, or when the fault came in the midst of it */
    public EngineFault(String message, String advice, int status, @Nullable Throwable cause) {
        super(message, advice, cause);
        this.status = status;
    }

    /** The status of the answer, where that was the fault. */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }
}
