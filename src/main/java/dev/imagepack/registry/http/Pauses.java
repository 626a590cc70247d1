package dev.imagepack.registry.http;

import java.time.Duration;

/** Lets time go by. Tests let it go by at once. */
@FunctionalInterface
public interface Pauses {

    /** Returns after so long. */
    void pause(Duration duration) throws InterruptedException;
}
