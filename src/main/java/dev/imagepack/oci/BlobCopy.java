package dev.imagepack.oci;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.AtomicFile;
import dev.imagepack.io.CopyingInput;

/**
 * A blob that is read once and stored while it is read. It is in the store after {@link #finish}, verified; closed without
 * that it leaves nothing there. The stream beneath stays open. A failure to write is an {@link
 * java.io.UncheckedIOException}, so that nobody takes it for a fault of the blob.
 */
public final class BlobCopy extends FilterInputStream {

    private final BlobStore store;
    private final Descriptor expected;
    private final CopyingInput copying;
    private final AtomicFile file;

    private BlobCopy(BlobStore store, Descriptor expected, CopyingInput copying, AtomicFile file) {
        super(copying);
        this.store = store;
        this.expected = expected;
        this.copying = copying;
        this.file = file;
    }

    static BlobCopy begin(BlobStore store, Descriptor expected, InputStream in) throws IOException {
        AtomicFile file = AtomicFile.create(store.path(expected.digest()));
        VerifiedInput verified = new VerifiedInput(in, expected.digest(), expected.size());
        return new BlobCopy(store, expected, new CopyingInput(verified, file.out()), file);
    }

    /**
     * @throws ImagepackException at the end, or one byte past the size, when the bytes are not the blob's; names both values
     */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return in.read(bytes, offset, length);
        } catch (VerifiedInput.Mismatch e) {
            throw mismatch(expected, e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Reads what is left; then the blob is in the store, whole and verified. */
    public void finish() throws IOException {
        try {
            copying.drain();
        } catch (VerifiedInput.Mismatch e) {
            throw mismatch(expected, e);
        }
        store.commit(file, expected.digest(), expected.size());
    }

    /** What is said of bytes that are not the blob's. */
    static ImagepackException mismatch(Descriptor expected, VerifiedInput.Mismatch e) {
        return new ImagepackException(
                "blob " + expected.digest() + " is not what it should be: " + e.getMessage(),
                "It is damaged, or was changed on its way here; fetch or build it again.",
                e);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
