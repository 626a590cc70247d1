package dev.imagepack.build.embedded;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;

import dev.imagepack.oci.Digest;

/** Hashes what is read, up to the very end even if its reader stops and closes earlier. */
final class Sha256Input extends FilterInputStream {

    private final MessageDigest digest;

    Sha256Input(InputStream source) {
        this(source, Sha256.begin());
    }

    private Sha256Input(InputStream source, MessageDigest digest) {
        super(new DigestInputStream(source, digest));
        this.digest = digest;
    }

    /** Leaves the source open. */
    @Override
    public void close() {}

    /** Reads what is left and gives the digest of everything. */
    Digest finish() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
        return Digest.ofHash(digest.digest());
    }
}
