package dev.imagepack.maven;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The commit that is checked out around a directory, read from git's own files (gitrepository-layout, git-worktree). No
 * program is run, nothing but an object name ever comes out, and what is not understood counts as absent.
 */
final class GitHead {

    /** Of HEAD, of a loose reference and of the pointers to other directories. */
    private static final int LONGEST_FILE = 8192;

    /** A repository with a hundred thousand tags has 10 MB of them. */
    private static final int LONGEST_PACKED = 64 << 20;

    private static final int MOST_PARENTS = 100;

    /** References that name references; git itself gives up after five. */
    private static final int MOST_NAMES = 5;

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern REFERENCE = Pattern.compile("ref:\\s*(refs/[^\\p{Cntrl} ]+)");

    /** The directory of the checkout, and that of the repository, which is another one for a further worktree. */
    private record Repository(Path own, Path common) {}

    private GitHead() {}

    /** The commit; empty where there is no checkout, no commit yet, or no file that can be read. */
    static Optional<String> commit(Path directory) {
        try {
            Optional<Repository> repository = repository(directory.toAbsolutePath());
            return repository.isPresent() ? resolve(repository.get(), "HEAD", MOST_NAMES) : Optional.empty();
        } catch (IOException | UncheckedIOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<Repository> repository(Path directory) throws IOException {
        Path at = directory;
        for (int i = 0; at != null && i < MOST_PARENTS; i++, at = at.getParent()) {
            Path git = at.resolve(".git");
            if (Files.exists(git.resolve("HEAD"))) {
                return Optional.of(new Repository(git, git));
            }
            if (Files.isRegularFile(git)) {
                return text(git).filter(text -> text.startsWith("gitdir:")).map(linked(at));
            }
        }
        return Optional.empty();
    }

    private static Function<String, Repository> linked(Path checkout) {
        return text -> {
            Path own = checkout.resolve(text.substring("gitdir:".length()).strip());
            Path common = text(own.resolve("commondir")).map(own::resolve).orElse(own);
            return new Repository(own, common);
        };
    }

    private static Optional<String> resolve(Repository repository, String name, int left) throws IOException {
        Optional<String> found = text(repository.own().resolve(name))
                .or(() -> text(repository.common().resolve(name)));
        if (found.isEmpty()) {
            return packed(repository.common().resolve("packed-refs"), name);
        }
        Matcher reference = REFERENCE.matcher(found.get());
        if (reference.matches() && left > 0 && !reference.group(1).contains("..")) {
            return resolve(repository, reference.group(1), left - 1);
        }
        return found.filter(text -> COMMIT.matcher(text).matches());
    }

    /** Lines of an object name, a blank and a reference; others are comments and what tags point to. */
    private static Optional<String> packed(Path file, String name) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > LONGEST_PACKED) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.endsWith(" " + name))
                    .map(line -> line.substring(0, line.length() - name.length() - 1))
                    .filter(commit -> COMMIT.matcher(commit).matches())
                    .findFirst();
        }
    }

    /** A small file without blanks around its text; empty when it is none or cannot be read. */
    private static Optional<String> text(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(LONGEST_FILE), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
