package dev.imagepack.oci;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The bytes of a blob, verified as they are read: a stream that fails at its end unless size and digest are the announced
 * ones, and that reads at most one byte past the size. What was read before the end is not verified yet; who stops earlier
 * calls {@link #finish}.
 */
public final class VerifiedInput extends InputStream {

    private static final int BUFFER = 1 << 16;

    /** The bytes are not the announced ones. The message names both values. */
    public static final class Mismatch extends IOException {

        private static final long serialVersionUID = 1L;

        Mismatch(String message) {
            super(message);
        }
    }

    private final InputStream in;
    private final Digest digest;
    private final long size;
    private final MessageDigest hash;
    private long count;
    private boolean ended;

    /**
     * @param in the bytes; closed with this stream
     * @param digest what they must hash to
     * @param size how many there must be
     */
    public VerifiedInput(InputStream in, Digest digest, long size) {
        this.in = in;
        this.digest = digest;
        this.size = size;
        this.hash = digest.newHash();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * @throws Mismatch at the end, or one byte past the size, when the bytes are not the announced ones
     */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int n = ended ? -1 : in.read(bytes, offset, (int) Math.min(length, size - count + 1));
        if (n < 0) {
            end();
            return -1;
        }
        count += n;
        if (count > size) {
            throw new Mismatch(digest + ": expected " + size + " bytes, found more");
        }
        hash.update(bytes, offset, n);
        return n;
    }

    private void end() throws Mismatch {
        if (ended) {
            return;
        }
        if (count != size) {
            throw new Mismatch(digest + ": expected " + size + " bytes, found " + count);
        }
        String hex = HexFormat.of().formatHex(hash.digest());
        if (!hex.equals(digest.hex())) {
            throw new Mismatch("expected " + digest + ", found " + digest.algorithm() + ":" + hex);
        }
        ended = true;
    }

    /** Reads what is left and verifies it; afterwards the whole blob is known to be the announced one. */
    public void finish() throws IOException {
        transferTo(OutputStream.nullOutputStream());
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long moved = 0;
        for (int n = read(buffer); n >= 0; n = read(buffer)) {
            out.write(buffer, 0, n);
            moved += n;
        }
        return moved;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(in.available(), size - count);
    }

    /** Closes the bytes beneath; what was not read to its end stays unverified. */
    @Override
    public void close() throws IOException {
        in.close();
    }
}
