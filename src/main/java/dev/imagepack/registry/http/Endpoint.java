package dev.imagepack.registry.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.imagepack.registry.Reply;

/**
 * Where a registry answers: with TLS; where it may do without, it is asked with TLS first, and without only when what
 * answers does not speak it. A certificate that does not do is never passed over like that.
 */
final class Endpoint {

    private static final String HUB = "docker.io";
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

    /** Finds it, which takes a request the first time where it may do without TLS. */
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
        try {
            ping.send(secured).close();
            return secured;
        } catch (InterruptedIOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return tried(secured, e);
        } catch (IOException e) {
            return tried(secured, e);
        }
    }

    private Origin tried(Origin secured, IOException failure) throws IOException {
        if (Failures.isUntrusted(failure)) {
            return secured;
        }
        Origin plain = secured.with(Origin.HTTP);
        try {
            ping.send(plain).close();
            log.withoutTls(domain);
            return plain;
        } catch (IOException e) {
            if (e instanceof InterruptedIOException && Thread.currentThread().isInterrupted()) {
                throw e;
            }
            // Whoever asks next finds out, and says, what is wrong there.
            return Failures.isTls(failure) ? plain : secured;
        }
    }
}
