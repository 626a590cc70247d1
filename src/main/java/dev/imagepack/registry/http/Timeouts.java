package dev.imagepack.registry.http;

import java.time.Duration;

/**
 * How long to wait.
 *
 * @param connect for a connection
 * @param head for the first byte of the answer, once everything was sent
 * @param commit the same after a PUT, before which a registry may have to copy what was uploaded
 * @param idle for the next bytes of a body, sent or received
 */
public record Timeouts(Duration connect, Duration head, Duration commit, Duration idle) {

    /** What fits slow networks, too. */
    public static final Timeouts USUAL =
            new Timeouts(Duration.ofSeconds(20), Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofMinutes(1));
}
