package dev.imagepack.registry.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.imagepack.registry.Reply;

/**
 * Where a registry answers: with TLS; where it may do without, it is asked with TLS first, and without only when what
 * answers does not speak it. A certificate that does not do is never passed over like that. On this machine, where nobody
 * listens on the way, it is the other way round: loading TLS takes longer than most requests there, and some servers
 * without it wait for the end of what they cannot read.
 */
final class Endpoint {

    private static final String HUB = "docker.io";
    /** What a registry says to who asks for {@code /v2/}, be it that it is busy. */
    private static final Set<Integer> USUAL = Set.of(200, 401, 403, 429, 503);

    private static final String HUB_ENDPOINT = "registry-1.docker.io";

    private final String domain;
    private final boolean mayBePlain;
    private final Ping ping;
    private final TransportLog log;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Origin found;

    Endpoint(String domain, boolean insecure, Ping ping, TransportLog log) {
        this.domain = domain;
        this.ping = ping;
        this.log = log;
        this.mayBePlain = insecure || Reach.isLoopback(secured(domain).host());
    }

    /** Asks for {@code /v2/} once. */
    @FunctionalInterface
    interface Ping {
        Reply send(Origin origin) throws IOException;
    }

    private static Origin secured(String domain) {
        return Origin.of(Origin.HTTPS, domain.equals(HUB) ? HUB_ENDPOINT : domain);
    }

    /** Finds it, which takes a request or two the first time where it may do without TLS. */
    Origin origin() throws IOException {
        Origin known = found;
        if (known != null) {
            return known;
        }
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a registry was looked for");
        }
        try {
            if (found == null) {
                found = mayBePlain ? tried() : secured(domain);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    private Origin tried() throws IOException {
        Origin secured = secured(domain);
        Origin plain = secured.with(Origin.HTTP);
        return Reach.isLoopback(secured.host()) ? plainFirst(plain, secured) : securedFirst(plain, secured);
    }

    private Origin plainFirst(Origin plain, Origin secured) throws IOException {
        Asked asked = ask(plain);
        if (asked.isRegistry()) {
            log.withoutTls(domain);
            return plain;
        }
        return ask(secured)
                                .failure()
                                .filter(failure -> !Failures.isUntrusted(failure))
                                .isPresent()
                        && asked.failure().isEmpty()
                ? plain
                : secured;
    }

    private Origin securedFirst(Origin plain, Origin secured) throws IOException {
        Asked asked = ask(secured);
        if (asked.failure().filter(failure -> !Failures.isUntrusted(failure)).isEmpty()) {
            return secured;
        }
        if (ask(plain).failure().isEmpty()) {
            log.withoutTls(domain);
            return plain;
        }
        // Whoever asks next finds out, and says, what is wrong there.
        return Failures.isTls(asked.failure().get()) ? plain : secured;
    }

    /** How it answered, or why it did not. */
    private record Asked(boolean isRegistry, Optional<IOException> failure) {}

    /** Shows nothing to anybody. Servers with TLS answer 400 to who comes without. */
    private Asked ask(Origin origin) throws IOException {
        try (Reply reply = ping.send(origin)) {
            boolean named = reply.headers().containsKey("docker-distribution-api-version");
            return new Asked(named || USUAL.contains(reply.status()), Optional.empty());
        } catch (IOException e) {
            if (e instanceof InterruptedIOException && Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return new Asked(false, Optional.of(e));
        }
    }
}
