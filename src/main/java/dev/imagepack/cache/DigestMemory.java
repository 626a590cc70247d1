package dev.imagepack.cache;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import dev.imagepack.oci.Digest;

/**
 * The digests of files as they were when they had a certain stamp. Kept in parts, by where a file is, so that a build
 * loads and rewrites little more than what belongs to its own module.
 */
final class DigestMemory {

    /** A tree of Java packages then has a few parts, and no part has more than a few modules. */
    private static final int LEVELS = 3;

    /** Enough for parts to stay small however many projects share the cache; a power of two. */
    private static final int PARTS = 4096;

    /** About half a million files; beyond that the parts that were not written for longest go. */
    private static final long LARGEST = 64L << 20;

    private final CacheFiles files;
    private final long largest;
    private final ConcurrentMap<Integer, DigestShard> shards = new ConcurrentHashMap<>();

    DigestMemory(CacheFiles files) {
        this(files, LARGEST);
    }

    DigestMemory(CacheFiles files, long largest) {
        this.files = files;
        this.largest = largest;
    }

    /** The digest of the file if it still has the stamp with which it was remembered. */
    Optional<Digest> find(Path absolute, FileStamp stamp) {
        String path = absolute.toString();
        return isOurs(absolute) ? shard(path).find(path, stamp) : Optional.empty();
    }

    /** The stamp with which the file was remembered, if it still has it. */
    Optional<FileStamp> stamp(Path absolute, FileStamp stamp) {
        String path = absolute.toString();
        return isOurs(absolute) ? shard(path).stamp(path, stamp) : Optional.empty();
    }

    void remember(Path absolute, FileStamp stamp, Digest digest) {
        if (isOurs(absolute)) {
            String path = absolute.toString();
            shard(path).remember(path, stamp, digest);
        }
    }

    /** Writes what is new. What cannot be written is forgotten: that costs the next build some time and nothing else. */
    void save() {
        boolean wrote = false;
        for (DigestShard shard : shards.values()) {
            wrote |= shard.save();
        }
        if (wrote) {
            trim();
        }
    }

    /** Paths of other file systems may look like ours and mean other files. */
    private boolean isOurs(Path file) {
        return file.getFileSystem().equals(files.root().getFileSystem());
    }

    private DigestShard shard(String path) {
        String separator = files.root().getFileSystem().getSeparator();
        return shards.computeIfAbsent(part(path, separator), number -> DigestShard.load(files, number));
    }

    /** The part with all files that are below one directory, at most so many levels deep. */
    static int part(String path, String separator) {
        int end = path.length();
        for (int level = 0; level < LEVELS && end > 0; level++) {
            end = path.lastIndexOf(separator, end - 1);
        }
        int hash = path.substring(0, Math.max(end, 0)).hashCode();
        return (hash ^ hash >>> 12 ^ hash >>> 24) & (PARTS - 1);
    }

    private void trim() {
        List<Part> parts = parts();
        long size = parts.stream().mapToLong(Part::size).sum();
        for (Part part : parts) {
            if (size <= largest) {
                return;
            }
            size -= part.size();
            try {
                Files.deleteIfExists(part.file());
            } catch (IOException e) {
                // Still in use by someone on Windows; the next one that writes tries again.
            }
        }
    }

    /** Those first that were not written for longest. */
    private List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(files.memory())) {
            for (Path file : entries) {
                if (files.kindOf(file) == CacheFiles.Kind.MEMORY) {
                    BasicFileAttributes attributes =
                            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                    parts.add(new Part(file, attributes.size(), attributes.lastModifiedTime()));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Another process trims too: what was seen so far is enough.
        }
        parts.sort(Comparator.comparing(Part::written).thenComparing(Part::file));
        return parts;
    }

    /** The file of one part. */
    private record Part(Path file, long size, FileTime written) {}
}
