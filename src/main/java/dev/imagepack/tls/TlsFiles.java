package dev.imagepack.tls;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a connection's TLS is made from.
 *
 * @param authorities certificates of who is trusted to name servers
 * @param certificate shown to a server that asks for one
 * @param key of that certificate; empty when its file holds the key, too
 */
public record TlsFiles(Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key) {

    /** The same without what is shown: for other hosts, on a server's behalf. */
    public TlsFiles withoutCertificate() {
        return new TlsFiles(authorities, Optional.empty(), Optional.empty());
    }

    /** By hand, because the JVM takes long to make those that a record has, and every push needs them. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TlsFiles files
                && authorities.equals(files.authorities)
                && certificate.equals(files.certificate)
                && key.equals(files.key);
    }

    @Override
    public int hashCode() {
        return 31 * authorities.hashCode() + certificate.hashCode();
    }

    @Override
    public String toString() {
        return Stream.of(authorities, certificate, key)
                .flatMap(Optional::stream)
                .map(Path::toString)
                .collect(Collectors.joining(", "));
    }

    /** Whether there is nothing in it, so that the JVM's own TLS will do. */
    public boolean isEmpty() {
        return authorities.isEmpty() && certificate.isEmpty();
    }
}
