package dev.imagepack.registry.http;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Call;
import dev.imagepack.registry.RegistryFault;
import dev.imagepack.registry.RegistryTransport;
import dev.imagepack.registry.Reply;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.credentials.CredentialSources;
import dev.imagepack.registry.credentials.CredentialTrace;

/**
 * The way to all registries over HTTP. Logins and connections are kept as long as it lives, so a build has one. Its threads
 * are daemons, and end when it is closed.
 */
public final class HttpTransport implements RegistryTransport, AutoCloseable {

    private final TransportParts parts;
    private final Clients clients;
    private final Map<String, RegistryClient> registries = new ConcurrentHashMap<>();
    private final Set<Mirror> lost = ConcurrentHashMap.newKeySet();

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
        ProxyChoice proxies = settings.proxies().exceptLoopback();
        Clients clients = new Clients(proxies, settings.timeouts().connect());
        Exchange exchange = new Exchange(clients, proxies, settings.timeouts());
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
        boolean mirrored = call.access() == Access.PULL && call.base().isEmpty();
        for (String text : mirrored ? mirrors(call.repository()) : List.<String>of()) {
            Mirror mirror = Mirror.parse(text);
            Optional<Reply> copy = lost.contains(mirror) ? Optional.empty() : ask(mirror, call);
            if (copy.isPresent()) {
                return copy.get();
            }
        }
        return registry(call.repository().domain()).send(call, parts.repetition());
    }

    private List<String> mirrors(Repository repository) {
        return parts.settings().of(repository.domain()).mirrors();
    }

    /** What a mirror has; empty if it is of no use. One that does not answer is not asked again. */
    private Optional<Reply> ask(Mirror mirror, Call call) throws IOException {
        String reason;
        try {
            Reply reply = registry(mirror.domain())
                    .send(mirror.redirected(call), parts.repetition().impatient());
            if (reply.status() / 100 == 2) {
                return Optional.of(reply);
            }
            reason = "it answered " + reply.status();
            reply.close();
        } catch (RegistryFault e) {
            reason = e.getMessage();
            if (e.status().isEmpty()) {
                lost.add(mirror);
            }
        }
        parts.log().passedOver(mirror.toString(), call.repository(), reason);
        return Optional.empty();
    }

    /** What each source of credentials said so far about a repository, and what the registry said to that. */
    public CredentialTrace trace(Repository repository, Access access) throws IOException {
        return registry(repository.domain()).trace(repository, access);
    }

    private RegistryClient registry(String domain) {
        return registries.computeIfAbsent(domain, name -> new RegistryClient(name, parts));
    }

    /** Ends connections and threads, and what is under way. */
    @Override
    public void close() {
        registries.clear();
        clients.close();
    }
}
