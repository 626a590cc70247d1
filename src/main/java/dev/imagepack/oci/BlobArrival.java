package dev.imagepack.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.imagepack.io.AtomicFile;

/**
 * A blob of known size that comes from afar into a store. What of it is there when its way is cut is a {@link Beginning}, which
 * the next attempt goes on with.
 */
final class BlobArrival {

    private final BlobStore store;
    private final Descriptor expected;
    private final Path target;

    BlobArrival(BlobStore store, Descriptor expected) {
        this.store = store;
        this.expected = expected;
        this.target = store.path(expected.digest());
    }

    /** See {@link BlobStore#fetch(Descriptor, BlobStore.Rest)}. */
    void run(BlobStore.Rest rest) throws IOException {
        List<Beginning> beginnings = Beginning.of(target, expected.digest());
        Optional<Beginning> longest = beginnings.stream()
                .filter(beginning -> beginning.version().isEmpty())
                .filter(beginning -> beginning.size() > 0 && beginning.size() <= expected.size())
                .max(Comparator.comparingLong(Beginning::size));
        if (longest.isEmpty() || !goOn(longest.get(), rest)) {
            take(InputStream.nullInputStream(), rest);
        }
        beginnings.forEach(Beginning::remove);
    }

    /** Whether that led to the blob; false when the beginning is of no use. */
    private boolean goOn(Beginning beginning, BlobStore.Rest rest) throws IOException {
        try (InputStream in = Files.newInputStream(beginning.file())) {
            take(in, rest);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (VerifiedInput.Mismatch e) {
            beginning.remove();
            return false;
        }
    }

    private void take(InputStream beginning, BlobStore.Rest rest) throws IOException {
        String purpose = Beginning.purpose(expected.digest(), "").orElseThrow();
        try (AtomicFile file = AtomicFile.create(target, purpose)) {
            Whole whole = new Whole(beginning, rest, expected.size());
            try (VerifiedInput in = new VerifiedInput(whole, expected.digest(), expected.size())) {
                in.transferTo(file.out());
            } finally {
                if (whole.isCut && whole.count > 0) {
                    file.keep();
                }
            }
            store.commit(file, expected.digest(), expected.size());
        }
    }

    /** A beginning, as far as it goes, and what follows after it. The beginning may grow while it is read. */
    private static final class Whole extends InputStream {

        private final InputStream beginning;
        private final BlobStore.Rest rest;
        private final long size;
        private long count;
        private @Nullable InputStream following;
        private boolean isCut;

        Whole(InputStream beginning, BlobStore.Rest rest, long size) {
            this.beginning = beginning;
            this.rest = rest;
            this.size = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (following == null) {
                int read = beginning.read(bytes, offset, length);
                if (read >= 0) {
                    count += read;
                    return read;
                }
            }
            try {
                if (following == null) {
                    following = count < size ? rest.open(count) : InputStream.nullInputStream();
                }
                int read = following.read(bytes, offset, length);
                count += Math.max(read, 0);
                return read;
            } catch (IOException | RuntimeException e) {
                isCut = true;
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            if (following != null) {
                following.close();
            }
        }
    }
}
