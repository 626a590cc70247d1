package dev.imagepack.oci;

/**
 * The SHA-256 of a layer's uncompressed tar: the identity of a layer, whatever its compression. A type of its own, so
 * that it is never taken for the digest of a blob.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record DiffId(String hex) implements Comparable<DiffId> {

    public DiffId {
        Digest.requireHex(Digest.SHA256, hex, 64);
    }

    /** Parses {@code sha256:<64 hex>}; IllegalArgumentException names the fault. */
    public static DiffId parse(String text) {
        Digest digest = Digest.parse(text);
        if (!digest.algorithm().equals(Digest.SHA256)) {
            throw new IllegalArgumentException(
                    "diff ID " + Quoted.of(text) + " is a " + digest.algorithm() + " digest, expected sha256");
        }
        return new DiffId(digest.hex());
    }

    /** The diff ID of a plain tar whose SHA-256 is known. */
    public static DiffId of(Digest plainTar) {
        return parse(plainTar.toString());
    }

    /** The digest of the layer's blob if it is stored without compression. */
    public Digest asDigest() {
        return new Digest(Digest.SHA256, hex);
    }

    /** By hand, because the JVM takes long to make those that a record has, and every check of a package needs them. */
    @Override
    public boolean equals(Object other) {
        return other instanceof DiffId diffId && hex.equals(diffId.hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    @Override
    public int compareTo(DiffId other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return "sha256:" + hex;
    }
}
