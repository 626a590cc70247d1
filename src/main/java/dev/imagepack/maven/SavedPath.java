package dev.imagepack.maven;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.imagepack.image.BaseImage;

/** Understands {@code PATH[:name]} for an image in a file or directory, where path and name may hold colons themselves. */
final class SavedPath {

    /** What stands before it; all three read whatever is found there. */
    static final List<String> SCHEMES = List.of("oci-layout://", "docker-archive://", "tar://");

    private static final Pattern DRIVE = Pattern.compile("/?[A-Za-z]:[/\\\\].*");

    private SavedPath() {}

    /**
     * Takes the longest beginning that exists for the path; a drive letter's colon never separates.
     *
     * @throws IllegalArgumentException when nothing of it exists
     */
    static BaseImage.Saved parse(String text, ModuleFacts module) {
        String rest =
                text.startsWith("/") && DRIVE.matcher(text).matches() && isWindows(module) ? text.substring(1) : text;
        if (rest.isBlank()) {
            throw new IllegalArgumentException("the path is missing");
        }
        int first = DRIVE.matcher(rest).matches() ? rest.indexOf(':') + 1 : 0;
        for (int end = rest.length(); end > first; end = rest.lastIndexOf(':', end - 1)) {
            Optional<Path> path = module.existing(rest.substring(0, end));
            if (path.isPresent()) {
                return new BaseImage.Saved(path.get(), name(rest, end));
            }
        }
        int colon = rest.indexOf(':', first);
        String path = colon < 0 ? rest : rest.substring(0, colon);
        throw new IllegalArgumentException("'" + module.name(module.resolve(path)) + "' does not exist");
    }

    private static Optional<String> name(String rest, int end) {
        if (end == rest.length()) {
            return Optional.empty();
        }
        if (end == rest.length() - 1) {
            throw new IllegalArgumentException("the name after the last colon of '" + rest + "' is missing");
        }
        return Optional.of(rest.substring(end + 1));
    }

    /** Whether no image name looks like this: a drive letter, a backslash, or a beginning that only paths have. */
    static boolean looksLikePath(String text) {
        return DRIVE.matcher(text).matches()
                || text.indexOf('\\') >= 0
                || text.startsWith("/")
                || text.startsWith(".")
                || text.startsWith("~");
    }

    private static boolean isWindows(ModuleFacts module) {
        return module.directory().getFileSystem().getSeparator().equals("\\");
    }
}
