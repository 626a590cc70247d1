package dev.imagepack.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.AtomicFile;
import dev.imagepack.oci.Digest;

/**
 * A file in which a run of a goal leaves what it was asked to do and what it looked at. A later run that is asked for the same
 * and sees the same would do nothing, and need not find that out step by step: most of what an unchanged build costs is the
 * way to that answer. Only a shortcut: whoever is in doubt, or finds no stamp, takes the long way.
 *
 * <p>Its lines: {@value #HEAD} and the key; {@code SAY} and a line of the log; a {@link Sight}, a blank, a path or question, a
 * tabulator and what was seen; {@value #END}.
 */
public final class RunStamp {

    /** Goes up when equal runs are to do something else than before. */
    private static final String HEAD = "imagepack run 1 ";

    private static final String SAY = "SAY ";
    private static final String END = "END";
    private static final char SEEN = '\t';
    private static final int LARGEST = 64 << 20;

    /** Asks again what was asked before. */
    @FunctionalInterface
    public interface Questions {

        /** The question will be asked, unless a file has changed; whoever takes long to answer may begin. */
        default void begin(String question) {}

        /** The answer of now to a question of {@link Sightings#answered}. */
        String ask(String question) throws IOException;
    }

    private final Path file;
    private final Digest key;
    private final Set<Path> outputs;

    /**
     * @param file where it is
     * @param key of everything that the run is told, such as its configuration
     * @param outputs as for {@link Sightings}
     */
    public RunStamp(Path file, Digest key, Set<Path> outputs) {
        this.file = file;
        this.key = key;
        this.outputs = Set.copyOf(outputs);
    }

    /**
     * What the earlier run left to be said, if nothing that it was told and looked at is different; the records that were of
     * use are marked as used. Empty when something is different, or cannot be told.
     *
     * @param why told what is different
     */
    public Optional<List<String>> unchanged(Questions questions, Consumer<String> why) {
        try {
            List<String> lines = lines();
            Optional<String> difference = difference(lines, questions);
            difference.ifPresent(why);
            return difference.isPresent() ? Optional.empty() : Optional.of(said(lines));
        } catch (NoSuchFileException e) {
            why.accept("no earlier build left " + file.getFileName());
            return Optional.empty();
        } catch (IOException | ImagepackException | IllegalArgumentException e) {
            why.accept(e.toString());
            return Optional.empty();
        }
    }

    private Optional<String> difference(List<String> lines, Questions questions) throws IOException {
        if (lines.size() < 2 || !lines.get(lines.size() - 1).equals(END)) {
            return Optional.of(file + " is not whole");
        }
        return lines.get(0).equals(HEAD + key)
                ? firstChange(lines.subList(1, lines.size() - 1), questions)
                : Optional.of("the goal is told something else");
    }

    private List<String> lines() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST);
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** A line of what was seen. */
    private record Seen(Sight sight, String subject, String value) {

        /** IllegalArgumentException for another line. */
        static Seen parse(String line) {
            int end = line.indexOf(SEEN);
            int subject = line.indexOf(' ') + 1;
            if (subject == 0 || end < subject) {
                throw new IllegalArgumentException(line);
            }
            Sight sight = Sight.valueOf(line.substring(0, subject - 1));
            return new Seen(sight, line.substring(subject, end), line.substring(end + 1));
        }
    }

    /** Answers are waited for only when nothing else changed. */
    private Optional<String> firstChange(List<String> lines, Questions questions) throws IOException {
        List<Seen> asked = new ArrayList<>();
        List<Path> used = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(SAY)) {
                continue;
            }
            Seen seen = Seen.parse(line);
            if (seen.sight() == Sight.ANSWER) {
                asked.add(seen);
                questions.begin(seen.subject());
            } else if (!seen.sight().isStill(seen.value(), seen.sight().at(path(seen.subject()), outputs))) {
                return Optional.of(seen.sight() + " " + seen.subject());
            } else if (seen.sight() == Sight.USED) {
                used.add(path(seen.subject()));
            }
        }
        for (Seen seen : asked) {
            if (!seen.value().equals(questions.ask(seen.subject()))) {
                return Optional.of(seen.subject());
            }
        }
        used.forEach(record -> ImageRecords.touch(record, Instant.now()));
        return Optional.empty();
    }

    /** InvalidPathException is an IllegalArgumentException. */
    private Path path(String name) throws InvalidPathException {
        return file.getFileSystem().getPath(name);
    }

    private static List<String> said(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(SAY))
                .map(line -> line.substring(SAY.length()))
                .toList();
    }

    /** Takes it away, before a run does anything; so a run that fails or is killed leaves none. */
    public void withdraw() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Leaves what a run saw, unless that is spoilt; its results must be there. */
    public void leave(Sightings sightings, List<String> said) throws IOException {
        if (sightings.spoilt().isPresent()) {
            return;
        }
        StringBuilder text = new StringBuilder(HEAD).append(key).append('\n');
        said.forEach(line -> text.append(SAY).append(line).append('\n'));
        for (Map.Entry<String, String> seen : sightings.seen().entrySet()) {
            text.append(seen.getKey()).append(SEEN).append(seen.getValue()).append('\n');
        }
        AtomicFile.write(file, text.append(END).append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }
}
