package dev.imagepack.io;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds programs as a shell does, in the directories of an environment's {@code PATH}. */
public final class ProgramSearch {

    private final String path;
    private final boolean windows;

    private ProgramSearch(String path, boolean windows) {
        this.path = path;
        this.windows = windows;
    }

    /** In the directories that this environment names. */
    public static ProgramSearch of(Map<String, String> environment) {
        String path = environment.getOrDefault("PATH", environment.getOrDefault("Path", ""));
        return new ProgramSearch(path, File.separatorChar == '\\');
    }

    /** The first file of this name that may be executed. */
    public Optional<Path> find(String program) {
        List<String> names = windows ? List.of(program + ".exe", program + ".cmd", program) : List.of(program);
        return Arrays.stream(path.split(Pattern.quote(File.pathSeparator)))
                .flatMap(directory -> directory(directory).stream())
                .flatMap(directory -> names.stream().map(directory::resolve))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** A directory of the project in the PATH would let whoever writes there run programs. */
    private static Optional<Path> directory(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
