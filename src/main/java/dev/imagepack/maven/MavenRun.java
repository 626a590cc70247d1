package dev.imagepack.maven;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import dev.imagepack.cache.SingleFlight;
import dev.imagepack.registry.PushSession;
import dev.imagepack.registry.credentials.CredentialHelpers;
import dev.imagepack.registry.http.HttpTransport;

/**
 * What the goals of one Maven run share, in whatever modules: what is being made, fetched or pushed; the ways to registries
 * with their connections, logins and tokens; what was said already.
 */
final class MavenRun {

    private final SingleFlight layers = new SingleFlight();
    private final PushSession pushes = new PushSession();
    private final Map<RegistriesConfiguration, HttpTransport> transports = new HashMap<>();
    private final Set<String> said = ConcurrentHashMap.newKeySet();
    private final TransportLines lines = new TransportLines();
    private Optional<CredentialHelpers> helpers = Optional.empty();

    SingleFlight layers() {
        return layers;
    }

    /** Blobs that go to registries. */
    PushSession pushes() {
        return pushes;
    }

    /** The way to registries for this configuration, made by the first who asks; it ends with the run. */
    synchronized HttpTransport transport(RegistriesConfiguration configuration, Supplier<HttpTransport> maker) {
        return transports.computeIfAbsent(configuration, absent -> maker.get());
    }

    /** Ends the ways to registries. */
    synchronized void end() {
        transports.values().forEach(HttpTransport::close);
        transports.clear();
    }

    /** Programs that keep credentials, each of which is asked once about a server. */
    synchronized CredentialHelpers helpers(Supplier<CredentialHelpers> maker) {
        CredentialHelpers known = helpers.orElseGet(maker);
        helpers = Optional.of(known);
        return known;
    }

    /** What all ways to registries say. */
    TransportLines lines() {
        return lines;
    }

    /** Lines that are worth saying once. */
    Set<String> said() {
        return said;
    }
}
