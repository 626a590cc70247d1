package dev.imagepack.oci;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Remembers layers that were read and found sound, so that a layout which shares their files need not read them again. It
 * is a shortcut only: what is not known for certain is read.
 */
public interface KnownLayers {

    /** What the plain tar in this very file hashes to, if the file was sound and nobody wrote to it since; else empty. */
    Optional<DiffId> find(Digest blob, Path file);

    /** The file is sound: it hashes to the blob's digest, and its plain tar to the diff ID. */
    void remember(Digest blob, Path file, DiffId diffId);

    /** Knows nothing and remembers nothing. */
    KnownLayers NONE = new KnownLayers() {
        @Override
        public Optional<DiffId> find(Digest blob, Path file) {
            return Optional.empty();
        }

        @Override
        public void remember(Digest blob, Path file, DiffId diffId) {}
    };
}
