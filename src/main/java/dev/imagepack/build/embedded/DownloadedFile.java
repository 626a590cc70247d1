package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.LocalFile;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.VerifiedInput;

/**
 * A file that was downloaded into the cache; its bytes are verified again as they are read.
 *
 * @param digest what it hashes to
 * @param size its bytes
 * @param store where it lies
 */
record DownloadedFile(Digest digest, long size, BlobStore store) implements LocalFile {

    @Override
    public String identity() {
        return digest.toString();
    }

    @Override
    public InputStream open() throws IOException {
        return store.open(new Descriptor("application/octet-stream", digest, size));
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (InputStream in = open()) {
            in.transferTo(out);
        } catch (VerifiedInput.Mismatch e) {
            throw unreadable(e);
        }
    }

    @Override
    public ImagepackException unreadable(IOException e) {
        return new ImagepackException(
                store.path(digest) + " cannot be used: " + e.getMessage(),
                "Delete it; it is then downloaded again.",
                e);
    }
}
