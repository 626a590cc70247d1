package dev.imagepack.build.context;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.ImagepackException;
import dev.imagepack.cache.Cache;
import dev.imagepack.cache.FileDigests;
import dev.imagepack.cache.FileFacts;
import dev.imagepack.cache.Sightings;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.io.TarEntry;

/**
 * A directory of this machine as a tree of files: a build context. Directories are read when something looks into them;
 * what the ignore rules exclude is not there. Everything belongs to 0:0 and keeps its permission bits; names of one
 * file are hard links; named pipes are there, sockets and devices are passed over. What cannot be read is an {@link
 * ImagepackException}, whenever it is looked at.
 */
public final class ContextTree {

    private static final char REPLACED = '\uFFFD';

    private final Set<Path> outputs;
    private final FileDigests digests;
    private final Sightings sightings;
    private final Map<Object, Node> filesByInode = new HashMap<>();

    private ContextTree(Set<Path> outputs, Cache cache) {
        this.outputs = outputs;
        this.digests = cache.files();
        this.sightings = cache.sightings();
    }

    /**
     * The directory's tree, without what the rules exclude.
     *
     * @param outputs what is not there either, because packaging makes it: absolute paths
     * @param cache knows digests of files, and is told what was looked at
     */
    public static FileTree of(Path directory, IgnoreRules rules, Set<Path> outputs, Cache cache) {
        cache.sightings().place(directory);
        ContextTree context = new ContextTree(outputs, cache);
        return new FileTree(
                Node.directory(FileTree.PARENT_MODE, Owner.ROOT, () -> context.children(directory, rules.root())));
    }

    /** The children of a directory that was seen before: what stands there now, a link maybe, must still be it. */
    private SortedMap<String, Node> children(Path directory, FileFacts seen, IgnoreRules.Visit visit) {
        SortedMap<String, Node> children = children(directory, visit);
        FileFacts found = ContextFaults.reading(directory, () -> FileFacts.of(directory));
        if (found.kind() != FileFacts.Kind.DIRECTORY || !found.inode().equals(seen.inode())) {
            throw ContextFaults.changed(directory);
        }
        return children;
    }

    private SortedMap<String, Node> children(Path directory, IgnoreRules.Visit visit) {
        SortedMap<String, Node> children = new TreeMap<>();
        List<Path> seen = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (outputs.contains(entry)) {
                    continue;
                }
                String name = name(entry);
                seen.add(entry);
                node(entry, visit.enter(name)).ifPresent(node -> children.put(name, node));
            }
        } catch (DirectoryIteratorException e) {
            throw ContextFaults.unreadable(directory, e.getCause());
        } catch (IOException e) {
            throw ContextFaults.unreadable(directory, e);
        }
        sightings.listed(directory, seen);
        return children;
    }

    /** A name that this JVM cannot write in its locale comes out of it with a character replaced. */
    private static String name(Path entry) {
        String name = entry.getFileName().toString();
        if (name.indexOf(REPLACED) >= 0) {
            throw new ImagepackException(
                    entry.getParent() + ": the name '" + name + "' cannot be read in this locale",
                    "Run Maven in a UTF-8 locale, for instance with LC_ALL=C.UTF-8.");
        }
        return name;
    }

    private Optional<Node> node(Path file, IgnoreRules.Visit visit) {
        if (visit.isExcluded() && !visit.mayHoldIncluded()) {
            return Optional.empty();
        }
        try {
            FileFacts facts = FileFacts.of(file);
            sightings.saw(file, facts.kind() == FileFacts.Kind.FILE ? digests.asRead(file, facts) : facts);
            if (facts.kind() == FileFacts.Kind.DIRECTORY) {
                return directory(file, facts, visit);
            }
            return visit.isExcluded() ? Optional.empty() : leaf(file, facts);
        } catch (IOException e) {
            throw ContextFaults.unreadable(file, e);
        }
    }

    /** A directory that is left out itself, or was made for outputs, is there for the sake of what it holds. */
    private Optional<Node> directory(Path file, FileFacts facts, IgnoreRules.Visit visit) {
        Node directory = Node.directory(facts.mode(), Owner.ROOT, () -> children(file, facts, visit));
        boolean onlyIfFilled = visit.isExcluded() || outputs.stream().anyMatch(output -> output.startsWith(file));
        return onlyIfFilled && directory.children().isEmpty() ? Optional.empty() : Optional.of(directory);
    }

    private Optional<Node> leaf(Path file, FileFacts facts) throws IOException {
        return switch (facts.kind()) {
            case FILE -> Optional.of(file(file, facts));
            case SYMLINK -> Optional.of(Node.symlink(target(file), Owner.ROOT));
            case NAMED_PIPE -> Optional.of(namedPipe(facts));
            default -> Optional.empty();
        };
    }

    private Node file(Path file, FileFacts facts) {
        if (facts.links() < 2 || facts.inode().isEmpty()) {
            return Node.file(facts.mode(), Owner.ROOT, new ContextFile(file, facts, digests));
        }
        return filesByInode.computeIfAbsent(
                facts.inode().get(),
                inode -> Node.file(facts.mode(), Owner.ROOT, new ContextFile(file, facts, digests)));
    }

    private static String target(Path link) throws IOException {
        String target = Files.readSymbolicLink(link).toString();
        return target.replace(link.getFileSystem().getSeparator(), "/");
    }

    private static Node namedPipe(FileFacts facts) {
        return Node.of(new TarEntry("pipe", TarEntry.Type.FIFO, facts.mode(), 0, 0, 0, 0, "", Map.of(), 0, 0), null);
    }
}
