package dev.imagepack.registry;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;

/**
 * A base that the lock has a say in cannot be had as it says. No other image will do, wherever one of that name may be.
 */
public final class HeldBaseException extends ImagepackException {

    private static final long serialVersionUID = 1L;

    public HeldBaseException(String message, String advice, @Nullable Throwable cause) {
        super(message, advice, cause);
    }
}
