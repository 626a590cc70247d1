package dev.imagepack.build;

import dev.imagepack.ImagepackException;

/** A recipe runs a command, which a builder without an engine cannot. */
public final class NeedsEngineException extends ImagepackException {

    private static final long serialVersionUID = 1L;

    public NeedsEngineException(String message, String advice) {
        super(message, advice);
    }
}
