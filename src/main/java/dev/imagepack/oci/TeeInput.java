package dev.imagepack.oci;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Gives on what is read from another stream, and writes it to a second one. Closing it closes neither. What goes wrong with
 * the second one is unchecked, so that nobody takes it for a fault of what is read.
 */
final class TeeInput extends InputStream {

    private final InputStream in;
    private final OutputStream copy;

    TeeInput(InputStream in, OutputStream copy) {
        this.in = in;
        this.copy = copy;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        if (count > 0) {
            write(bytes, offset, count);
        }
        return count;
    }

    private void write(byte[] bytes, int offset, int length) {
        try {
            copy.write(bytes, offset, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
