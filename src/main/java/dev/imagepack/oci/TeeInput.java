package dev.imagepack.oci;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Gives on what is read from another stream, and writes it to a second one. Closing it closes neither. */
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
            copy.write(bytes, offset, count);
        }
        return count;
    }
}
