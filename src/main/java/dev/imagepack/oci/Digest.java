package dev.imagepack.oci;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;

/**
 * The digest of a blob as stored (a compressed layer, a configuration, a manifest): a result, never an identity of content.
 * The constructor refuses what the grammar of the image specification (descriptor.md) does not allow.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex lower-case hexadecimal digits, 64 or 128
 */
public record Digest(String algorithm, String hex) implements Comparable<Digest> {

    /** Where the blob of this digest is in an OCI layout, whatever separates names on this machine. */
    public String blobPath() {
        return "blobs/" + algorithm + "/" + hex;
    }

    /** The algorithm of nearly all blobs. */
    public static final String SHA256 = "sha256";

    /** The other algorithm that the image specification registers. */
    public static final String SHA512 = "sha512";

    private static final Comparator<Digest> ORDER =
            Comparator.comparing(Digest::algorithm).thenComparing(Digest::hex);

    public Digest {
        requireHex(algorithm, hex, digits(algorithm));
    }

    /** Parses {@code sha256:<64 hex>} (or sha512) by the grammar of the image specification; IllegalArgumentException names the fault. */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(
                    "digest " + Quoted.of(text) + " has no colon, expected sha256:<64 hexadecimal digits>");
        }
        return new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    /** The SHA-256 of the bytes. */
    public static Digest of(byte[] bytes) {
        return ofHash(newHash(SHA256).digest(bytes));
    }

    /** The SHA-256 of all that {@code in} still holds; leaves it open. */
    public static Digest of(InputStream in) throws IOException {
        MessageDigest hash = newHash(SHA256);
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            hash.update(buffer, 0, n);
        }
        return ofHash(hash.digest());
    }

    /** The digest whose 32 bytes a SHA-256 computation gave. */
    public static Digest ofHash(byte[] sha256) {
        return new Digest(SHA256, HexFormat.of().formatHex(sha256));
    }

    /** Begins a computation with this digest's algorithm. */
    MessageDigest newHash() {
        return newHash(algorithm);
    }

    /** Begins a computation; every Java has both algorithms. */
    public static MessageDigest newHash(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.equals(SHA512) ? "SHA-512" : "SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int digits(String algorithm) {
        return switch (algorithm) {
            case SHA256 -> 64;
            case SHA512 -> 128;
            default ->
                throw new IllegalArgumentException(
                        "digest algorithm " + Quoted.of(algorithm) + " is not supported, expected sha256 or sha512");
        };
    }

    static void requireHex(String what, String hex, int digits) {
        if (hex.length() != digits) {
            throw new IllegalArgumentException(
                    what + " digest " + Quoted.of(hex) + " has " + hex.length() + " digits, expected " + digits);
        }
        for (int i = 0; i < digits; i++) {
            char c = hex.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                throw new IllegalArgumentException(what + " digest " + Quoted.of(hex) + " holds "
                        + Quoted.of(String.valueOf(c)) + ", expected lower-case hexadecimal digits only");
            }
        }
    }

    /** By hand, because the JVM takes long to make those that a record has, and every build needs them. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && hex.equals(digest.hex) && algorithm.equals(digest.algorithm);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    @Override
    public int compareTo(Digest other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
