package dev.imagepack.registry.http;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.imagepack.tls.TlsFiles;

/**
 * How one registry is reached.
 *
 * @param insecure whether it may be asked without TLS when it does not speak TLS; this machine always may
 * @param caFile certificates (PEM) of authorities that are trusted besides the JVM's
 * @param clientCertificate the chain (PEM) to show to it, its own first
 * @param clientKey the key (PEM) of that certificate
 * @param mirrors asked before it for what is read, each {@code host[:port][/prefix]}
 */
public record RegistrySettings(
        boolean insecure,
        Optional<Path> caFile,
        Optional<Path> clientCertificate,
        Optional<Path> clientKey,
        List<String> mirrors) {

    /** Nothing special. */
    public static final RegistrySettings PLAIN =
            new RegistrySettings(false, Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    public RegistrySettings {
        mirrors = List.copyOf(mirrors);
    }

    /** What the TLS to the registry itself is made from, besides the JVM's own trust. */
    TlsFiles tls() {
        return new TlsFiles(caFile, clientCertificate, clientKey);
    }
}
