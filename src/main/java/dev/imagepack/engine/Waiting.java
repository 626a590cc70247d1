package dev.imagepack.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** Since when, and in which thread, the next byte of an engine is waited for. */
final class Waiting {

    private long since;
    private @Nullable Thread who;

    /** This thread begins to wait. */
    synchronized void begin() {
        since = System.nanoTime();
        who = Thread.currentThread();
    }

    /** Whoever waits does so anew. */
    synchronized void again() {
        since = System.nanoTime();
    }

    /** Nobody waits for the engine: it is our turn. */
    synchronized void end() {
        who = null;
    }

    synchronized boolean isLongerThan(Duration limit) {
        return who != null && System.nanoTime() - since > limit.toNanos();
    }

    synchronized boolean isInterrupted() {
        return who != null && who.isInterrupted();
    }
}
