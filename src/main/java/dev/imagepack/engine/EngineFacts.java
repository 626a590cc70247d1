package dev.imagepack.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern NUMBERS = Pattern.compile("[0-9]{1,4}\\.[0-9]{1,4}(?![0-9])");

    /** How an engine keeps images, which says what their IDs are and which layers must be sent. */
    public enum Store {
        /** Unpacked layers, found by their chain of diff IDs; an image's ID is the digest of its configuration. */
        CLASSIC,
        /** The blobs of a registry; an image's ID is the digest of its manifest or index. */
        CONTAINERD,
        /** Podman's: an image's ID is the digest of its configuration, and an archive must hold all layers. */
        PODMAN
    }

    /**
     * Whether the product is older than this version of it; not when its own version cannot be told.
     *
     * @param other major and minor number, for instance {@code 23.0}
     */
    public boolean isBefore(String other) {
        Matcher own = NUMBERS.matcher(version);
        Matcher wanted = NUMBERS.matcher(other);
        return own.lookingAt()
                && wanted.lookingAt()
                && ApiVersion.parse(own.group()).compareTo(ApiVersion.parse(wanted.group())) < 0;
    }

    /** For the log, for instance {@code Docker 20.10.24 (linux/amd64)}. */
    @Override
    public String toString() {
        return product + " " + version + " (" + platform + ")";
    }
}
