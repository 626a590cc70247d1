package dev.imagepack.maven;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the configuration needs to know of the Maven module that it belongs to.
 *
 * @param directory the module's directory, absolute and normal
 * @param artifactId for default names
 * @param version for default tags
 * @param looks told each path before anybody looks whether something is there
 */
record ModuleFacts(Path directory, String artifactId, String version, Consumer<Path> looks) {

    /** Of a run in which nobody wants to know what was looked at. */
    ModuleFacts(Path directory, String artifactId, String version) {
        this(directory, artifactId, version, path -> {});
    }

    ModuleFacts {
        directory = directory.toAbsolutePath().normalize();
    }

    /** The absolute path of a text, relative to the module; IllegalArgumentException when it is no path. */
    Path resolve(String text) {
        try {
            Path path = directory.resolve(text).normalize();
            looks.accept(path);
            return path;
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' is no path: " + e.getReason(), e);
        }
    }

    /** The absolute path of a text if it is a path and something is there. */
    Optional<Path> existing(String text) {
        try {
            return Optional.of(resolve(text)).filter(Files::exists);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A path as messages name it: relative to the module where that is possible, with slashes. */
    String name(Path path) {
        boolean sameRoot = directory.getRoot().equals(path.getRoot());
        String name = sameRoot ? directory.relativize(path).toString() : path.toString();
        return name.isEmpty() ? "." : name.replace(path.getFileSystem().getSeparator(), "/");
    }
}
