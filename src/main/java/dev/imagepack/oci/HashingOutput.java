package dev.imagepack.oci;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Counts and hashes (SHA-256) what passes through to another stream, which stays open when this one is closed. */
final class HashingOutput extends OutputStream {

    private final OutputStream out;
    private final MessageDigest hash = Digest.newHash(Digest.SHA256);
    private long count;

    HashingOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        hash.update((byte) b);
        count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        hash.update(bytes, offset, length);
        count += length;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }

    /** The digest of all that was written; asked once, at the end. */
    Digest digest() {
        return Digest.ofHash(hash.digest());
    }

    long count() {
        return count;
    }
}
