package dev.imagepack.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

import org.jspecify.annotations.Nullable;

/** The steps that writes which survive a crash are made of, as far as each system has them. */
final class Durable {

    private Durable() {}

    /** The directory that holds a path; made, with all above it, when it is missing. */
    static Path parentOf(Path target) throws IOException {
        Path parent = target.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(target + " is a root and cannot be replaced");
        }
        return Files.createDirectories(parent);
    }

    /** Sets permissions such as {@code rw-r--r--} whatever the umask; does nothing where there are none. */
    static void permit(Path path, String permissions) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null
                || PosixFilePermissions.toString(view.readAttributes().permissions())
                        .equals(permissions)) {
            return;
        }
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        } catch (FileSystemException e) {
            // A foreign file system (FAT, some network shares) that shows permissions and lets nobody set them.
        }
    }

    /** Whether it is a regular file without other hard links, for all that the file system tells. */
    static boolean hasOneName(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && file.getFileSystem().supportedFileAttributeViews().contains("unix")
                && Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS)
                        .equals(1);
    }

    /** Renames in one step, replacing a file that is there. */
    static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes the names in a directory durable. */
    static void syncDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException | UnsupportedOperationException e) {
            // Windows opens no directory and needs no sync; others that refuse leave nothing that could be done
            // instead.
        }
    }

    /** Removes a path and, for a directory, all below it. A link is removed, never followed; what is absent is fine. */
    static void deleteTree(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null && !(failure instanceof NoSuchFileException)) {
                    throw failure;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Removes what processes that run no more left in a directory, as far as it is for this purpose. */
    static void removeLeftovers(Path parent, String purpose) throws IOException {
        try (DirectoryStream<Path> beside = Files.newDirectoryStream(parent)) {
            for (Path path : beside) {
                TemporaryName.parse(path.getFileName().toString())
                        .filter(name -> name.purpose().equals(purpose) && !name.makerRuns())
                        .ifPresent(name -> deleteIfPossible(path));
            }
        }
    }

    /** What cannot be removed now (another program has it open) is removed by the next run. */
    static void deleteIfPossible(Path path) {
        try {
            deleteTree(path);
        } catch (IOException e) {
            // It is in nobody's way: its name is never used again.
        }
    }
}
