package dev.imagepack.io;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The one maker of tar entries. Writes GNU tar's own header form (what {@code tar --format=gnu --numeric-owner} writes),
 * with empty owner names. Only an entry with extended attributes, which that form cannot say, is written in POSIX's form
 * with PAX records. Equal calls give equal bytes, whatever the machine, zone, locale or library version.
 */
public final class TarWriter implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;
    private static final byte[] ZEROS = new byte[2 * TarHeader.BLOCK];
    private static final byte[] NO_LINK = new byte[0];

    private final OutputStream out;
    private final boolean ordered;
    private final Deque<byte[]> openFiles = new ArrayDeque<>();
    private byte[] previous = new byte[0];
    private boolean ended;

    /** Writes to {@code out}, which stays open when this writer is closed. */
    public TarWriter(OutputStream out) {
        this(out, true);
    }

    private TarWriter(OutputStream out, boolean ordered) {
        this.out = new BufferedOutputStream(out, BUFFER);
        this.ordered = ordered;
    }

    /** As {@link #TarWriter(OutputStream)}; its caller sees to it that no name comes twice, or below a file, in whatever order. */
    static TarWriter inAnyOrder(OutputStream out) {
        return new TarWriter(out, false);
    }

    /** All that it writes of an entry before the content. */
    static byte[] head(TarEntry entry) {
        ByteArrayOutputStream head = new ByteArrayOutputStream(TarHeader.BLOCK);
        TarWriter writer = inAnyOrder(head);
        try {
            writer.writeHead(entry);
            writer.out.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return head.toByteArray();
    }

    /** How much room so many bytes of content take. */
    static long padded(long size) {
        return size + (-size & TarHeader.BLOCK - 1);
    }

    /**
     * Appends one entry. Entries come in ascending order of their stored names (bytes; a directory's name ends in a
     * slash), each once: {@link TarEntry#STORED_ORDER}. What is no directory has nothing below it.
     *
     * @param content the bytes of a file, exactly {@link TarEntry#size()} of them; ignored for everything else
     * @throws IllegalArgumentException when the path comes out of order, a second time, or below a file
     * @throws IOException when writing fails, or the content has another length than announced (it changed while it was
     *     read); nothing more can be written then, and {@link #close()} does not complete the tar
     */
    public void write(TarEntry entry, Content content) throws IOException {
        if (ended) {
            throw new IllegalStateException("the tar is at its end");
        }
        if (ordered) {
            checkOrder(entry, TarPath.encode(entry.storedName()));
        }
        ended = true;
        writeHead(entry);
        if (entry.type() == TarEntry.Type.FILE) {
            Body body = new Body(entry);
            content.writeTo(body);
            body.end();
        }
        ended = false;
    }

    private void writeHead(TarEntry entry) throws IOException {
        byte[] name = TarPath.encode(entry.storedName());
        byte[] link = entry.link().isEmpty() ? NO_LINK : TarPath.encode(entry.link());
        if (entry.xattrs().isEmpty()) {
            writeGnu(entry, name, link);
        } else {
            writePosix(entry, name, link);
        }
    }

    /** As {@link #write(TarEntry, Content)}, for what has no bytes. */
    public void write(TarEntry entry) throws IOException {
        write(entry, Content.empty());
    }

    /** Writes the two closing blocks. Without it the tar is cut short. */
    @Override
    public void close() throws IOException {
        if (!ended) {
            ended = true;
            out.write(ZEROS);
            out.flush();
        }
    }

    private void checkOrder(TarEntry entry, byte[] name) {
        int order = Arrays.compareUnsigned(previous, name);
        if (order >= 0 && previous.length > 0) {
            throw new IllegalArgumentException(TarPath.quoted(entry.path())
                    + (order == 0 ? " comes twice" : " comes after " + TarPath.quoted(decoded(previous)))
                    + "; entries come once and in the order of their stored names");
        }
        while (!openFiles.isEmpty() && !startsWith(name, openFiles.getLast())) {
            openFiles.removeLast();
        }
        for (byte[] file : openFiles) {
            if (name[file.length] == '/') {
                throw new IllegalArgumentException(TarPath.quoted(entry.path()) + " comes after "
                        + TarPath.quoted(decoded(file)) + ", which is no directory");
            }
        }
        if (entry.type() != TarEntry.Type.DIRECTORY) {
            openFiles.addLast(name);
        }
        previous = name;
    }

    private void writeGnu(TarEntry entry, byte[] name, byte[] link) throws IOException {
        writeLong('K', link);
        writeLong('L', name);
        out.write(header(TarHeader.gnu(), entry, name, link));
    }

    private void writeLong(char flag, byte[] name) throws IOException {
        if (name.length > TarHeader.NAME) {
            byte[] terminated = Arrays.copyOf(name, name.length + 1);
            out.write(TarHeader.of(TarHeader.gnu(), flag, "././@LongLink", terminated.length)
                    .toBytes());
            out.write(terminated);
            pad(terminated.length);
        }
    }

    /** All in one form: there are readers that take PAX records only before a POSIX header. */
    private void writePosix(TarEntry entry, byte[] name, byte[] link) throws IOException {
        byte[] records = PaxRecords.of(entry, name, link).toBytes();
        out.write(TarHeader.of(TarHeader.posix(), 'x', "././@PaxHeader", records.length)
                .toBytes());
        out.write(records);
        pad(records.length);
        out.write(header(TarHeader.posix(), entry, name, link));
    }

    private static byte[] header(TarHeader header, TarEntry entry, byte[] name, byte[] link) {
        header.names(name, link)
                .flag(flag(entry.type()))
                .numbers(entry.mode(), entry.uid(), entry.gid(), entry.size(), entry.mtime());
        if (entry.type().isDevice()) {
            header.device(entry.devMajor(), entry.devMinor());
        }
        return header.toBytes();
    }

    private static char flag(TarEntry.Type type) {
        return switch (type) {
            case FILE -> '0';
            case HARD_LINK -> '1';
            case SYMLINK -> '2';
            case CHARACTER_DEVICE -> '3';
            case BLOCK_DEVICE -> '4';
            case DIRECTORY -> '5';
            case FIFO -> '6';
        };
    }

    private void pad(long written) throws IOException {
        out.write(ZEROS, 0, (int) (padded(written) - written));
    }

    private static boolean startsWith(byte[] name, byte[] start) {
        return name.length > start.length && Arrays.equals(name, 0, start.length, start, 0, start.length);
    }

    private static String decoded(byte[] name) {
        return TarPath.decode(name, 0, name.length);
    }

    /** Where a file's content goes: counts, and takes no more than was announced. */
    private final class Body extends OutputStream {

        private final TarEntry entry;
        private long left;

        Body(TarEntry entry) {
            this.entry = entry;
            this.left = entry.size();
        }

        @Override
        public void write(int b) throws IOException {
            take(1);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            take(length);
            out.write(bytes, offset, length);
        }

        private void take(int length) throws IOException {
            if (length > left) {
                throw new IOException(TarPath.quoted(entry.path()) + " has more than the " + entry.size()
                        + " bytes announced; it changed while it was read");
            }
            left -= length;
        }

        void end() throws IOException {
            if (left > 0) {
                throw new IOException(TarPath.quoted(entry.path()) + " has " + (entry.size() - left) + " bytes where "
                        + entry.size() + " were announced; it changed while it was read");
            }
            pad(entry.size());
        }
    }
}
