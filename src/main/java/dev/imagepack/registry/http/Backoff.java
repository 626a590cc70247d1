package dev.imagepack.registry.http;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * How often something is tried, and how long to wait in between: twice as long each time, give or take half of it, so that
 * many machines do not come back at once.
 *
 * @param attempts how often in all
 * @param first the first pause, on average
 * @param longest no pause is longer, whatever a server asks for
 */
record Backoff(int attempts, Duration first, Duration longest, DoubleSupplier random) {

    /** Five times within some seconds. */
    static final Backoff USUAL = new Backoff(
            5,
            Duration.ofMillis(300),
            Duration.ofMinutes(1),
            () -> ThreadLocalRandom.current().nextDouble());

    /** Where something else can be asked instead. */
    Backoff twice() {
        return new Backoff(2, first, first, random);
    }

    /** The pause after an attempt, counted from 1. */
    Duration after(int attempt) {
        double factor = Math.pow(2, attempt - 1.0) * (0.5 + random.getAsDouble());
        return shortened(Duration.ofNanos((long) (first.toNanos() * factor)));
    }

    /** What a server asked for, but not too long. */
    Duration shortened(Duration asked) {
        return asked.compareTo(longest) > 0 ? longest : asked;
    }
}
