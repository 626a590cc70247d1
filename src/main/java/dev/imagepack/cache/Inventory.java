package dev.imagepack.cache;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.imagepack.cache.CacheFiles.Kind;

/** Everything of ours in a cache directory. Links are not followed, and what is not ours is not in it. */
final class Inventory {

    /**
     * A file of the cache.
     *
     * @param size bytes
     * @param used when it was last written, or of use
     */
    record Found(Path file, long size, Instant used) {}

    private final Map<Kind, List<Found>> found = new EnumMap<>(Kind.class);

    private Inventory() {}

    /** Looks at every name in the directory; those who wait for the cache come and go meanwhile and are left out. */
    static Inventory of(CacheFiles files) throws IOException {
        Inventory inventory = new Inventory();
        Files.walkFileTree(files.directory(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return directory.equals(files.holds()) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    inventory.add(
                            files.kindOf(file),
                            new Found(
                                    file,
                                    attributes.size(),
                                    attributes.lastModifiedTime().toInstant()));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        inventory.found.values().forEach(list -> list.sort(Comparator.comparing(Found::file)));
        return inventory;
    }

    private void add(Kind kind, Found file) {
        if (kind != Kind.FOREIGN) {
            found.computeIfAbsent(kind, none -> new ArrayList<>()).add(file);
        }
    }

    /** The files of a kind, sorted by name. */
    List<Found> all(Kind kind) {
        return found.getOrDefault(kind, List.of());
    }
}
