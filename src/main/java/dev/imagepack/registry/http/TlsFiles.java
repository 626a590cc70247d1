package dev.imagepack.registry.http;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a connection's TLS is made from, besides the JVM's own trust. */
record TlsFiles(Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key) {

    /** For the registry itself. */
    static TlsFiles of(RegistrySettings settings) {
        return new TlsFiles(settings.caFile(), settings.clientCertificate(), settings.clientKey());
    }

    /** For other hosts, on the registry's behalf: its certificate is shown to nobody else. */
    TlsFiles withoutCertificate() {
        return new TlsFiles(authorities, Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
        return Stream.of(authorities, certificate, key)
                .flatMap(Optional::stream)
                .map(Path::toString)
                .collect(Collectors.joining(", "));
    }

    boolean isEmpty() {
        return authorities.isEmpty() && certificate.isEmpty();
    }
}
