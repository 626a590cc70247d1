package dev.imagepack.build.context;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import dev.imagepack.ImagepackException;

/** What is said when a file or directory of this machine does not let itself be packed. */
public final class ContextFaults {

    private ContextFaults() {}

    /** Reads files. */
    @FunctionalInterface
    public interface Reading<T> {
        T read() throws IOException;
    }

    /** What was read; a fault of a file that it names is said so. */
    static <T> T reading(Reading<T> files) throws IOException {
        try {
            return files.read();
        } catch (FileSystemException e) {
            if (e.getFile() == null) {
                throw e;
            }
            throw unreadable(Path.of(e.getFile()), e);
        }
    }

    /** As {@link #reading(Reading)}, of one file. */
    public static <T> T reading(Path file, Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** It cannot be read. */
    static ImagepackException unreadable(Path path, IOException e) {
        return new ImagepackException(
                path + " cannot be read: " + reason(e),
                "Let the user who builds read it, or leave it out with .dockerignore or an exclude.",
                e);
    }

    /** Why a file cannot be read; the message of many exceptions is nothing but its path. */
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "access is denied";
        }
        if (e instanceof NoSuchFileException) {
            return "it is not there, or no longer";
        }
        return String.valueOf(e.getMessage());
    }

    /** It is no longer what it was when the build began. */
    static ImagepackException changed(Path path) {
        return new ImagepackException(
                path + " was changed while the image was built",
                "Build again when nothing writes to it; a step that runs later in the same Maven phase may do so.");
    }
}
