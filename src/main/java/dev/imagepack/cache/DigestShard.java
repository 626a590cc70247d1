package dev.imagepack.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.zip.CRC32;

import dev.imagepack.oci.Digest;

/**
 * One part of the memory of file digests and its file: a CRC-32 of the rest, the number of entries, then each entry's path,
 * stamp and digest. It is written beside and renamed, but not synced, for it need not survive more than the process;
 * the checksum shows when it did not.
 */
final class DigestShard {

    /** More are not written to one part: a directory of so many files is rare, and reading them again is only slow. */
    private static final int MOST_ENTRIES = 100_000;

    private static final int LARGEST = 64 << 20;
    private static final int CRC_BYTES = 4;
    private static final int DIGEST_BYTES = 32;

    /** Of an entry besides its path: that one's length, the four numbers of a stamp, and a digest. */
    private static final int FIXED_BYTES = Integer.BYTES + 4 * Long.BYTES + DIGEST_BYTES;

    /** A digest and the stamp that the file had. */
    private record Entry(FileStamp stamp, byte[] sha256) {}

    private final CacheFiles files;
    private final int number;
    private final Map<String, Entry> loaded;
    private final ConcurrentMap<String, Entry> fresh = new ConcurrentHashMap<>();

    private DigestShard(CacheFiles files, int number, Map<String, Entry> loaded) {
        this.files = files;
        this.number = number;
        this.loaded = loaded;
    }

    /** The part as it was saved last; empty when it was not, or is broken. */
    static DigestShard load(CacheFiles files, int number) {
        return new DigestShard(files, number, read(files.memory(number)));
    }

    Optional<Digest> find(String path, FileStamp stamp) {
        return Optional.ofNullable(fresh.getOrDefault(path, loaded.get(path)))
                .filter(entry -> entry.stamp().isStill(stamp))
                .map(entry -> Digest.ofHash(entry.sha256()));
    }

    /** The stamp with which the file was remembered, if it still has it. */
    Optional<FileStamp> stamp(String path, FileStamp stamp) {
        return Optional.ofNullable(fresh.getOrDefault(path, loaded.get(path)))
                .map(Entry::stamp)
                .filter(remembered -> remembered.isStill(stamp));
    }

    void remember(String path, FileStamp stamp, Digest digest) {
        fresh.put(path, new Entry(stamp, HexFormat.of().parseHex(digest.hex())));
    }

    /**
     * Adds what is new to what is in the file by now, and drops files that are gone. Of two processes that do this in the
     * same moment one may undo what the other added.
     *
     * @return whether anything was written
     */
    boolean save() {
        if (fresh.isEmpty()) {
            return false;
        }
        SortedMap<String, Entry> all = new TreeMap<>(read(files.memory(number)));
        all.putAll(fresh);
        all.keySet().removeIf(this::isGone);
        Path temporary = files.temporary(number);
        try {
            Files.createDirectories(files.memory());
            Files.write(temporary, bytes(all));
            Files.move(
                    temporary,
                    files.memory(number),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            removeQuietly(temporary);
            return false;
        }
    }

    private boolean isGone(String path) {
        try {
            Path file = files.root().getFileSystem().getPath(path);
            return !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        } catch (InvalidPathException e) {
            return true;
        }
    }

    private static void removeQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // Cleaning removes it.
        }
    }

    private static byte[] bytes(SortedMap<String, Entry> entries) {
        List<Map.Entry<String, Entry>> written =
                entries.entrySet().stream().limit(MOST_ENTRIES).toList();
        List<byte[]> paths = written.stream()
                .map(entry -> entry.getKey().getBytes(StandardCharsets.UTF_8))
                .toList();
        int size = paths.stream().mapToInt(path -> path.length + FIXED_BYTES).sum();
        ByteBuffer out = ByteBuffer.allocate(CRC_BYTES + Integer.BYTES + size);
        out.position(CRC_BYTES).putInt(written.size());
        for (int i = 0; i < written.size(); i++) {
            Entry entry = written.get(i).getValue();
            out.putInt(paths.get(i).length).put(paths.get(i));
            out.putLong(entry.stamp().size()).putLong(entry.stamp().modified());
            out.putLong(entry.stamp().changed()).putLong(entry.stamp().inode());
            out.put(entry.sha256());
        }
        return out.putInt(0, checksum(out.array())).array();
    }

    private static Map<String, Entry> read(Path file) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(LARGEST);
            ByteBuffer data = ByteBuffer.wrap(bytes);
            return data.getInt() == checksum(bytes) ? entries(data) : Map.of();
        } catch (IOException | BufferUnderflowException e) {
            return Map.of();
        }
    }

    /** In few and large steps, for at the start of a build nothing is compiled yet. */
    private static Map<String, Entry> entries(ByteBuffer data) {
        Map<String, Entry> entries = new HashMap<>();
        for (int left = data.getInt(); left > 0; left--) {
            byte[] path = bytes(data, data.getInt());
            FileStamp stamp = new FileStamp(data.getLong(), data.getLong(), data.getLong(), data.getLong());
            entries.put(new String(path, StandardCharsets.UTF_8), new Entry(stamp, bytes(data, DIGEST_BYTES)));
        }
        return entries;
    }

    private static byte[] bytes(ByteBuffer data, int count) {
        if (count < 0 || count > data.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[count];
        data.get(bytes);
        return bytes;
    }

    private static int checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes, CRC_BYTES, bytes.length - CRC_BYTES);
        return (int) crc.getValue();
    }
}
