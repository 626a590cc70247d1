package dev.imagepack.oci;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.AtomicFile;
import dev.imagepack.io.Compression;
import dev.imagepack.io.Content;

/**
 * Blobs by their digest: files {@code blobs/sha256/<hex>} below a root. Every blob that is there is whole and hashes to its
 * name, for it was verified as it was written and renamed into place last. Safe for many threads and processes at once.
 */
public final class BlobStore {

    private final Path blobs;
    private final KnownLayers known;

    /** A store below {@code root}, which need not exist yet. */
    public BlobStore(Path root) {
        this(root, KnownLayers.NONE);
    }

    /** As {@link #BlobStore(Path)}, of which it is remembered what its layers are. */
    public BlobStore(Path root, KnownLayers known) {
        this.blobs = root.resolve("blobs");
        this.known = known;
    }

    /** What is known of its layers, and of hard links of them elsewhere. */
    public KnownLayers known() {
        return known;
    }

    /** Where a blob lies, or would lie. */
    public Path path(Digest digest) {
        return blobs.resolve(digest.algorithm()).resolve(digest.hex());
    }

    /** Whether the blob is here, with exactly this size; a file of another size counts as absent. */
    public boolean contains(Digest digest, long size) {
        return size(digest).equals(OptionalLong.of(size));
    }

