package dev.imagepack.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.VerifiedInput;

/**
 * A blob that is verified while it is read, with the place of a fault. The last byte comes out only if all are what the
 * descriptor says, so even who reads to the end of a tar and no further has verified bytes.
 */
final class VerifiedBlob extends FilterInputStream {

    private final Descriptor expected;
    private final String place;
    private long left;

    /**
     * @param in closed with this stream
     * @param place what messages call the file that the blob is in
     */
    VerifiedBlob(InputStream in, Descriptor expected, String place) {
        super(new VerifiedInput(in, expected.digest(), expected.size()));
        this.expected = expected;
        this.place = place;
        this.left = expected.size();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            int count = in.read(bytes, offset, length);
            left -= Math.max(0, count);
            if (left == 0 && count > 0) {
                in.read();
            }
            return count;
        } catch (VerifiedInput.Mismatch e) {
            throw mismatch(place, expected, e);
        }
    }

    /** What a mismatch means to the user. */
    static ImagepackException mismatch(String place, Descriptor blob, Exception cause) {
        return new ImagepackException(
                place + ": blob " + blob.digest() + " is not what its name says: " + cause.getMessage(),
                "The file is damaged or was changed: get it again from where it was made.",
                cause);
    }

    /** Reads, for every byte counts. */
    @Override
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[8192];
        long skipped = 0;
        while (skipped < count) {
            int step = read(buffer, 0, (int) Math.min(count - skipped, buffer.length));
            if (step < 0) {
                break;
            }
            skipped += step;
        }
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
