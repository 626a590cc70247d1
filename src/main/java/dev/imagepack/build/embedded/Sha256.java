package dev.imagepack.build.embedded;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash of all digests that are computed here. */
final class Sha256 {

    private Sha256() {}

    /** Begins a computation; every Java has it. */
    static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
