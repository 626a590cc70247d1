package dev.imagepack.engine;

import dev.imagepack.oci.Platform;

/**
 * What an engine says of itself.
 *
 * @param product Docker or Podman
 * @param version of the engine, for instance 20.10.24
 * @param api the version that is spoken with it: the smaller of its newest and ours
 * @param platform what it runs on and builds for unless something else is said
 * @param store how it keeps images
 */
public record EngineFacts(String product, String version, ApiVersion api, Platform platform, Store store) {

    /** How an engine keeps images, which says what their IDs are and which layers must be sent. */
    public enum Store {
        /** Unpacked layers, found by their chain of diff IDs; an image's ID is the digest of its configuration. */
        CLASSIC,
        /** The blobs of a registry; an image's ID is the digest of its manifest or index. */
        CONTAINERD,
        /** Podman's: an image's ID is the digest of its configuration, and an archive must hold all layers. */
        PODMAN
    }

    /** For the log, for instance {@code Docker 20.10.24 (linux/amd64)}. */
    @Override
    public String toString() {
        return product + " " + version + " (" + platform + ")";
    }
}
