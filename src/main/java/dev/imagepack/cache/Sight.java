package dev.imagepack.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import dev.imagepack.oci.Digest;

/** A way to look at something outside of a run, and what a look comes to in words: equal words, nothing changed. */
enum Sight {
    /** What stands at a path, no link followed: its kind, its mode, where a link leads, and the stamp of a file. */
    PLACE,
    /** The names in a directory, but for those of outputs. */
    NAMES,
    /** A small file's bytes. */
    CONTENT,
    /** A large file's size and time of modification; for what was only just written by this run itself. */
    ATTRIBUTES,
    /** A large file's size; for what is named by its content. */
    SIZE,
    /** What something that is not a file answers to a question. */
    ANSWER,
    /** A file that is there, and whose time of modification says when it was last of use. */
    USED;

    static final String ABSENT = "absent";

    /** What a look at a path comes to now. */
    String at(Path path, Set<Path> outputs) throws IOException {
        try {
            return switch (this) {
                case PLACE -> place(path);
                case NAMES -> names(entries(path, outputs));
                case CONTENT -> content(path);
                case ATTRIBUTES -> Files.size(path) + " " + Files.getLastModifiedTime(path);
                case SIZE -> size(Files.size(path));
                case USED -> Files.isRegularFile(path) ? "" : ABSENT;
                case ANSWER -> throw new IllegalStateException("a path answers nothing");
            };
        } catch (NoSuchFileException e) {
            return ABSENT;
        } catch (FileSystemException e) {
            requireFileAbove(path, e);
            return ABSENT;
        }
    }

    /** Below a file there is nothing; any other reason is passed on. */
    private static void requireFileAbove(Path path, FileSystemException e) throws FileSystemException {
        Path parent = path.getParent();
        if (parent == null || Files.isDirectory(parent)) {
            throw e;
        }
    }

    /** What one look at a path tells; empty when nothing stands there. */
    static Optional<FileFacts> facts(Path path) throws IOException {
        try {
            return Optional.of(FileFacts.of(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (FileSystemException e) {
            requireFileAbove(path, e);
            return Optional.empty();
        }
    }

    private static String place(Path path) throws IOException {
        Optional<FileFacts> facts = facts(path);
        return facts.isPresent() ? place(path, facts.get()) : ABSENT;
    }

    static String place(Path path, FileFacts facts) throws IOException {
        String kind = facts.kind() + " " + Integer.toOctalString(facts.mode());
        return switch (facts.kind()) {
            case FILE -> kind + " " + facts.stamp().text();
            case SYMLINK -> facts.kind() + " " + Files.readSymbolicLink(path);
            default -> kind;
        };
    }

    static String size(long bytes) {
        return String.valueOf(bytes);
    }

    static String content(byte[] bytes) {
        return Digest.of(bytes).toString();
    }

    private static String content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Digest.of(in).toString();
        }
    }

    /** What is in a directory, but for outputs. */
    static List<Path> entries(Path directory, Set<Path> outputs) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, entry -> !outputs.contains(entry))) {
            found.forEach(entries::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    /** The digest of the names of entries; a slash is in none of them. */
    static String names(Collection<Path> entries) {
        Set<String> names = new TreeSet<>();
        entries.forEach(entry -> names.add(entry.getFileName().toString()));
        return Digest.of(String.join("/", names).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Whether what a look came to earlier says the same as what it comes to now. */
    boolean isStill(String earlier, String now) {
        return earlier.equals(now) || this == PLACE && isSameFile(earlier, now);
    }

    /** Only the stamp may be another one, as far as {@link FileStamp#isStill} lets it. */
    private static boolean isSameFile(String earlier, String now) {
        int stamp = stampOf(earlier);
        return stamp > 0
                && stamp == stampOf(now)
                && earlier.startsWith(now.substring(0, stamp))
                && FileStamp.parse(earlier.substring(stamp)).isStill(FileStamp.parse(now.substring(stamp)));
    }

    /** Where the stamp begins in the words of a place; 0 where there is none. */
    private static int stampOf(String place) {
        return place.startsWith(FileFacts.Kind.FILE + " ")
                ? place.indexOf(' ', FileFacts.Kind.FILE.name().length() + 1) + 1
                : 0;
    }
}
