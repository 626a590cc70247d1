package dev.imagepack.image;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the engine of a remote builder is: two images that name the same one share it.
 *
 * @param host its address, {@code tcp://} or {@code ssh://}
 * @param certificates the directory of the certificates for it, absolute; empty for where the docker program has them
 */
public record RemoteEngine(String host, Optional<Path> certificates) {

    public RemoteEngine {
        if (certificates.isPresent() && !certificates.get().isAbsolute()) {
            throw new IllegalArgumentException("certificates: '" + certificates.get() + "' is not absolute");
        }
    }

    @Override
    public String toString() {
        return host;
    }
}
