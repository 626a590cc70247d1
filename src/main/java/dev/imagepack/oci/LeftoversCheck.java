package dev.imagepack.oci;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** What lies below {@code blobs} although nothing needs it. */
final class LeftoversCheck {

    static final String STRAY = "stray-file";
    static final String UNREFERENCED = "blob-unreferenced";

    /** More say nothing new. */
    private static final int MOST_FAULTS = 100;

    private final Path blobs;
    private final Faults faults;

    LeftoversCheck(Path layout, Faults faults) {
        this.blobs = layout.resolve("blobs");
        this.faults = faults;
    }

    /** Reports files that are no blobs. */
    void strayFiles() throws IOException {
        for (Path directory : children(blobs)) {
            if (!isAlgorithm(directory)) {
                stray(directory);
                continue;
            }
            for (Path file : children(directory)) {
                if (!isBlob(directory, file)) {
                    stray(file);
                }
            }
        }
    }

    /** Reports blobs that nothing refers to. */
    void unreferenced(List<Digest> present, Set<Digest> referenced) {
        present.stream()
                .filter(digest -> !referenced.contains(digest))
                .limit(MOST_FAULTS)
                .forEach(digest -> faults.add(UNREFERENCED, digest.toString(), "nothing refers to this blob"));
    }

    private void stray(Path file) {
        faults.add(STRAY, blobs.getParent().relativize(file).toString().replace('\\', '/'), "it is no blob");
    }

    private static boolean isAlgorithm(Path directory) {
        String name = directory.getFileName().toString();
        return Files.isDirectory(directory) && (name.equals(Digest.SHA256) || name.equals(Digest.SHA512));
    }

    private static boolean isBlob(Path directory, Path file) {
        try {
            new Digest(directory.getFileName().toString(), file.getFileName().toString());
            return Files.isRegularFile(file);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        List<Path> children = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                files.forEach(children::add);
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        Collections.sort(children);
        return children;
    }
}
