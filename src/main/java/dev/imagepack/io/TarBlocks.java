package dev.imagepack.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The bytes of a tar, taken block by block, within a limit. Knows how much of the current entry is left. */
final class TarBlocks implements AutoCloseable {

    private final InputStream in;
    private final long limit;
    private final byte[] scratch = new byte[32 * 1024];
    private long position;
    private long left;
    private int padding;

    TarBlocks(InputStream in, long limit) {
        this.in = new BufferedInputStream(in, 64 * 1024);
        this.limit = limit;
    }

    /** How many bytes were taken. */
    long position() {
        return position;
    }

    /** Reads a block that is no content; false when the stream ends before its first byte. */
    boolean read(byte[] block) throws IOException {
        int count = 0;
        while (count < block.length) {
            int more = readUpTo(block, count, block.length - count);
            if (more < 0 && count == 0) {
                return false;
            }
            if (more < 0) {
                throw new EOFException("the tar is cut short at its byte " + position);
            }
            count += more;
        }
        return true;
    }

    /** Begins content of so many bytes; padding up to a whole block follows it. */
    void open(long size) {
        left = size;
        padding = (int) (-size & TarHeader.BLOCK - 1);
    }

    /** How many bytes of the content are not read yet. */
    long left() {
        return left;
    }

    /** Reads content; -1 at its end. */
    int readContent(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = readUpTo(bytes, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException(
                    "the tar is cut short at its byte " + position + "; " + left + " more should follow");
        }
        left -= count;
        return count;
    }

    /** All that is left of the content; the caller knows that it is little. */
    byte[] readContent() throws IOException {
        byte[] bytes = new byte[(int) left];
        for (int at = 0; at < bytes.length; ) {
            at += readContent(bytes, at, bytes.length - at);
        }
        return bytes;
    }

    /** Moves on to the next block after the content. Reads, because somebody beneath may be counting or hashing. */
    void skipContent() throws IOException {
        left += padding;
        padding = 0;
        while (left > 0) {
            readContent(scratch, 0, scratch.length);
        }
    }

    /** Reads to the end of the stream, whatever is there: tar pads its end, and a digest is of all bytes. */
    void drain() throws IOException {
        drainTo(OutputStream.nullOutputStream());
    }

    /** As {@link #drain()}, and gives the bytes on. */
    void drainTo(OutputStream out) throws IOException {
        for (int count = readUpTo(scratch, 0, scratch.length);
                count >= 0;
                count = readUpTo(scratch, 0, scratch.length)) {
            out.write(scratch, 0, count);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private int readUpTo(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        position += Math.max(0, count);
        if (position > limit) {
            throw new TarReader.TooLarge("the tar has more than " + limit + " bytes, the limit");
        }
        return count;
    }
}
