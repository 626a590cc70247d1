package dev.imagepack.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.imagepack.io.AtomicFile;

/**
 * A blob that comes from afar into a store, and what of it is there when its way is cut: the beginning, in a file under a
 * temporary name that says which blob it is. The next attempt, of whatever process, copies such a beginning and asks for the
 * rest. It never writes to one, since the process that made it may be under way still; and all of it is verified with the
 * rest, so it may be anything.
 */
final class BlobArrival {

    /** Nobody goes on with what was left this long ago. */
    static final Duration STALE = Duration.ofDays(7);

    private static final String PURPOSE = "arrival-";

    private final BlobStore store;
    private final Descriptor expected;
    private final Path target;

    BlobArrival(BlobStore store, Descriptor expected) {
        this.store = store;
        this.expected = expected;
        this.target = store.path(expected.digest());
    }

    /** Whether a file is the beginning of a blob, by its name alone. */
    static boolean isBeginning(Path file) {
        return AtomicFile.purposeOf(file)
                .filter(purpose -> purpose.startsWith(PURPOSE))
                .isPresent();
    }

    private String purpose() {
        return PURPOSE + expected.digest().hex();
    }

    /** See {@link BlobStore#fetch}. */
    void run(BlobStore.Rest rest) throws IOException {
        List<Path> beginnings = beginnings(Instant.now());
        Optional<Path> longest = beginnings.stream()
                .filter(file -> size(file) > 0 && size(file) <= expected.size())
                .max(Comparator.comparingLong(BlobArrival::size));
        if (longest.isEmpty() || !goOn(longest.get(), rest)) {
            take(InputStream.nullInputStream(), rest);
        }
        for (Path beginning : beginnings) {
            remove(beginning);
        }
    }

    /** Those of this blob; stale ones, of whatever blob, go. */
    private List<Path> beginnings(Instant now) throws IOException {
        List<Path> found = new ArrayList<>();
        Path directory = target.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory)) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, BlobArrival::isBeginning)) {
            for (Path file : files) {
                if (isStale(file, now)) {
                    remove(file);
                } else if (AtomicFile.purposeOf(file).equals(Optional.of(purpose()))) {
                    found.add(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    private static boolean isStale(Path file, Instant now) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(STALE));
        } catch (IOException e) {
            return false;
        }
    }

    /** Another process may remove it at any time. */
    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It is only a shortcut, and cleaning finds it.
        }
    }

    /** Whether that led to the blob; false when the beginning is of no use. */
    private boolean goOn(Path beginning, BlobStore.Rest rest) throws IOException {
        try (InputStream in = Files.newInputStream(beginning)) {
            take(in, rest);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (VerifiedInput.Mismatch e) {
            remove(beginning);
            return false;
        }
    }

    private void take(InputStream beginning, BlobStore.Rest rest) throws IOException {
        try (AtomicFile file = AtomicFile.create(target, purpose())) {
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
