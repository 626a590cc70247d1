package dev.imagepack.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A tar of files that are known by name and size before it is written, in the order in which they were put, each after its
 * directories. One that begins as an earlier one does can be written upon that beginning.
 */
public final class FileTar {

    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;
    private static final int BUFFER = 1 << 16;

    private record Item(TarEntry entry, Content content) {}

    private final Map<String, Item> items = new LinkedHashMap<>();

    /**
     * Adds a file; one with the same name takes the place of the other.
     *
     * @param size exactly the number of bytes that the content writes
     */
    public void put(String name, long size, Content content) {
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            TarEntry directory = TarEntry.directory(name.substring(0, slash), DIRECTORY_MODE);
            items.putIfAbsent(directory.storedName(), new Item(directory, Content.empty()));
        }
        items.put(name, new Item(TarEntry.file(name, FILE_MODE, size), content));
    }

    /** Adds a file of these bytes, which must not change afterwards. */
    public void put(String name, byte[] bytes) {
        put(name, bytes.length, Content.of(bytes));
    }

    /**
     * How many bytes at the beginning of an earlier tar are those that this one begins with. Only headers are read.
     *
     * @param fixed tells names of files that have one content for ever, if their size is the same, too
     * @return the end of a file, for {@link #writeFrom}; 0 when not even the first one is the same
     */
    public long sharedStart(SeekableByteChannel earlier, Predicate<String> fixed) throws IOException {
        long shared = 0;
        long at = 0;
        for (Item item : items.values()) {
            boolean isFile = item.entry().type() == TarEntry.Type.FILE;
            byte[] head = TarWriter.head(item.entry());
            long end = at + head.length + contentRoom(item);
            if (isFile && !fixed.test(item.entry().path())
                    || end > earlier.size()
                    || !Arrays.equals(head, read(earlier, at, head.length))) {
                return shared;
            }
            at = end;
            shared = isFile ? end : shared;
        }
        return shared;
    }

    private static long contentRoom(Item item) {
        return TarWriter.padded(item.entry().size());
    }

    private static byte[] read(SeekableByteChannel channel, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        channel.position(at);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // Until it is all there.
        }
        return bytes.array();
    }

    /**
     * Writes it; leaves the stream open.
     *
     * @param progress hears of each file that is written
     */
    public void write(OutputStream out, Progress progress) throws IOException {
        writeFrom(0, out, progress);
    }

    /**
     * As {@link #write}, without what comes before {@code start}: 0 or what {@link #sharedStart} returned.
     */
    public void writeFrom(long start, OutputStream out, Progress progress) throws IOException {
        BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER);
        long at = 0;
        try (TarWriter tar = TarWriter.inAnyOrder(buffered)) {
            for (Item item : items.values()) {
                if (at < start) {
                    at += TarWriter.head(item.entry()).length + contentRoom(item);
                } else {
                    write(item, tar, progress);
                }
            }
        }
        buffered.flush();
    }

    private static void write(Item item, TarWriter tar, Progress progress) throws IOException {
        tar.write(item.entry(), item.content());
        if (item.entry().type() == TarEntry.Type.FILE) {
            progress.advanced(item.entry().size());
        }
    }
}
