package dev.imagepack.cache;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Removes directories that nothing is in. One that is not empty, or may not be removed, is no fault and stays. */
final class EmptyDirectories {

    private EmptyDirectories() {}

    /** Those of a cache, at any depth, also those that only hold each other. Follows no link. */
    static void removeIn(CacheFiles files) throws IOException {
        Files.walkFileTree(files.directory(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                return visited.equals(files.holds()) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) {
                remove(List.of(visited));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Those of {@code directories}, in this order. */
    static void remove(List<Path> directories) {
        for (Path directory : directories) {
            try {
                if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(directory);
                }
            } catch (IOException e) {
                // Something is in it, or it is a mount point.
            }
        }
    }
}
