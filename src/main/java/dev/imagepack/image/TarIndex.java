package dev.imagepack.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.imagepack.ImagepackException;

/**
 * The files of an uncompressed tar by name, and where their bytes lie: read in any order, any number at once, nothing is
 * unpacked. Links are followed inside the archive only.
 */
final class TarIndex implements AutoCloseable {

    /** More than any chain of links that a producer writes. */
    private static final int MOST_LINKS = 16;

    /** Where a file's bytes lie. */
    record Extent(long offset, long size) {}

    private final Path path;
    private final FileChannel channel;
    private final Map<String, Extent> files;
    private final Map<String, String> links;

    private TarIndex(Path path, FileChannel channel, TarScan scan) {
        this.path = path;
        this.channel = channel;
        this.files = scan.files();
        this.links = scan.links();
    }

    /**
     * Reads the headers of the tar, within the limits of {@link TarScan}.
     *
     * @throws ImagepackException when it is no tar, or one that no image comes in
     */
    static TarIndex open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new TarIndex(path, channel, TarScan.of(path, channel));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The names of the regular files, in normal form, in the order of the archive. */
    Set<String> names() {
        return files.keySet();
    }

    /** The names of the links. */
    Set<String> links() {
        return links.keySet();
    }

    /** The file of this name, behind links if need be; empty when there is none. */
    Optional<Extent> find(String name) {
        String current = name;
        for (int followed = 0; followed <= MOST_LINKS; followed++) {
            Extent extent = files.get(current);
            String target = links.get(current);
            if (extent != null || target == null) {
                return Optional.ofNullable(extent);
            }
            current = target;
        }
        throw new ImagepackException(
                path + ": the links at '" + name + "' lead in a circle or through more than " + MOST_LINKS + " others",
                "Make the archive again with docker save or podman save.");
    }

    /** The bytes of a file; may be read while others are. The caller closes it, before this index. */
    InputStream open(Extent extent) {
        return new Slice(extent.offset(), extent.offset() + extent.size());
    }

    /** A whole small file; ImagepackException when it is longer than {@code limit}. */
    byte[] read(String name, Extent extent, int limit) throws IOException {
        if (extent.size() > limit) {
            throw new ImagepackException(
                    path + ": '" + name + "' has " + extent.size() + " bytes, at most " + limit + " are read",
                    "Check where the archive comes from; no tool writes a document of that length.");
        }
        try (InputStream in = open(extent)) {
            return in.readAllBytes();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** The bytes between two positions, read without moving the channel's own. */
    private final class Slice extends InputStream {

        private final long end;
        private long position;

        Slice(long position, long end) {
            this.position = position;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (position >= end) {
                return -1;
            }
            int wanted = (int) Math.min(length, end - position);
            int read = channel.read(ByteBuffer.wrap(into, offset, wanted), position);
            if (read < 0) {
                throw new EOFException(path + " became shorter while it was read");
            }
            position += read;
            return read;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.max(0, Math.min(count, end - position));
            position += skipped;
            return skipped;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, end - position);
        }
    }
}
