package dev.imagepack.io;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Directories for what is needed for a moment only and must not be seen by others. Their names tell which process made
 * them, so that those of dead ones can be found.
 */
public final class ScratchDirectory {

    private ScratchDirectory() {}

    /** A new one below {@code parent}, which is made when it is missing; nobody else may look into it. */
    public static Path create(Path parent, String purpose) throws IOException {
        Files.createDirectories(parent);
        Path directory =
                Files.createDirectory(parent.resolve(TemporaryName.make(purpose).toString()));
        Durable.permit(directory, "rwx------");
        return directory;
    }

    /** Those of this purpose whose makers run no more. */
    public static List<Path> leftovers(Path parent, String purpose) throws IOException {
        List<Path> left = new ArrayList<>();
        if (Files.isDirectory(parent)) {
            try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent)) {
                for (Path directory : directories) {
                    TemporaryName.parse(directory.getFileName().toString())
                            .filter(name -> name.purpose().equals(purpose) && !name.makerRuns())
                            .ifPresent(name -> left.add(directory));
                }
            }
        }
        return left;
    }

    /** Removes a directory with all below it; links are removed, never followed; an absent one is fine. */
    public static void delete(Path directory) throws IOException {
        Durable.deleteTree(directory);
    }
}
