package dev.imagepack.build.embedded;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.imagepack.build.context.FileData;
import dev.imagepack.io.Content;
import dev.imagepack.io.NamedOutput;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarReader;

/**
 * A temporary file with the bytes of those tar members that a new layer needs, so that each tar is read once however
 * the layer is ordered. Gone when closed.
 */
final class Spool implements AutoCloseable {

    private static final int BUFFER = 128 << 10;

    private record Range(long offset, long size) {}

    private final Path file;

    /** Where the bytes of a member lie, by its identity. */
    private final Map<String, Range> ranges = new HashMap<>();

    private Spool(Path file) {
        this.file = file;
    }

    /**
     * Reads the members from their tars into a file below {@code directory}. A tar that is damaged is an
     * {@link dev.imagepack.ImagepackException}.
     */
    static Spool of(Collection<TarMember> members, Path directory) throws IOException {
        Files.createDirectories(directory);
        Spool spool = new Spool(Files.createTempFile(directory, "spool-", ".tmp"));
        try {
            spool.fill(members);
            return spool;
        } catch (IOException | RuntimeException e) {
            spool.close();
            throw e;
        }
    }

    private void fill(Collection<TarMember> members) throws IOException {
        Map<String, Map<Integer, TarMember>> byTar = new TreeMap<>();
        for (TarMember member : members) {
            byTar.computeIfAbsent(member.tar().identity(), identity -> new HashMap<>())
                    .put(member.ordinal(), member);
        }
        try (OutputStream out = new BufferedOutputStream(NamedOutput.open(file), BUFFER)) {
            long offset = 0;
            for (Map<Integer, TarMember> wanted : byTar.values()) {
                offset = read(wanted, out, offset);
            }
        }
    }

    /** Reads a tar to its very end, where a digest that is wrong comes out. */
    private long read(Map<Integer, TarMember> wanted, OutputStream out, long start) throws IOException {
        TarSource tar = wanted.values().iterator().next().tar();
        long offset = start;
        int found = 0;
        try (TarReader reader = open(tar)) {
            Optional<TarEntry> entry = next(reader, tar);
            for (int ordinal = 0; entry.isPresent(); ordinal++) {
                TarMember member = wanted.get(ordinal);
                if (member != null) {
                    long size = copy(reader.content(), out, tar);
                    ranges.put(member.identity(), new Range(offset, size));
                    offset += size;
                    found++;
                }
                entry = next(reader, tar);
            }
        }
        if (found < wanted.size()) {
            throw tar.unreadable(new IOException(TarMember.TOO_SHORT));
        }
        return offset;
    }

    private static TarReader open(TarSource tar) {
        try {
            return tar.read();
        } catch (IOException e) {
            throw tar.unreadable(e);
        }
    }

    private static Optional<TarEntry> next(TarReader reader, TarSource tar) {
        try {
            return reader.next();
        } catch (IOException e) {
            throw tar.unreadable(e);
        }
    }

    private static long copy(InputStream content, OutputStream out, TarSource tar) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        for (int n = read(content, buffer, tar); n >= 0; n = read(content, buffer, tar)) {
            out.write(buffer, 0, n);
            size += n;
        }
        return size;
    }

    private static int read(InputStream content, byte[] buffer, TarSource tar) {
        try {
            return content.read(buffer);
        } catch (IOException e) {
            throw tar.unreadable(e);
        }
    }

    /** A file's bytes: out of the spool if they are there, else its own. */
    Content content(FileData data) {
        Range range = data instanceof TarMember member ? ranges.get(member.identity()) : null;
        return range == null ? data : out -> copy(range, out);
    }

    private void copy(Range range, OutputStream out) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER, range.size())];
        try (FileChannel channel = FileChannel.open(file);
                InputStream in = Channels.newInputStream(channel.position(range.offset()))) {
            long left = range.size();
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new IOException(file + " ended early");
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
