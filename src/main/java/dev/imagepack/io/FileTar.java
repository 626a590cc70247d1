package dev.imagepack.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A tar of files that are known by name and size before it is written, in {@code TarWriter}'s order, with their directories. */
public final class FileTar {

    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;
    private static final int BUFFER = 1 << 16;

    private final SortedMap<TarEntry, Content> entries = new TreeMap<>(TarEntry.STORED_ORDER);

    /**
     * Adds a file; one with the same name takes the place of the other.
     *
     * @param size exactly the number of bytes that the content writes
     */
    public void put(String name, long size, Content content) {
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            entries.put(TarEntry.directory(name.substring(0, slash), DIRECTORY_MODE), Content.empty());
        }
        entries.put(TarEntry.file(name, FILE_MODE, size), content);
    }

    /** Adds a file of these bytes, which must not change afterwards. */
    public void put(String name, byte[] bytes) {
        put(name, bytes.length, Content.of(bytes));
    }

    /**
     * Writes it; leaves the stream open.
     *
     * @param progress hears of each file that is written
     */
    public void write(OutputStream out, Progress progress) throws IOException {
        BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER);
        try (TarWriter tar = new TarWriter(buffered)) {
            for (Map.Entry<TarEntry, Content> entry : entries.entrySet()) {
                tar.write(entry.getKey(), entry.getValue());
                if (entry.getKey().type() == TarEntry.Type.FILE) {
                    progress.advanced(entry.getKey().size());
                }
            }
        }
        buffered.flush();
    }
}
