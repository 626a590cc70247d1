package dev.imagepack.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one run of a goal looked at outside of itself, for the next one to tell at a glance whether anything changed; see
 * {@link RunStamp}. A thing is noted as it is before it is read, so that a change on the way is seen. What cannot be noted,
 * such as a file that was only just written, or that is another one at a second look, spoils them: then nothing can be told
 * at a glance, which costs time only. Safe for many threads.
 */
public final class Sightings {

    /** Of entries below a directory that is looked at as a whole. */
    private static final int MOST_ENTRIES = 100_000;

    /** Of links that lead to links; a kernel gives up there, too. */
    private static final int MOST_LINKS = 40;

    private final Set<Path> outputs;
    private final InstantSource clock;
    private final SortedMap<String, String> seen = new TreeMap<>();
    private Optional<String> spoilt = Optional.empty();

    /** @param outputs absolute paths of what packaging itself makes: whether they are there means nothing */
    public Sightings(Set<Path> outputs) {
        this(outputs, InstantSource.system());
    }

    /** As the other one, with a clock that tells which files were only just written. */
    public Sightings(Set<Path> outputs, InstantSource clock) {
        this.outputs = Set.copyOf(outputs);
        this.clock = clock;
    }

    /** What packaging itself makes. */
    public Set<Path> outputs() {
        return outputs;
    }

    /** Somebody is about to look at what stands at a path, and to follow it if it is a link. */
    public void place(Path path) {
        reading(() -> {
            Path at = path.toAbsolutePath();
            for (int links = 0; isLink(at); links++) {
                if (links == MOST_LINKS) {
                    spoil(path + " leads from link to link");
                    return;
                }
                at = at.resolveSibling(Files.readSymbolicLink(at));
            }
        });
    }

    /** Notes what stands there; whether it is a link. */
    private boolean isLink(Path path) throws IOException {
        Optional<FileFacts> facts = Sight.facts(path);
        facts.ifPresentOrElse(found -> saw(path, found), () -> note(Sight.PLACE, path, Sight.ABSENT));
        return facts.filter(found -> found.kind() == FileFacts.Kind.SYMLINK).isPresent();
    }

    /** An entry of a tree was looked at; a link is not followed. */
    public void saw(Path entry, FileFacts facts) {
        reading(() -> note(Sight.PLACE, entry, Sight.place(entry, facts)));
        if (facts.kind() == FileFacts.Kind.FILE && !facts.stamp().isSettledAt(clock.instant())) {
            spoil(entry + " was only just written");
        }
    }

    /** A directory was listed: its entries, but for outputs. */
    public void listed(Path directory, Collection<Path> entries) {
        note(Sight.NAMES, directory, Sight.names(entries));
    }

    /** Somebody is about to read whatever is at and below a path, but for outputs. */
    public void everything(Path path) {
        place(path);
        if (Files.isDirectory(path)) {
            reading(() -> below(path.toAbsolutePath()));
        }
    }

    private void below(Path top) throws IOException {
        Deque<Path> directories = new ArrayDeque<>(List.of(top));
        for (int count = 0; !directories.isEmpty(); ) {
            Path directory = directories.pop();
            List<Path> entries = Sight.entries(directory, outputs);
            count += entries.size();
            if (count > MOST_ENTRIES) {
                spoil(top + " holds more than " + MOST_ENTRIES + " entries");
                return;
            }
            listed(directory, entries);
            for (Path entry : entries) {
                FileFacts facts = FileFacts.of(entry);
                saw(entry, facts);
                if (facts.kind() == FileFacts.Kind.DIRECTORY) {
                    directories.push(entry);
                } else if (facts.kind() == FileFacts.Kind.SYMLINK) {
                    place(entry);
                }
            }
        }
    }

    /** Somebody is about to read a small file, or to find that it is not there. */
    public void content(Path file) {
        look(Sight.CONTENT, file);
    }

    /** This run wrote a small file, whatever was there before. */
    public synchronized void wrote(Path file, byte[] bytes) {
        seen.remove(key(Sight.CONTENT, name(file)));
        note(Sight.CONTENT, file, Sight.content(bytes));
    }

    /** This run leaves a directory with some names in it. */
    public void leftNames(Path directory) {
        look(Sight.NAMES, directory);
    }

    /** This run leaves a large file. */
    public void leftFile(Path file) {
        look(Sight.ATTRIBUTES, file);
    }

    /** The results are of use only with this file, whose name stands for its content. */
    public void needs(Path file, long bytes) {
        note(Sight.SIZE, file, Sight.size(bytes));
    }

    /** A record was of use, and is to whoever finds that nothing changed: its time of modification says so to cleaning. */
    public void used(Path record) {
        note(Sight.USED, record, "");
    }

    /** Something that is no file was asked; the next run asks it again. */
    public void answered(String question, String answer) {
        note(key(Sight.ANSWER, question), answer);
    }

    /**
     * Something was of influence that cannot be looked at again, or that is to be said again.
     *
     * @param reason what
     */
    public synchronized void spoil(String reason) {
        spoilt = spoilt.or(() -> Optional.of(reason));
    }

    /** Why nothing can be told at a glance next time; empty if it can. */
    public synchronized Optional<String> spoilt() {
        return spoilt;
    }

    /** What was seen, by the {@link #key} of what was looked at. */
    synchronized SortedMap<String, String> seen() {
        return new TreeMap<>(seen);
    }

    private void look(Sight sight, Path path) {
        reading(() -> note(sight, path, sight.at(path.toAbsolutePath(), outputs)));
    }

    private void note(Sight sight, Path path, String value) {
        note(key(sight, name(path)), value);
    }

    private synchronized void note(String key, String value) {
        String other = seen.putIfAbsent(key, value);
        if (other != null && !other.equals(value)) {
            spoil(key + " changed meanwhile");
        }
        if (isManyLines(key) || isManyLines(value)) {
            spoil(key + " has several lines");
        }
    }

    private static boolean isManyLines(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || text.indexOf('\t') >= 0;
    }

    private static String key(Sight sight, String name) {
        return sight + " " + name;
    }

    private static String name(Path path) {
        return path.toAbsolutePath().toString();
    }

    /** A look that may fail. */
    private interface Look {
        void take() throws IOException;
    }

    private void reading(Look look) {
        try {
            look.take();
        } catch (IOException | SecurityException e) {
            spoil(e.toString());
        }
    }
}
