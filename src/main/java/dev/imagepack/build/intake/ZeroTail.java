package dev.imagepack.build.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the zeros at the end of what was read: a tar that was cut between two entries has none. */
final class ZeroTail extends FilterInputStream {

    private long zeros;

    ZeroTail(InputStream in) {
        super(in);
    }

    /** How many zeros there are since the last other byte. */
    long zeros() {
        return zeros;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        int at = offset + count;
        while (at > offset && bytes[at - 1] == 0) {
            at--;
        }
        if (count > 0) {
            zeros = at > offset ? offset + count - at : zeros + count;
        }
        return count;
    }

    /** The stream beneath belongs to somebody else. */
    @Override
    public void close() {}
}
