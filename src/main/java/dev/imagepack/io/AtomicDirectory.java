package dev.imagepack.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that is put in place whole: filled under a temporary name beside its target, then swapped in. A reader sees
 * the previous one, for a moment none, or the new one; never a mixture. Its permissions are 0755, whatever the umask. Of
 * two that are committed to one target at the same time, one stays.
 */
public final class AtomicDirectory implements AutoCloseable {

    /** How often another process may put its directory in place in the moment between our two renames. */
    private static final int ATTEMPTS = 100;

    private final Path target;
    private final Path temporary;
    private boolean committed;

    private AtomicDirectory(Path target, Path temporary) {
        this.target = target;
        this.temporary = temporary;
    }

    /** Begins a directory that will stand at {@code target}; what an earlier interrupted run left beside it is removed. */
    public static AtomicDirectory create(Path target) throws IOException {
        Path parent = Durable.parentOf(target);
        Durable.removeLeftovers(parent, purpose(target));
        Path temporary = Files.createDirectory(besides(target));
        AtomicDirectory directory = new AtomicDirectory(target, temporary);
        Durable.permit(temporary, "rwxr-xr-x");
        return directory;
    }

    /** Removes a directory with all below it; links are removed, never followed; an absent one is fine. */
    public static void delete(Path directory) throws IOException {
        Durable.deleteTree(directory);
    }

    /** The temporary directory to fill. */
    public Path path() {
        return temporary;
    }

    /**
     * Puts it in place and removes what stood there. When it fails, what stood there still does.
     *
     * @throws IOException when a rename fails; on Windows also when a program has a file open below either directory
     */
    public void commit() throws IOException {
        if (committed) {
            throw new IllegalStateException(target + " is already committed");
        }
        syncDirectories();
        List<Path> previous = new ArrayList<>();
        swap(previous);
        committed = true;
        Durable.syncDirectory(Durable.parentOf(target));
        for (Path path : previous) {
            Durable.deleteIfPossible(path);
        }
    }

    /** Removes the temporary directory unless it was committed. */
    @Override
    public void close() throws IOException {
        if (!committed) {
            Durable.deleteTree(temporary);
        }
    }

    private void swap(List<Path> previous) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Path aside = besides(target);
            boolean stood = moveAside(aside);
            if (stood) {
                previous.add(aside);
            }
            try {
                Durable.rename(temporary, target);
                return;
            } catch (IOException e) {
                if (attempt < ATTEMPTS && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                if (stood) {
                    Durable.rename(aside, target);
                }
                throw new IOException("cannot put " + target + " in place: " + e.getMessage(), e);
            }
        }
    }

    private boolean moveAside(Path aside) throws IOException {
        try {
            Durable.rename(target, aside);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new IOException("cannot replace " + target + ": " + e.getMessage(), e);
        }
    }

    /** Files are synced by whoever writes them; the names in the directories are not. */
    private void syncDirectories() throws IOException {
        try (Stream<Path> tree = Files.walk(temporary)) {
            tree.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .forEach(Durable::syncDirectory);
        }
    }

    private static Path besides(Path target) {
        return target.resolveSibling(TemporaryName.make(purpose(target)).toString());
    }

    /** The name of the target, or what stands for one that leaves no room for a longer one. */
    private static String purpose(Path target) {
        String name = target.toAbsolutePath().getFileName().toString();
        return name.length() <= 40 ? name : Integer.toHexString(name.hashCode());
    }
}
