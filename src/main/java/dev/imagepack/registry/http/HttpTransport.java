package dev.imagepack.registry.http;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.imagepack.registry.Call;
import dev.imagepack.registry.RegistryTransport;
import dev.imagepack.registry.Reply;
import dev.imagepack.registry.credentials.CredentialSources;

/**
 * The way to all registries over HTTP. Logins and connections are kept as long as it lives, so a build has one. Its threads
 * are daemons, and end after it is closed.
 */
public final class HttpTransport implements RegistryTransport, AutoCloseable {

    private final TransportParts parts;
    private final Clients clients;
    private final Map<String, RegistryClient> registries = new ConcurrentHashMap<>();

    private HttpTransport(TransportParts parts, Clients clients) {
        this.parts = parts;
        this.clients = clients;
    }

    /** The transport of a build. */
    public static HttpTransport of(TransportSettings settings, CredentialSources credentials, TransportLog log) {
        return of(settings, credentials, log, Backoff.USUAL, HttpTransport::sleep, InstantSource.system());
    }

    static HttpTransport of(
            TransportSettings settings,
            CredentialSources credentials,
            TransportLog log,
            Backoff backoff,
            Pauses pauses,
            InstantSource clock) {
        Redaction redaction = new Redaction();
        TransportFaults faults = new TransportFaults(redaction);
        Clients clients = new Clients(settings.proxies(), settings.timeouts().connect());
        Exchange exchange = new Exchange(clients, settings.proxies(), settings.timeouts());
        Repetition repetition = new Repetition(backoff, pauses, clock, log, faults);
        return new HttpTransport(
                new TransportParts(settings, credentials, exchange, repetition, faults, redaction, clock, log),
                clients);
    }

    private static void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration.toMillis());
    }

    @Override
    public Reply send(Call call) throws IOException {
        return registry(call.repository().domain()).send(call, parts.repetition());
    }

    private RegistryClient registry(String domain) {
        return registries.computeIfAbsent(domain, name -> new RegistryClient(name, parts));
    }

    /** Ends the threads once nothing is under way any more. */
    @Override
    public void close() {
        registries.clear();
        clients.close();
    }
}
