package dev.imagepack.registry.http;

import java.time.InstantSource;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.credentials.CredentialSources;

/** What the clients of all registries have in common. */
record TransportParts(
        TransportSettings settings,
        CredentialSources sources,
        Exchange exchange,
        Repetition repetition,
        TransportFaults faults,
        Redaction redaction,
        InstantSource clock,
        TransportLog log) {

    Login login(Repository repository, Access access) {
        return new Login(repository, access, sources, redaction, clock, log);
    }

    TokenServer tokenServer(Wire wire) {
        return new TokenServer(wire, repetition, faults, redaction, clock);
    }
}
