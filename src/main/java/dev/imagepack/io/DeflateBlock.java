package dev.imagepack.io;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A block of plain bytes that becomes deflate data (RFC 1951) which ends on a byte boundary. Stretches that look
 * compressed already are stored; what lies between is deflated, with the 32 KiB before it as a dictionary.
 */
final class DeflateBlock {

    /** Large enough that cutting costs no size, small enough that a few for each thread fit into memory. */
    static final int SIZE = 1 << 20;

    /** How far back a match may reach. */
    private static final int WINDOW = 32 * 1024;

    /** The most bytes that a stored block can hold. */
    private static final int STORED = 0xFFFF;

    private static final byte[] NOTHING = {};

    private final byte[] plain = new byte[WINDOW + SIZE];
    private int start = WINDOW;
    private int end = WINDOW;

    private final int[] stretchEnds = new int[SIZE / Stretches.PIECE + 1];
    private final int[] stretchSizes = new int[SIZE / Stretches.PIECE + 1];
    private int stretches;
    private byte[] deflated = NOTHING;
    private int deflatedLength;

    boolean isFull() {
        return end == plain.length;
    }

    int length() {
        return end - WINDOW;
    }

    /** Takes as many bytes as there is room for, and says how many. */
    int add(byte[] bytes, int offset, int count) {
        int taken = Math.min(count, plain.length - end);
        System.arraycopy(bytes, offset, plain, end, taken);
        end += taken;
        return taken;
    }

    /** Empties the block, for the bytes that come after those of a full one. */
    void startAfter(DeflateBlock previous) {
        System.arraycopy(previous.plain, SIZE, plain, 0, WINDOW);
        start = 0;
        end = WINDOW;
    }

    void updateTo(CRC32 crc) {
        crc.update(plain, WINDOW, length());
    }

    void deflate(Deflater deflater) {
        stretches = 0;
        deflatedLength = 0;
        int dense = 0;
        for (int from = WINDOW; from < end; from = stretchEnds[stretches - 1]) {
            boolean isDense = Stretches.isDense(plain, from, end);
            int to = Stretches.end(plain, from, end, isDense);
            stretchEnds[stretches] = to;
            // A dictionary of nothing but dense bytes gains nothing and costs as much as deflating a piece.
            int dictionary = dense >= WINDOW ? from : Math.max(start, from - WINDOW);
            stretchSizes[stretches] = isDense ? -1 : deflate(deflater, dictionary, from, to);
            stretches++;
            dense = isDense ? to - from : 0;
        }
    }

    /** How many bytes the stretch became, or -1 when it did not become smaller. */
    private int deflate(Deflater deflater, int dictionary, int from, int to) {
        if (deflated.length == 0) {
            deflated = new byte[SIZE];
        }
        deflater.reset();
        if (dictionary < from) {
            deflater.setDictionary(plain, dictionary, from - dictionary);
        }
        deflater.setInput(plain, from, to - from);
        int size = deflater.deflate(deflated, deflatedLength, to - from, Deflater.SYNC_FLUSH);
        if (size == to - from) {
            return -1;
        }
        deflatedLength += size;
        return size;
    }

    /** Writes what {@link #deflate(Deflater)} made. */
    void writeTo(OutputStream out) throws IOException {
        int from = WINDOW;
        int at = 0;
        for (int i = 0; i < stretches; i++) {
            if (stretchSizes[i] < 0) {
                writeStored(out, from, stretchEnds[i]);
            } else {
                out.write(deflated, at, stretchSizes[i]);
                at += stretchSizes[i];
            }
            from = stretchEnds[i];
        }
    }

    private void writeStored(OutputStream out, int from, int to) throws IOException {
        for (int at = from; at < to; at += STORED) {
            int length = Math.min(STORED, to - at);
            out.write(new byte[] {0, (byte) length, (byte) (length >> 8), (byte) ~length, (byte) (~length >> 8)});
            out.write(plain, at, length);
        }
    }
}
