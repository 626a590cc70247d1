package dev.imagepack.ship;

import dev.imagepack.engine.Engine;

/** What is worth saying while images are loaded; the wording is the listener's. */
public interface LoadLog {

    /** Bytes were sent to the engine; called often. */
    void sending(long bytes);

    /** The engine could not do without the layers that it seemed to have, so everything is sent. */
    void sparedInVain(String reason);

    /** An image is in the engine. */
    void loaded(Engine engine, LoadReport.Load load);

    /** Says nothing. */
    LoadLog SILENT = new LoadLog() {
        @Override
        public void sending(long bytes) {}

        @Override
        public void sparedInVain(String reason) {}

        @Override
        public void loaded(Engine engine, LoadReport.Load load) {}
    };
}
