package dev.imagepack.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.imagepack.tls.TlsFiles;

/** A directory of the certificates of one engine's client, under the names that the docker program gives them. */
final class CertificateDirectory {

    private CertificateDirectory() {}

    /** What is there; IllegalArgumentException when that is nothing, or a certificate without its key. */
    static TlsFiles read(Path directory) {
        TlsFiles files =
                new TlsFiles(file(directory, "ca.pem"), file(directory, "cert.pem"), file(directory, "key.pem"));
        if (files.isEmpty()) {
            throw new IllegalArgumentException(directory + " has neither ca.pem nor cert.pem with key.pem");
        }
        if (files.certificate().isPresent() != files.key().isPresent()) {
            throw new IllegalArgumentException(directory + " has one of cert.pem and key.pem without the other");
        }
        return files;
    }

    private static Optional<Path> file(Path directory, String name) {
        return Optional.of(directory.resolve(name)).filter(Files::isRegularFile);
    }
}
