package dev.imagepack.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Digest;

/**
 * Digests of files, read only when needed: a file whose size, time and inode are the remembered ones is not read again.
 * The memory is a shortcut; losing it costs time only. Safe for many threads.
 */
public final class FileDigests {

    /** How often a file that changes while it is read is read again. */
    private static final int ATTEMPTS = 3;

    private static final int BUFFER = 256 << 10;

    private final DigestMemory memory;
    private final InstantSource clock;

    FileDigests(DigestMemory memory, InstantSource clock) {
        this.memory = memory;
        this.clock = clock;
    }

    /**
     * The SHA-256 of a regular file's bytes; follows no symbolic link in the last component.
     *
     * @throws ImagepackException when it is no regular file, or does not stay the same for as long as reading it takes
     */
    public Digest of(Path file) throws IOException {
        FileStamp stamp = FileStamp.of(file);
        Optional<Digest> known = memory.find(file.toAbsolutePath(), stamp);
        return known.isPresent() ? known.get() : read(file, stamp);
    }

    /**
     * As {@link #of(Path)} for each of several regular files that were looked at just now; those that must be read are read
     * in parallel, by this thread and as many of {@code workers} as are free.
     *
     * @param files with the stamps that they had
     * @return in the order of {@code files}
     */
    public Map<Path, Digest> of(Map<Path, FileStamp> files, Executor workers) throws IOException {
        Map<Path, Digest> known = new ConcurrentHashMap<>();
        Map<Path, FileStamp> unknown = new LinkedHashMap<>();
        for (Map.Entry<Path, FileStamp> file : files.entrySet()) {
            Path path = file.getKey();
            Optional<Digest> digest = memory.find(path.toAbsolutePath(), file.getValue());
            if (digest.isPresent()) {
                known.put(path, digest.get());
            } else {
                unknown.put(path, file.getValue());
            }
        }
        List<Map.Entry<Path, FileStamp>> toRead = new ArrayList<>(unknown.entrySet());
        InParallel.forEach(toRead, workers, file -> known.put(file.getKey(), read(file.getKey(), file.getValue())));
        Map<Path, Digest> digests = new LinkedHashMap<>();
        files.keySet().forEach(file -> digests.put(file, known.get(file)));
        return digests;
    }

    /**
     * What was seen of a regular file, with the stamp that it had when it was read, if by that it is still the same: the
     * earlier a stamp is, the better it tells that nobody wrote to the file since; see {@link FileStamp#isStill}.
     */
    public FileFacts asRead(Path file, FileFacts seen) {
        return memory.stamp(file.toAbsolutePath(), seen.stamp())
                .map(seen::withStamp)
                .orElse(seen);
    }

    /** Writes what was learned. */
    void save() {
        memory.save();
    }

    private Digest read(Path file, FileStamp stamp) throws IOException {
        FileStamp before = stamp;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Instant start = clock.instant();
            Optional<Digest> digest = hash(file, before.size());
            FileStamp after = FileStamp.of(file);
            if (digest.isPresent() && after.equals(before)) {
                if (after.isSettledAt(start)) {
                    memory.remember(file.toAbsolutePath(), after, digest.get());
                }
                return digest.get();
            }
            before = after;
        }
        throw new ImagepackException(
                file + ": was read " + ATTEMPTS + " times and changed each time while it was read",
                "Build when whatever writes it is done, or leave the file out of the image.");
    }

    /**
     * The digest of exactly {@code size} bytes; empty when the file has more or fewer. Reads no further than one buffer
     * past the size, so that a file that grows as fast as it is read has an end.
     */
    private static Optional<Digest> hash(Path file, long size) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] buffer = new byte[(int) Math.min(BUFFER, size + 1)];
        long read = 0;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int n = in.read(buffer); n >= 0 && read <= size; n = in.read(buffer)) {
                sha256.update(buffer, 0, n);
                read += n;
            }
        }
        return read == size ? Optional.of(Digest.ofHash(sha256.digest())) : Optional.empty();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
