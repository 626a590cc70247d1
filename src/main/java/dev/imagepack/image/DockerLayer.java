package dev.imagepack.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.TarIndex.Extent;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.MediaType;

/**
 * One layer of a docker-archive. Such an archive says only what the plain tar hashes to; whatever else a descriptor needs
 * is found out here, from the name or the bytes, when it is first asked for. Safe for many threads.
 */
final class DockerLayer {

    /** Of one layer once decompressed. */
    private static final long LARGEST_PLAIN = 32L << 30;

    private static final String BLOBS = "blobs/sha256/";
    private static final String ADVICE = "Make the archive again with docker save or podman save.";

    private final TarIndex tar;
    private final Extent extent;
    private final DiffId diffId;
    private final String place;
    private final Compression.Algorithm compression;
    private final Optional<Digest> named;

    /** What the stored bytes hash to, once they were read and found to be what the diff ID promises. */
    private @Nullable Digest verified;

    /**
     * The layer in the file {@code name}, of which only the first bytes are read.
     *
     * @throws ImagepackException when it is not there
     */
    DockerLayer(TarIndex tar, String archive, String name, DiffId diffId) throws IOException {
        this.tar = tar;
        this.place = archive + ": '" + name + "'";
        this.extent = tar.find(name)
                .orElseThrow(() -> new ImagepackException(
                        place + " (layer " + diffId + ") is missing",
                        "Pull the image again, so that the engine has all its layers, then save it."));
        this.diffId = diffId;
        this.compression = compression();
        this.named = name.startsWith(BLOBS) ? Optional.of(digest(name)) : Optional.empty();
    }

    private Compression.Algorithm compression() throws IOException {
        try (InputStream in = tar.open(extent)) {
            Compression.Algorithm found = Compression.detect(in.readNBytes(SavedTar.HEAD));
            return switch (found) {
                case NONE, GZIP, ZSTD -> found;
                case BZIP2, XZ ->
                    throw new ImagepackException(
                            place + " is compressed with " + found.name().toLowerCase(Locale.ROOT)
                                    + ", which layers never are",
                            ADVICE);
            };
        }
    }

    private Digest digest(String name) {
        try {
            return new Digest(Digest.SHA256, name.substring(BLOBS.length()));
        } catch (IllegalArgumentException e) {
            throw new ImagepackException(place + ": " + e.getMessage(), ADVICE, e);
        }
    }

    /**
     * What a manifest would say of it. A plain tar's digest is its diff ID, that of a blob is its name; only where neither
     * helps the whole layer is read.
     *
     * @throws ImagepackException when the layer had to be read and is not what its diff ID says
     */
    Descriptor descriptor() throws IOException {
        return switch (compression) {
            case GZIP -> descriptor(MediaType.LAYER_GZIP, named.isPresent() ? named.get() : verified());
            case ZSTD -> descriptor(MediaType.LAYER_ZSTD, named.isPresent() ? named.get() : verified());
            default -> descriptor(MediaType.LAYER, Digest.parse(diffId.toString()));
        };
    }

    private Descriptor descriptor(String mediaType, Digest digest) {
        return new Descriptor(mediaType, digest, extent.size());
    }

    /**
     * The bytes as stored; the caller closes the stream. A plain tar is verified as it is read; a compressed one is read
     * through before, once, for only its plain bytes show that it is the layer.
     *
     * @throws ImagepackException when the layer is not what its diff ID or its name says
     */
    InputStream open() throws IOException {
        if (compression != Compression.Algorithm.NONE) {
            verified();
        }
        return new VerifiedBlob(tar.open(extent), descriptor(), place);
    }

    /** As {@link #open}, for a reader who verifies the bytes by the {@link #descriptor}. */
    InputStream openUnverified() throws IOException {
        return tar.open(extent);
    }

    private synchronized Digest verified() throws IOException {
        if (verified == null) {
            verified = verify();
        }
        return verified;
    }

    private Digest verify() throws IOException {
        MessageDigest stored = sha256();
        MessageDigest plain = sha256();
        try (InputStream in = new DigestInputStream(tar.open(extent), stored)) {
            decompress(in, plain);
            // The decompressor may leave trailing bytes; closing it closes nothing, for a slice of a tar has nothing to
            // close.
            in.transferTo(OutputStream.nullOutputStream());
        }
        Digest found = Digest.ofHash(plain.digest());
        if (!found.hex().equals(diffId.hex())) {
            throw new ImagepackException(
                    place + ": its plain bytes hash to " + found + ", the configuration says " + diffId, ADVICE);
        }
        return Digest.ofHash(stored.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void decompress(InputStream in, MessageDigest hash) {
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        try (InputStream plain = Compression.decompress(in, compression)) {
            for (int read = plain.read(buffer); read >= 0; read = plain.read(buffer)) {
                hash.update(buffer, 0, read);
                total += read;
                if (total > LARGEST_PLAIN) {
                    throw new IOException("it expands to more than " + LARGEST_PLAIN + " bytes");
                }
            }
        } catch (IOException e) {
            throw new ImagepackException(place + " cannot be decompressed: " + e.getMessage(), ADVICE, e);
        }
    }
}
