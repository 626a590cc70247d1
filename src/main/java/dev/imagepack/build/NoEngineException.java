package dev.imagepack.build;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;

/** Whoever should run a recipe is not there; nothing was begun, so another one may. */
public final class NoEngineException extends ImagepackException {

    private static final long serialVersionUID = 1L;

    public NoEngineException(String message, String advice, @Nullable Throwable cause) {
        super(message, advice, cause);
    }
}
