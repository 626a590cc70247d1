package dev.imagepack.registry;

import java.io.IOException;

/**
 * The way to all registries of a build: endpoints, TLS, proxies, mirrors, credentials, redirects and repetition. Safe for
 * many threads.
 */
public interface RegistryTransport {

    /**
     * Sends a request and waits for the head of the answer.
     *
     * @return the answer, whatever its status; the caller closes it
     * @throws RegistryFault when there is no answer (no connection, TLS, time-out), when credentials are missing or refused
     *     (after every source was tried), when the registry kept failing (5xx, 429), or when following its answer would be
     *     unsafe; the message names the registry, what was tried and what to do
     * @throws java.io.InterruptedIOException when the thread is interrupted
     */
    Reply send(Call call) throws IOException;
}
