package dev.imagepack.build.engine;

import java.io.IOException;

import dev.imagepack.engine.Engine;

/** Where a builder gets its engine from when it needs one. */
@FunctionalInterface
public interface EngineSource {

    /**
     * The engine, the same at each call; not closed by whoever asks.
     *
     * @throws dev.imagepack.engine.EngineFault when there is none
     */
    Engine engine() throws IOException;
}