    /** How many bytes the blob has; empty if it is not here. */
    public OptionalLong size(Digest digest) {
        Path file = path(digest);
        try {
            return Files.isRegularFile(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** Stores the bytes; afterwards a blob of the returned digest is here. Storing what is there does nothing. */
    public Digest put(byte[] bytes) throws IOException {
        Digest digest = Digest.of(bytes);
        if (!contains(digest, bytes.length)) {
            try (AtomicFile file = AtomicFile.create(path(digest))) {
                file.out().write(bytes);
                commit(file, digest, bytes.length);
            }
        }
        return digest;
    }

    /**
     * Stores what {@code in} holds if it has exactly the digest and size of {@code expected}; else throws an
     * ImagepackException that names both values and stores nothing. Reads no more than one byte past the size, and nothing
     * when the blob is here already. Leaves {@code in} open.
     */
    public void put(Descriptor expected, InputStream in) throws IOException {
        if (contains(expected.digest(), expected.size())) {
            return;
        }
        try (BlobCopy copy = copy(expected, in)) {
            copy.finish();
        }
    }

    /** A blob that comes from afar. */
    @FunctionalInterface
    public interface Rest {

        /** Its bytes from an offset on, which is less than its size; the store closes the stream. */
        InputStream open(long offset) throws IOException;
    }

    /**
     * As {@link #put(Descriptor, InputStream)}, of a blob that comes from afar: what came to this store before the way was
     * cut, or the process killed, is not asked for again. If it turns out to be wrong it is thrown away, and the blob is
     * asked for as a whole.
     */
    public void fetch(Descriptor expected, Rest rest) throws IOException {
        if (contains(expected.digest(), expected.size())) {
            return;
        }
        try {
            new BlobArrival(this, expected).run(rest);
        } catch (VerifiedInput.Mismatch e) {
            throw BlobCopy.mismatch(expected, e);
        }
    }

    /** Whether a file is the beginning of a blob, kept for who goes on with it; by its name alone. */
    public static boolean isBeginning(Path file) {
        return Beginning.isOne(file);
    }

    /**
     * Begins to store what {@code in} holds, for somebody who reads it at the same time; the caller closes the copy, then
     * {@code in}.
     */
    public BlobCopy copy(Descriptor expected, InputStream in) throws IOException {
        return BlobCopy.begin(this, expected, in);
    }

    /**
     * The same for a file whose size is not known, and which may change where it comes from: only what surely is of the version
     * that the source has by now is not asked for again. The caller bounds what comes.
     *
     * @throws VerifiedInput.Mismatch when the bytes hash to something else; then nothing is stored
     */
    public void fetch(Digest expected, VersionedSource source) throws IOException {
        if (size(expected).isEmpty()) {
            new FileArrival(this, expected).run(source);
        }
    }

    /** Writes a plain tar once: hashed, compressed, hashed again, synced and renamed, in one pass. */
    public StoredLayer putLayer(Content tar, Compression compression, Executor workers) throws IOException {
        return new LayerPass(this, blobs).write(tar, compression, workers);
    }

    /** Looks at a layer that is about to be kept. */
    @FunctionalInterface
    public interface LayerCheck {

        /** Throws when the layer is not wanted; then it is not kept. */
        void check(StoredLayer layer) throws IOException;
    }

    /**
     * Stores a layer as it comes, compressed or not: hashed, unpacked, hashed again, synced and renamed, in one pass. Reads
     * {@code in} to its end and leaves it open.
     *
     * @param most bytes that it may unpack to
     * @param check is told what it is before it is kept
     * @throws LayerFault when it cannot be unpacked, or unpacks to more; then, and when {@code check} throws, nothing is
     *     stored
     */
    public StoredLayer putStored(InputStream in, Compression.Algorithm compression, long most, LayerCheck check)
            throws IOException {
        return new LayerPass(this, blobs).take(in, compression, most, check);
    }

    /** Who loses the race for a blob finds it there, whole: as good as having won. */
    void commit(AtomicFile file, Digest digest, long size) throws IOException {
        if (contains(digest, size)) {
            return;
        }
        try {
            file.commitTo(path(digest));
        } catch (IOException e) {
            if (!contains(digest, size)) {
                throw e;
            }
        }
    }

    /** The bytes of a blob; the stream fails at its end (IOException) if size or digest are not the descriptor's. */
    public InputStream open(Descriptor descriptor) throws IOException {
        return new VerifiedInput(
                Files.newInputStream(path(descriptor.digest())), descriptor.digest(), descriptor.size());
    }

    /**
     * A small document, verified; an ImagepackException if it is absent, larger than {@code limit} or not what the
     * descriptor says.
     */
    public byte[] read(Descriptor descriptor, int limit) throws IOException {
        String advice = "The store at " + blobs + " is incomplete or damaged; make or fetch it again.";
        if (descriptor.size() > limit) {
            throw new ImagepackException(
                    "blob " + descriptor.digest() + " has " + descriptor.size() + " bytes, more than the " + limit
                            + " that are read of such a document",
                    "It is probably not the document it is said to be; look at who refers to it.");
        }
        try (InputStream in = open(descriptor)) {
            return in.readAllBytes();
        } catch (NoSuchFileException e) {
            throw new ImagepackException("blob " + descriptor.digest() + " is not in " + blobs, advice, e);
        } catch (VerifiedInput.Mismatch e) {
            throw new ImagepackException(
                    "blob " + path(descriptor.digest()) + " is not what it should be: " + e.getMessage(), advice, e);
        }
    }

    /** Takes a blob over from another store: hard link, else copy. The bytes are shared, so neither side may ever change them. */
    public void linkFrom(BlobStore source, Digest digest) throws IOException {
        Path from = source.path(digest);
        long size = Files.size(from);
        if (contains(digest, size)) {
            return;
        }
        Path to = path(digest);
        Files.createDirectories(to.getParent());
        try {
            Files.createLink(to, from);
        } catch (IOException | UnsupportedOperationException | SecurityException | ProviderMismatchException e) {
            // Another file system, no right to link, too many links, or somebody was faster: a copy settles all of
            // them.
            try (InputStream in = Files.newInputStream(from)) {
                put(new Descriptor("application/octet-stream", digest, size), in);
            }
        }
    }

    /** Digests of the blobs that are here, sorted; names that are no digests are passed over. */
    public List<Digest> list() throws IOException {
        List<Digest> digests = new ArrayList<>();
        for (String algorithm : List.of(Digest.SHA256, Digest.SHA512)) {
            Path directory = blobs.resolve(algorithm);
            if (Files.isDirectory(directory)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                    files.forEach(file -> digest(algorithm, file).ifPresent(digests::add));
                } catch (DirectoryIteratorException e) {
                    throw e.getCause();
                }
            }
        }
        Collections.sort(digests);
        return List.copyOf(digests);
    }

    private static Optional<Digest> digest(String algorithm, Path file) {
        try {
            Digest digest = new Digest(algorithm, file.getFileName().toString());
            return Files.isRegularFile(file) ? Optional.of(digest) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Reads a blob, removes it if it is not what the descriptor says, and says whether it did; what is absent is not. */
    public boolean deleteIfDamaged(Descriptor descriptor) throws IOException {
        try (InputStream in = open(descriptor)) {
            in.transferTo(OutputStream.nullOutputStream());
            return false;
        } catch (NoSuchFileException e) {
            return false;
        } catch (VerifiedInput.Mismatch e) {
            delete(descriptor.digest());
            return true;
        }
    }

    /** Removes a blob if it is there, and says how many bytes that freed. */
    public long delete(Digest digest) throws IOException {
        Path file = path(digest);
        try {
            long size = Files.size(file);
            return Files.deleteIfExists(file) ? size : 0;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
