package dev.imagepack.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Executor;

/**
 * How the bytes of a layer are stored. Compressed bytes depend on the content, the algorithm and the level, never on the
 * number of threads or on how the content is cut into writes; they may differ between builds of zlib, so they are a
 * result, never a key. With gzip, stretches of content that is compressed already (jars, images) are stored, at any
 * level: that costs a few percent of size and saves nearly all of the time.
 *
 * @param algorithm how
 * @param level the algorithm's own level: 1 to 9 for gzip, 1 to 22 for zstd, 0 for the others
 */
public record Compression(Algorithm algorithm, int level) {

    /** The algorithms of layers, and those that only sources of {@code ADD} have. */
    public enum Algorithm {
        NONE(0, 0),
        GZIP(1, 9),
        ZSTD(1, 22),
        /** Read only. */
        BZIP2(0, 0),
        /** Read only. */
        XZ(0, 0);

        private final int least;
        private final int most;

        Algorithm(int least, int most) {
            this.least = least;
            this.most = most;
        }
    }

    /** What every engine reads; level 6. */
    public static final Compression GZIP = new Compression(Algorithm.GZIP, 6);

    /** Smaller and many times faster than gzip; Docker before 23 cannot load it. Level 3. */
    public static final Compression ZSTD = new Compression(Algorithm.ZSTD, 3);

    /** Plain bytes. */
    public static final Compression NONE = new Compression(Algorithm.NONE, 0);

    /** How many bytes {@link #detect} wants to see. */
    public static final int HEAD = 10;

    private static final byte[] BZIP2_BLOCK = HexFormat.of().parseHex("314159265359");
    private static final byte[] BZIP2_END = HexFormat.of().parseHex("177245385090");

    public Compression {
        if (level < algorithm.least || level > algorithm.most) {
            throw new IllegalArgumentException(
                    "level " + level + " of " + algorithm + " is outside " + algorithm.least + " to " + algorithm.most);
        }
    }

    /**
     * A stream that compresses to {@code out}. Blocks are compressed by {@code workers}, in bounded number and memory; the
     * writing thread helps, so that it never waits for a worker that has yet to begin. Closing it completes the compressed
     * stream and closes {@code out}; a failure of a worker is thrown by the next write or by close. After a failure, close
     * only closes {@code out}. Flushing is ignored.
     *
     * @throws IllegalStateException for an algorithm that is read only
     */
    public OutputStream compress(OutputStream out, Executor workers) throws IOException {
        return switch (algorithm) {
            case NONE -> out;
            case GZIP -> new GzipOutput(out, workers, new Deflaters(level));
            case ZSTD -> Zstd.compress(out, level);
            case BZIP2, XZ -> throw new IllegalStateException(algorithm + " is read only");
        };
    }

    /**
     * A stream of the plain bytes; reads gzip of many members and zstd of many frames; closes {@code in} with itself. A
     * compressed stream that is cut short or damaged is an {@link IOException}.
     */
    public static InputStream decompress(InputStream in, Algorithm algorithm) throws IOException {
        return switch (algorithm) {
            case NONE -> in;
            case GZIP -> new GzipInput(in);
            case ZSTD -> Zstd.decompress(in);
            case BZIP2 -> RareFormats.bzip2(in);
            case XZ -> RareFormats.xz(in);
        };
    }

    /**
     * The algorithm that the first bytes of a stream (at least 6, unless it is shorter; better {@link #HEAD}) belong to;
     * NONE if to no other.
     */
    public static Algorithm detect(byte[] head) {
        if (startsWith(head, 0x1F, 0x8B, 8)) {
            return Algorithm.GZIP;
        }
        if (startsWith(head, 0x28, 0xB5, 0x2F, 0xFD) || isSkippableFrame(head)) {
            return Algorithm.ZSTD;
        }
        if (head.length > 4 && startsWith(head, 'B', 'Z', 'h') && head[3] >= '1' && head[3] <= '9') {
            return continues(head, BZIP2_BLOCK) || continues(head, BZIP2_END) ? Algorithm.BZIP2 : Algorithm.NONE;
        }
        return startsWith(head, 0xFD, '7', 'z', 'X', 'Z', 0) ? Algorithm.XZ : Algorithm.NONE;
    }

    private static boolean isSkippableFrame(byte[] head) {
        return head.length >= 4 && (head[0] & 0xF0) == 0x50 && head[1] == 0x2A && head[2] == 0x4D && head[3] == 0x18;
    }

    /** Whether what there is of the bytes from the fifth on is the beginning of {@code magic}. */
    private static boolean continues(byte[] head, byte[] magic) {
        int end = Math.min(head.length, 4 + magic.length);
        return Arrays.equals(head, 4, end, magic, 0, end - 4);
    }

    private static boolean startsWith(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
