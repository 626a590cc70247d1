package dev.imagepack.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that appears whole or not at all: written to a temporary name beside its target, synced, then renamed. Closed
 * without {@link #commit()} it leaves nothing behind, unless it was told to; after a crash only a temporary name remains,
 * which {@link #isTemporary} recognises. Its permissions are 0644, whatever the umask. Not for use by two threads at once.
 */
public final class AtomicFile implements AutoCloseable {

    private static final String PURPOSE = "file";
    private static final String PERMISSIONS = "rw-r--r--";

    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private final EarlySync early;
    private final OutputStream out;
    private boolean stays;

    private AtomicFile(Path target, Path temporary, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
        this.early = new EarlySync(() -> channel.force(false));
        this.out = new ChannelOutput();
    }

    /** Begins a file that will stand at {@code target}; makes missing directories. */
    public static AtomicFile create(Path target) throws IOException {
        return create(target, PURPOSE);
    }

    /**
     * As {@link #create(Path)}, with a word in the temporary name by which others find it.
     *
     * @param purpose letters, digits, dashes and underscores; about 180 at most, since names have a limit
     */
    public static AtomicFile create(Path target, String purpose) throws IOException {
        Path temporary =
                Durable.parentOf(target).resolve(TemporaryName.make(purpose).toString());
        FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        AtomicFile file = new AtomicFile(target, temporary, channel);
        try {
            Durable.permit(temporary, PERMISSIONS);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Begins a file with the first bytes of the one that stands at {@code target}, without copying them: that file is taken
     * away, cut and written on. If this one is not committed, none stands there. Whoever has the old one open sees it change.
     *
     * @param length how many bytes are kept; the file has them
     * @return empty, and nothing is touched, when the file cannot be taken: it has other names, too, or another program holds it
     */
    public static Optional<AtomicFile> continuing(Path target, long length) throws IOException {
        if (!Durable.hasOneName(target)) {
            return Optional.empty();
        }
        Path temporary =
                Durable.parentOf(target).resolve(TemporaryName.make(PURPOSE).toString());
        FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE);
        try {
            Durable.rename(target, temporary);
        } catch (FileSystemException e) {
            channel.close();
            return Optional.empty();
        }
        AtomicFile file = new AtomicFile(target, temporary, channel);
        try {
            Durable.permit(temporary, PERMISSIONS);
            channel.truncate(length).position(length);
            return Optional.of(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Writes, syncs and renames in one call; an existing target is replaced. */
    public static void write(Path target, byte[] bytes) throws IOException {
        try (AtomicFile file = create(target)) {
            file.out().write(bytes);
            file.commit();
        }
    }

    /** The word in a temporary name; empty for other names. */
    public static Optional<String> purposeOf(Path file) {
        return Optional.ofNullable(file.getFileName())
                .flatMap(name -> TemporaryName.parse(name.toString()))
                .map(TemporaryName::purpose);
    }

    /** Whether a file name is one that an interrupted write, of a file or of a directory, left behind. */
    public static boolean isTemporary(Path file) {
        return purposeOf(file).isPresent();
    }

    /**
     * Removes the files that runs which were killed left unfinished in a directory; those of runs under way stay. A directory
     * that is not there holds none.
     */
    public static void removeLeftovers(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            Durable.removeLeftovers(directory, PURPOSE);
        }
    }

    /** Where to write; buffered by the caller; closed by this object. */
    public OutputStream out() {
        return out;
    }

    /** Syncs and renames to the target given at creation, replacing what is there. */
    public void commit() throws IOException {
        commitTo(target);
    }

    /**
     * As {@link #commit()}, to another name in the same directory or below it; for names that are known only at the end.
     * Missing directories are made. When it fails, the target is as it was and {@link #close()} clears up.
     */
    public void commitTo(Path target) throws IOException {
        if (!channel.isOpen()) {
            throw new IllegalStateException(target + " is already committed or closed");
        }
        if (!target.toAbsolutePath().startsWith(temporary.getParent())) {
            throw new IllegalArgumentException(target + " is not below " + temporary.getParent());
        }
        early.finish();
        channel.force(true);
        channel.close();
        Path parent = Durable.parentOf(target);
        try {
            Durable.rename(temporary, target);
        } catch (FileSystemException e) {
            throw new IOException("cannot put " + target + " in place: " + e.getMessage(), e);
        }
        stays = true;
        Durable.syncDirectory(parent);
    }

    /** Leaves what was written so far under its temporary name when it is closed. */
    public void keep() {
        stays = true;
    }

    /** Removes the temporary file unless it was committed, or is kept. */
    @Override
    public void close() throws IOException {
        early.end();
        channel.close();
        if (!stays) {
            Files.deleteIfExists(temporary);
        }
    }

    /** The channel as a stream; in steps, because the JDK takes as much native memory as one write has bytes. */
    private final class ChannelOutput extends OutputStream {

        private static final int STEP = 256 * 1024;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int end = offset + length;
            for (int at = offset; at < end; ) {
                int written = write(ByteBuffer.wrap(bytes, at, Math.min(STEP, end - at)));
                early.wrote(written);
                at += written;
            }
        }

        private int write(ByteBuffer bytes) throws IOException {
            try {
                return channel.write(bytes);
            } catch (IOException e) {
                throw NamedOutput.named(target, e);
            }
        }
    }
}
