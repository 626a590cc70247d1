package dev.imagepack.oci;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.HexFormat;

import dev.imagepack.io.TarReader;

/**
 * Counts and hashes what is read from another stream, which stays open when this one is closed, and stops at a limit and
 * when its thread is interrupted. What is skipped is hashed too.
 */
final class HashingInput extends InputStream {

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final MessageDigest hash;
    private final long limit;
    private long count;
    private boolean failed;

    /**
     * @param in the bytes
     * @param algorithm {@code sha256} or {@code sha512}
     * @param limit the most bytes that may come; one more is an IOException
     */
    HashingInput(InputStream in, String algorithm, long limit) {
        this.in = in;
        this.hash = Digest.newHash(algorithm);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = readBeneath(bytes, offset, length);
        if (n > 0) {
            hash.update(bytes, offset, n);
            count += n;
        }
        if (count > limit) {
            failed = true;
            throw new TarReader.TooLarge("it unpacks to more than " + limit + " bytes");
        }
        return n;
    }

    private int readBeneath(byte[] bytes, int offset, int length) throws IOException {
        try {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while reading");
            }
            return in.read(bytes, offset, length);
        } catch (IOException | RuntimeException e) {
            failed = true;
            throw e;
        }
    }

    @Override
    public long skip(long n) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(0, n))];
        long skipped = 0;
        while (skipped < n) {
            int read = read(buffer, 0, (int) Math.min(buffer.length, n - skipped));
            if (read < 0) {
                break;
            }
            skipped += read;
        }
        return skipped;
    }

    /** Reads what is left. */
    void drain() throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (read(buffer, 0, BUFFER) >= 0) {
            // What counts happens while reading.
        }
    }

    /** Whether the bytes beneath could not be read, or were too many; else a fault lies in who reads them. */
    boolean failed() {
        return failed;
    }

    long count() {
        return count;
    }

    /** The hash of all that was read, as hexadecimal digits; asked once, at the end. */
    String hex() {
        return HexFormat.of().formatHex(hash.digest());
    }
}
