package dev.imagepack.engine;

import java.time.Duration;

/**
 * How long an engine is waited for.
 *
 * @param connect until a connection stands
 * @param silence until the next byte, of the head of a reply or of its body. A call that may take long goes on as long as the
 *     engine, asked on the side after that time, is there
 */
record Limits(Duration connect, Duration silence) {

    static final Limits USUAL = new Limits(Duration.ofSeconds(15), Duration.ofSeconds(60));
}
