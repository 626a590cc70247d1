package dev.imagepack.registry.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

import dev.imagepack.registry.Reply;

/** Sends something again when that may help and can do no harm. */
final class Repetition {

    /** Nothing was done: too many requests, or no service at the moment. */
    private static final Set<Integer> REFUSED_FOR_NOW = Set.of(429, 503);

    /** Nobody knows what was done. */
    private static final Set<Integer> BROKEN = Set.of(408, 500, 502, 504);

    private final Backoff backoff;
    private final Pauses pauses;
    private final InstantSource clock;
    private final TransportLog log;
    private final TransportFaults faults;

    Repetition(Backoff backoff, Pauses pauses, InstantSource clock, TransportLog log, TransportFaults faults) {
        this.backoff = backoff;
        this.pauses = pauses;
        this.clock = clock;
        this.log = log;
        this.faults = faults;
    }

    /** Something that may be sent again. */
    @FunctionalInterface
    interface Attempt {
        Reply send() throws IOException;
    }

    /** The same for something that can be had elsewhere. */
    Repetition impatient() {
        return new Repetition(backoff.twice(), pauses, clock, log, faults);
    }

    /**
     * The first answer that a repetition would not change.
     *
     * @param request for messages
     * @param repeatable whether it may be sent again when it is not known what became of it
     * @throws dev.imagepack.registry.RegistryFault when there is none
     */
    Reply run(String request, boolean repeatable, Attempt attempt) throws IOException {
        for (int number = 1; ; number++) {
            boolean isLast = number == backoff.attempts();
            Duration pause = backoff.after(number);
            String reason;
            try {
                Reply reply = attempt.send();
                if (!REFUSED_FOR_NOW.contains(reply.status()) && !BROKEN.contains(reply.status())) {
                    return reply;
                }
                if (isLast || !repeatable && BROKEN.contains(reply.status())) {
                    throw faults.keptFailing(request, reply, number);
                }
                pause = asked(reply, pause);
                reason = "it answered " + reply.status();
                reply.close();
            } catch (InterruptedIOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                reason = reason(request, repeatable && !isLast, number, e);
            } catch (IOException e) {
                boolean harmless = repeatable || Failures.isBeforeSending(e);
                reason = reason(request, harmless && !isLast && !Failures.isLasting(e), number, e);
            }
            log.repeating(request, reason, pause);
            pause(pause);
        }
    }

    private String reason(String request, boolean again, int number, IOException failure) {
        if (!again) {
            throw faults.noAnswer(request, failure, number);
        }
        return Failures.reason(failure);
    }

    private Duration asked(Reply reply, Duration usual) {
        return reply.header("retry-after")
                .flatMap(value -> RetryAfter.parse(value, clock.instant()))
                .map(backoff::shortened)
                .filter(asked -> asked.compareTo(usual) > 0)
                .orElse(usual);
    }

    private void pause(Duration pause) throws InterruptedIOException {
        try {
            pauses.pause(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before a repetition");
        }
    }
}
