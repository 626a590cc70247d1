package dev.imagepack.oci;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.imagepack.io.AtomicFile;

/**
 * The first bytes of a blob whose way here was cut, in a file under a temporary name that says which blob it is. The next
 * attempt, of whatever process, copies such a beginning and asks for the rest. It never writes to one, since the process
 * that made it may be under way still; and all of it is verified with the rest, so it may be anything.
 *
 * @param version what its server called the version that it is of, for blobs that may change there; else empty
 * @param size how many bytes it had; another process may lengthen or remove it at any time
 */
record Beginning(Path file, String version, long size) {

    /** Nobody goes on with what was left this long ago. */
    static final Duration STALE = Duration.ofDays(7);

    private static final String PURPOSE = "arrival-";
    private static final Pattern FORM = Pattern.compile(PURPOSE + "([0-9a-f]+)(?:-([A-Za-z0-9_-]+))?");

    /** With the rest of a temporary name that makes no more than the 255 bytes that a file's name may have. */
    private static final int LONGEST = 185;

    /** Whether a file is the beginning of a blob, by its name alone. */
    static boolean isOne(Path file) {
        return AtomicFile.purposeOf(file)
                .filter(purpose -> purpose.startsWith(PURPOSE))
                .isPresent();
    }

    /** The word in the name of one of this blob; empty when the version is too long for a name. */
    static Optional<String> purpose(Digest blob, String version) {
        String encoded =
                Base64.getUrlEncoder().withoutPadding().encodeToString(version.getBytes(StandardCharsets.UTF_8));
        String purpose = PURPOSE + blob.hex() + (version.isEmpty() ? "" : "-" + encoded);
        return Optional.of(purpose).filter(word -> word.length() <= LONGEST);
    }

    /** Those of the blob that would lie at {@code target}; stale ones, of whatever blob, go. */
    static List<Beginning> of(Path target, Digest blob) throws IOException {
        List<Beginning> found = new ArrayList<>();
        Path directory = target.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory)) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, Beginning::isOne)) {
            for (Path file : files) {
                if (isStale(file, Instant.now())) {
                    remove(file);
                } else {
                    parse(file, blob).ifPresent(found::add);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    private static Optional<Beginning> parse(Path file, Digest blob) {
        Matcher word = FORM.matcher(AtomicFile.purposeOf(file).orElse(""));
        if (!word.matches() || !word.group(1).equals(blob.hex())) {
            return Optional.empty();
        }
        try {
            String encoded = word.group(2) == null ? "" : word.group(2);
            String version = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
            return Optional.of(new Beginning(file, version, Files.size(file)));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isStale(Path file, Instant now) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(STALE));
        } catch (IOException e) {
            return false;
        }
    }

    void remove() {
        remove(file);
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It is only a shortcut, and cleaning finds it.
        }
    }
}
