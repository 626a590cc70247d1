package dev.imagepack.cache;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The right to use a cache: builds have it together, cleaning has it alone. It works between threads, class loaders and
 * processes, and ends with its process at the latest.
 *
 * <p>Every holder has a file of its own in one directory, and a lock of the operating system on it for as long as it lives;
 * a file without a lock is what a dead process left. It is not one lock file for all, because systems of the POSIX kind
 * give up all locks of a process on a file as soon as any part of the process closes that file, and a JVM refuses to lock
 * a file twice: neither would let two modules of one build hold a cache. For the same reason a JVM never opens the files
 * of its own holders; their names tell it whose they are.
 *
 * <p>Waiting has no limit and ends with an interrupt. On a file system that has no locks (some network file systems) only
 * holders of the same JVM are waited for: such a cache must not be cleaned while another process builds. A thread that
 * has a cache open and cleans it waits for itself.
 */
final class Hold implements AutoCloseable {

    /** How the cache is used. */
    enum Kind {
        SHARED,
        EXCLUSIVE;

        private String prefix() {
            return name().toLowerCase(Locale.ROOT) + "-";
        }
    }

    private static final long LONGEST_PAUSE_MILLIS = 100;

    /** How often cleaning by others may remove the directory in the moment between its making and its use. */
    private static final int MOST_VANISHED = 20;

    private final Path file;
    private final FileChannel channel;

    private Hold(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Waits until nobody is in the way, then holds the cache.
     *
     * @param directory where holders make themselves known; made when it is missing
     * @throws InterruptedIOException when the thread is interrupted while it waits
     */
    static Hold take(Path directory, Kind kind) throws IOException {
        int vanished = 0;
        for (long pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            try {
                Files.createDirectories(directory);
                Optional<Hold> hold = tryTake(directory, kind);
                if (hold.isPresent()) {
                    return hold.get();
                }
            } catch (NoSuchFileException e) {
                if (++vanished == MOST_VANISHED) {
                    throw e;
                }
            }
            sleep(1 + ThreadLocalRandom.current().nextLong(pause));
        }
    }

    /** Lets go; doing so twice does nothing. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    /** Two that announce themselves at once may both step back; the pauses between attempts are of random length. */
    private static Optional<Hold> tryTake(Path directory, Kind kind) throws IOException {
        if (!isFree(directory, kind, "")) {
            return Optional.empty();
        }
        Optional<Hold> hold = announce(directory, kind);
        boolean taken = false;
        try {
            taken = hold.isPresent() && isFree(directory, kind, hold.get().name());
            return taken ? hold : Optional.empty();
        } finally {
            if (hold.isPresent() && !taken) {
                hold.get().close();
            }
        }
    }

    /** Makes a file for a holder and locks it; empty when someone took it away in between as one of a dead process. */
    private static Optional<Hold> announce(Path directory, Kind kind) throws IOException {
        String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
        Path file = directory.resolve(kind.prefix() + thisJvm() + "-" + random);
        Hold hold = new Hold(file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        if (hold.lock() && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(hold);
        }
        hold.close();
        return Optional.empty();
    }

    private boolean lock() {
        try {
            return channel.tryLock() != null;
        } catch (IOException e) {
            // No locks on this file system: the file alone must do.
            return true;
        }
    }

    private String name() {
        return file.getFileName().toString();
    }

    private static boolean isFree(Path directory, Kind kind, String own) throws IOException {
        try (DirectoryStream<Path> holders = Files.newDirectoryStream(directory)) {
            for (Path holder : holders) {
                String name = holder.getFileName().toString();
                if (!name.equals(own) && isInTheWay(name, kind) && isAlive(holder)) {
                    return false;
                }
            }
            return true;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static boolean isInTheWay(String name, Kind kind) {
        return name.startsWith(Kind.EXCLUSIVE.prefix())
                || kind == Kind.EXCLUSIVE && name.startsWith(Kind.SHARED.prefix());
    }

    /** Removes what a dead process left. */
    private static boolean isAlive(Path holder) throws IOException {
        if (holder.getFileName().toString().contains("-" + thisJvm() + "-")) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(holder, StandardOpenOption.READ);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            if (lock != null) {
                Files.deleteIfExists(holder);
            }
            return lock == null;
        } catch (NoSuchFileException e) {
            return false;
        } catch (AccessDeniedException | OverlappingFileLockException e) {
            // Another user's, or looked at by another thread too: alive for all that can be known.
            return true;
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    /** The same in all class loaders of this JVM, and different in every other one. */
    private static String thisJvm() {
        ProcessHandle self = ProcessHandle.current();
        long started = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return self.pid() + "-" + started;
    }

    private static void sleep(long millis) throws InterruptedIOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the cache");
        }
    }
}
