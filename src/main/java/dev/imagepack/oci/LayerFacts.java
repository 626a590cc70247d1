package dev.imagepack.oci;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.imagepack.io.Compression;

/**
 * What a blob turned out to be when it was read to its end.
 *
 * @param size its bytes
 * @param hex its digest, by the algorithm of its name
 * @param compression how it is compressed, by its first bytes
 * @param diffId of its plain bytes, if they could be had
 * @param problems what is wrong with its content
 */
record LayerFacts(
        long size, String hex, Compression.Algorithm compression, Optional<DiffId> diffId, List<Problem> problems) {

    /** Enough for the magic bytes of every algorithm. */
    private static final int HEAD = 16;

    /** Deflate cannot do better than 1 to 1032; what promises more is a bomb, unless it is small. */
    private static final long MOST_EXPANSION = 2000;

    private static final long SMALL = 1L << 30;

    /** One fault of the content. */
    record Problem(String code, String what) {}

    /**
     * Reads a blob once.
     *
     * @param file where it lies
     * @param name what it should hash to
     * @param layer whether it is a tar, to be unpacked and looked at; else its bytes are only hashed
     */
    static LayerFacts read(Path file, Digest name, boolean layer) {
        return read(file, name, layer, SMALL);
    }

    /** As {@link #read(Path, Digest, boolean)}; whatever its own size, a layer may unpack to {@code anyway} bytes. */
    static LayerFacts read(Path file, Digest name, boolean layer, long anyway) {
        List<Problem> problems = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            HashingInput stored = new HashingInput(in, name.algorithm(), Long.MAX_VALUE);
            Compression.Algorithm compression = detect(file);
            long most = Math.max(anyway, Math.multiplyExact(Files.size(file), MOST_EXPANSION));
            boolean plain = compression == Compression.Algorithm.NONE
                    && name.algorithm().equals(Digest.SHA256);
            Optional<DiffId> diffId = Optional.empty();
            if (layer && plain) {
                TarCheck.check(stored, problems);
            } else if (layer) {
                diffId = unpack(stored, compression, most, problems);
            }
            stored.drain();
            String hex = stored.hex();
            return new LayerFacts(
                    stored.count(), hex, compression, layer && plain ? Optional.of(new DiffId(hex)) : diffId, problems);
        } catch (IOException | RuntimeException e) {
            return unreadable(problems, e);
        }
    }

    /** Of a layer that was sound when it was read before, and is the same file. */
    static LayerFacts known(Path file, Digest name, DiffId diffId) {
        try {
            return new LayerFacts(Files.size(file), name.hex(), detect(file), Optional.of(diffId), List.of());
        } catch (IOException e) {
            return unreadable(new ArrayList<>(), e);
        }
    }

    /** Whether it is what its name says, and nothing is wrong inside. */
    boolean isSound(Digest name) {
        return hex.equals(name.hex()) && problems.isEmpty();
    }

    private static LayerFacts unreadable(List<Problem> problems, Exception reason) {
        problems.add(new Problem("blob-unreadable", "it cannot be read: " + Quoted.reason(reason)));
        return new LayerFacts(-1, "", Compression.Algorithm.NONE, Optional.empty(), problems);
    }

    private static Compression.Algorithm detect(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Compression.detect(in.readNBytes(HEAD));
        }
    }

    private static Optional<DiffId> unpack(
            HashingInput stored, Compression.Algorithm compression, long most, List<Problem> problems) {
        try (InputStream unpacked = Compression.decompress(unclosed(stored), compression)) {
            HashingInput plain = new HashingInput(unpacked, Digest.SHA256, most);
            TarCheck.check(plain, problems);
            plain.drain();
            return Optional.of(new DiffId(plain.hex()));
        } catch (IOException | RuntimeException e) {
            problems.add(new Problem("layer-corrupt", "it cannot be unpacked: " + Quoted.reason(e)));
            return Optional.empty();
        }
    }

    /** What follows the compressed data still belongs to the blob. */
    private static InputStream unclosed(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public void close() {
                // The caller reads on.
            }
        };
    }
}
