package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.cache.Cache;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Layer;
import dev.imagepack.io.TarReader;

/** A file tree as lines of text, one for each path, so that a difference reads well. */
public final class TreeText {

    private TreeText() {}

    /** The lines of what unpacking all layers of an image gives. */
    public static List<String> of(BuiltImage image, Cache cache) throws IOException {
        return of(tree(image, cache));
    }

    /** What unpacking all layers of an image gives. */
    static FileTree tree(BuiltImage image, Cache cache) throws IOException {
        FileTree tree = FileTree.empty();
        for (Layer layer : image.layers()) {
            BaseTar tar = new BaseTar(
                    layer.diffId(),
                    "a layer",
                    layer.descriptor().mediaType(),
                    () -> cache.blobs().open(layer.descriptor()),
                    TarReader.Limits.DEFAULT);
            new LayerStack(tree).apply(Listing.of(tar.open()), tar);
        }
        return tree;
    }

    static List<String> of(FileTree tree) throws IOException {
        List<String> lines = new ArrayList<>();
        add(tree.root(), "", lines);
        Collections.sort(lines);
        return lines;
    }

    /** The sorted paths of each file that has several names. */
    static List<List<String>> hardLinks(FileTree tree) {
        Map<Node, List<String>> names = new IdentityHashMap<>();
        addNames(tree.root(), "", names);
        return names.values().stream()
                .filter(paths -> paths.size() > 1)
                .sorted(Comparator.comparing(paths -> paths.get(0)))
                .toList();
    }

    private static void addNames(Node directory, String path, Map<Node, List<String>> names) {
        for (Map.Entry<String, Node> child : directory.children().entrySet()) {
            String below = path + "/" + child.getKey();
            names.computeIfAbsent(child.getValue(), node -> new ArrayList<>()).add(below);
            addNames(child.getValue(), below, names);
        }
    }

    private static void add(Node directory, String path, List<String> lines) throws IOException {
        for (Map.Entry<String, Node> child : directory.children().entrySet()) {
            String below = path + "/" + child.getKey();
            lines.add(below + " " + describe(child.getValue()));
            add(child.getValue(), below, lines);
        }
    }

    private static String describe(Node node) throws IOException {
        String mode = node.isSymlink() ? "" : String.format(Locale.ROOT, "%04o", node.mode());
        String owner = node.owner().uid() + ":" + node.owner().gid();
        Map<String, String> xattrs = new TreeMap<>();
        node.xattrs()
                .forEach((name, value) -> xattrs.put(name, Base64.getEncoder().encodeToString(value)));
        return switch (node.type()) {
            case FILE -> "file " + mode + " " + owner + " " + node.data().size() + " " + digest(node) + " " + xattrs;
            case DIRECTORY -> "dir " + mode + " " + owner + " " + xattrs;
            case SYMLINK -> "symlink " + owner + " " + node.link() + " " + xattrs;
            default -> node.type() + " " + mode + " " + owner + " " + xattrs;
        };
    }

    private static String digest(Node node) throws IOException {
        MessageDigest digest = Sha256.begin();
        node.data().writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The tree that a vector expects. */
    static List<String> expected(JsonNode entries) {
        List<String> lines = new ArrayList<>();
        for (JsonNode entry : entries) {
            String owner = entry.get("uid").asLong() + ":" + entry.get("gid").asLong();
            Map<String, String> xattrs = new TreeMap<>();
            entry.path("xattrs")
                    .properties()
                    .forEach(x -> xattrs.put(x.getKey(), x.getValue().asText()));
            String mode = entry.path("mode").asText();
            String what = switch (entry.get("type").asText()) {
                case "file" ->
                    "file " + mode + " " + owner + " " + entry.get("size").asLong() + " "
                            + entry.get("sha256").asText() + " " + xattrs;
                case "dir" -> "dir " + mode + " " + owner + " " + xattrs;
                case "symlink" -> "symlink " + owner + " " + entry.get("target").asText() + " " + xattrs;
                default ->
                    entry.get("type").asText().toUpperCase(Locale.ROOT) + " " + mode + " " + owner + " " + xattrs;
            };
            lines.add(entry.get("path").asText() + " " + what);
        }
        Collections.sort(lines);
        return lines;
    }
}
