package dev.imagepack.registry;

import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;

/** A registry cannot be used, or did not do what it was asked for. */
public final class RegistryFault extends ImagepackException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status of the answer; 0 when there was none */
    public RegistryFault(String message, String advice, int status, @Nullable Throwable cause) {
        super(message, advice, cause);
        this.status = status;
    }

    /** The status of the answer, if there was one. */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }
}
