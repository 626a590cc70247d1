package dev.imagepack.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * What is read from it, or skipped, is written to another stream. Closing it closes neither. A failure to write is an
 * {@link UncheckedIOException}, so that nobody takes it for a fault of what is read.
 */
public final class CopyingInput extends FilterInputStream {

    private static final int BUFFER = 1 << 16;

    private final OutputStream out;

    public CopyingInput(InputStream in, OutputStream out) {
        super(in);
        this.out = out;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int count = in.read(bytes, offset, length);
        if (count > 0) {
            write(bytes, offset, count);
        }
        return count;
    }

    private void write(byte[] bytes, int offset, int count) {
        try {
            out.write(bytes, offset, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(0, count))];
        long skipped = 0;
        while (skipped < count) {
            int step = read(buffer, 0, (int) Math.min(buffer.length, count - skipped));
            if (step < 0) {
                break;
            }
            skipped += step;
        }
        return skipped;
    }

    /** Reads, and so copies, what is left. */
    public void drain() throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (read(buffer, 0, BUFFER) >= 0) {
            // What counts happens while reading.
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Both streams belong to somebody else. */
    @Override
    public void close() {}
}
