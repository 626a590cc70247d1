package dev.imagepack.build.context;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;

import dev.imagepack.ImagepackException;
import dev.imagepack.cache.CacheInputs;
import dev.imagepack.cache.FileDigests;
import dev.imagepack.cache.FileStamp;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.oci.Digest;

/**
 * Gathers what an image depends on while its recipe is read. Files are only noted; they are read at the end, when
 * nothing can be refused any more, all at once.
 */
public final class Inputs {

    private static final String MODULE = ".";

    private final SortedMap<String, String> settings = new TreeMap<>();
    private final SortedMap<String, Node> files = new TreeMap<>();
    private final Path module;

    /** @param module the directory that names are relative to */
    public Inputs(Path module) {
        this.module = module;
    }

    /** A digest or another short text. */
    public void put(String name, String value) {
        settings.put(name, value);
    }

    /** A text that may be long, or that nobody should read in a cache: only its digest is kept. */
    void putDigest(String name, String text) {
        putDigest(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The digest of some bytes. */
    void putDigest(String name, byte[] bytes) {
        put(name, Digest.of(bytes).toString());
    }

    /** A directory for itself: that it is there, and its mode. */
    void putDirectory(Node node, Path directory) {
        files.put(name(directory) + "/", node);
    }

    /**
     * Everything at and below a node of a directory, except what rules leave out below it.
     *
     * @throws ImagepackException if a named pipe is there
     */
    public void putFiles(Node node, Path file, IgnoreRules.Visit visit) {
        putFiles(node, name(file), visit);
    }

    private void putFiles(Node node, String name, IgnoreRules.Visit visit) {
        if (!node.isDirectory()) {
            refuseSpecial(node, name);
            files.put(name, node);
            return;
        }
        files.put(name + "/", node);
        for (Map.Entry<String, Node> child : node.children().entrySet()) {
            IgnoreRules.Visit below = visit.enter(child.getKey());
            if (!below.isExcluded() || child.getValue().isDirectory() && below.mayHoldIncluded()) {
                String childName = name.equals(MODULE) ? child.getKey() : name + "/" + child.getKey();
                putFiles(child.getValue(), childName, below);
            }
        }
    }

    /**
     * Docker Engines before 23.0 leave a named pipe out, without BuildKit one that is copied by its name is waited for, and
     * buildah cannot be given one. So nobody takes any, for an image shall not depend on who builds it.
     */
    private static void refuseSpecial(Node node, String name) {
        if (!node.isFile() && !node.isSymlink()) {
            throw new ImagepackException(
                    "the " + node.kind() + " " + name + " is among the files to copy, which not every builder can do",
                    "Leave it out with .dockerignore, or have a RUN make it.");
        }
    }

    /** A path as keys and messages name it: relative to the module, with slashes. */
    public String name(Path file) {
        try {
            String relative = module.relativize(file).toString();
            return relative.isEmpty()
                    ? MODULE
                    : relative.replace(file.getFileSystem().getSeparator(), "/");
        } catch (IllegalArgumentException otherRoot) {
            return String.valueOf(file.getFileName());
        }
    }

    /**
     * Everything that was noted. A file that is called like a setting gets {@code ./} before its name.
     *
     * @param workers read those files whose digests are not known
     */
    public CacheInputs done(FileDigests digests, Executor workers) throws IOException {
        read(digests, workers);
        SortedMap<String, String> values = new TreeMap<>(settings);
        Map<Node, String> firstNames = new IdentityHashMap<>();
        files.forEach((name, node) -> {
            String first = node.isFile() ? firstNames.putIfAbsent(node, name) : null;
            String link = first == null ? "" : " hard link to " + first;
            values.put((settings.containsKey(name) ? "./" : "") + name, value(node) + link);
        });
        return CacheInputs.of(values);
    }

    private void read(FileDigests digests, Executor workers) throws IOException {
        Map<Path, List<ContextFile>> byPath = new LinkedHashMap<>();
        for (Node node : files.values()) {
            if (node.isFile() && node.data() instanceof ContextFile file) {
                byPath.computeIfAbsent(file.path(), path -> new ArrayList<>()).add(file);
            }
        }
        Map<Path, FileStamp> seen = new LinkedHashMap<>();
        byPath.forEach((path, found) -> seen.put(path, found.get(0).stamp()));
        ContextFaults.reading(() -> digests.of(seen, workers))
                .forEach((path, digest) -> byPath.get(path).forEach(file -> file.know(digest)));
    }

    private static String value(Node node) {
        // A formatter would take longer than all the rest.
        String mode = Integer.toOctalString(010000 | node.mode()).substring(1);
        return switch (node.type()) {
            case DIRECTORY -> "directory " + mode;
            case FILE -> node.data().identity() + " " + mode;
            default -> "link to " + node.link();
        };
    }
}
