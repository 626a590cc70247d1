package dev.imagepack.oci;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.imagepack.io.AtomicFile;
import dev.imagepack.io.BoundedInput;

/**
 * A file of unknown size that comes from afar into a store. What came before its way was cut is a {@link Beginning} of one
 * version, which the next attempt goes on with where the server still has that one.
 */
final class FileArrival {

    private final BlobStore store;
    private final Digest expected;
    private final Path target;

    FileArrival(BlobStore store, Digest expected) {
        this.store = store;
        this.expected = expected;
        this.target = store.path(expected);
    }

    /** See {@link BlobStore#fetch(Digest, VersionedSource)}. */
    void run(VersionedSource source) throws IOException {
        List<Beginning> beginnings = Beginning.of(target, expected);
        Optional<Beginning> longest = beginnings.stream()
                .filter(beginning -> !beginning.version().isEmpty() && beginning.size() > 0)
                .max(Comparator.comparingLong(Beginning::size));
        if (longest.isEmpty() || !goOn(longest.get(), source)) {
            try (VersionedSource.Answer answer = source.open(Optional.empty())) {
                take(InputStream.nullInputStream(), answer);
            }
        }
        beginnings.forEach(Beginning::remove);
    }

    /** Whether that led to the file; false when the beginning is of no use. */
    private boolean goOn(Beginning beginning, VersionedSource source) throws IOException {
        Optional<InputStream> file = open(beginning);
        if (file.isEmpty()) {
            return false;
        }
        VersionedSource.Begun begun = new VersionedSource.Begun(beginning.version(), beginning.size());
        try (InputStream here = file.get();
                VersionedSource.Answer answer = source.open(Optional.of(begun))) {
            return took(new BoundedInput(here, answer.offset()), answer, beginning);
        }
    }

    private static Optional<InputStream> open(Beginning beginning) throws IOException {
        try {
            return Optional.of(Files.newInputStream(beginning.file()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private boolean took(InputStream here, VersionedSource.Answer answer, Beginning beginning) throws IOException {
        try {
            take(here, answer);
            return true;
        } catch (VerifiedInput.Mismatch e) {
            if (answer.offset() == 0) {
                throw e;
            }
            beginning.remove();
            return false;
        }
    }

    private void take(InputStream here, VersionedSource.Answer answer) throws IOException {
        Optional<String> purpose =
                answer.version().isEmpty() ? Optional.empty() : Beginning.purpose(expected, answer.version());
        try (AtomicFile file =
                purpose.isEmpty() ? AtomicFile.create(target) : AtomicFile.create(target, purpose.get())) {
            HashingInput hashed = new HashingInput(
                    new SequenceInputStream(here, answer.body()), expected.algorithm(), Long.MAX_VALUE);
            try {
                hashed.transferTo(file.out());
            } catch (IOException e) {
                if (purpose.isPresent() && hashed.failed() && hashed.count() > 0) {
                    file.keep();
                }
                throw e;
            }
            requireExpected(hashed);
            store.commit(file, expected, hashed.count());
        }
    }

    private void requireExpected(HashingInput hashed) throws VerifiedInput.Mismatch {
        Digest found = new Digest(expected.algorithm(), hashed.hex());
        if (!found.equals(expected)) {
            throw new VerifiedInput.Mismatch("expected " + expected + ", found " + found);
        }
    }
}
