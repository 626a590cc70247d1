package dev.imagepack.build.context;

import java.util.regex.Pattern;

/** What a source of ADD is, by its text. */
public enum SourceKind {
    /** Files of the context. */
    FILES,
    /** A git repository. */
    GIT,
    /** A file that is downloaded. */
    ADDRESS;

    private static final Pattern REPOSITORY = Pattern.compile(
            "(git|ssh)://.*|[a-z0-9_-]+@[a-z0-9.-]+:.*|https?://[^?#]*\\.git([?#].*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern DOWNLOAD = Pattern.compile("https?://.*");

    /** That of a source whose variables are replaced. */
    public static SourceKind of(String source) {
        if (REPOSITORY.matcher(source).matches()) {
            return GIT;
        }
        return DOWNLOAD.matcher(source).matches() ? ADDRESS : FILES;
    }
}
