package dev.imagepack.pack;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.Alias;
import dev.imagepack.image.LayerSource;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;

/** Reads {@code images.lock} from the parsed tree, so that every fault has its line. Nothing but texts is ever constructed. */
final class LockReader {

    private static final int LONGEST = 4 << 20;

    /** A lock is 7 deep. */
    private static final int DEEPEST = 16;

    private static final String ADVICE = "Pack the images again with the plugin that wrote the lock.";

    private final String place;

    private LockReader(String place) {
        this.place = place;
    }

    static ImagesLock read(byte[] yaml, String place) {
        return new LockReader(place).lock(yaml);
    }

    private ImagesLock lock(byte[] yaml) {
        if (yaml.length > LONGEST) {
            throw new ImagepackException(place + ": longer than " + LONGEST + " bytes", ADVICE);
        }
        Node root = compose(yaml);
        Map<String, NodeTuple> keys = mapping(root, "the lock", Set.of("version", "images"));
        Node version = required(keys, root, "version");
        if (!text(version, "version").equals(String.valueOf(ImagesLock.VERSION))) {
            throw fault(
                    version, "version is '" + text(version, "version") + "', only " + ImagesLock.VERSION + " is known");
        }
        Map<Alias, ImagesLock.Entry> images = new TreeMap<>();
        entries(required(keys, root, "images"), "images").forEach((key, entry) -> {
            Alias alias = parsed(entry.getKeyNode(), "images." + key, key, Alias::new);
            images.put(alias, entry(entry.getValueNode(), "images." + key));
        });
        return new ImagesLock(new TreeMap<>(images));
    }

    private Node compose(byte[] yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LONGEST);
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(0);
        try {
            Node root = new Yaml(new SafeConstructor(options))
                    .compose(
                            new InputStreamReader(new ByteArrayInputStream(yaml), StandardCharsets.UTF_8.newDecoder()));
            if (root == null) {
                throw new ImagepackException(place + ": is empty", ADVICE);
            }
            return root;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new ImagepackException(place + ":" + line + ": is no YAML: " + e.getProblem(), ADVICE, e);
        } catch (YAMLException e) {
            throw new ImagepackException(place + ": is no YAML: " + e.getMessage(), ADVICE, e);
        }
    }

    private ImagesLock.Entry entry(Node node, String path) {
        if (!entries(node, path).containsKey("platforms")) {
            return image(node, path);
        }
        Map<String, NodeTuple> keys = mapping(node, path, Set.of("platforms"));
        Node platforms = required(keys, node, "platforms");
        SortedMap<Platform, ImagesLock.Image> images = new TreeMap<>();
        entries(platforms, path + ".platforms").forEach((key, entry) -> {
            String where = path + ".platforms." + key;
            Platform platform = parsed(entry.getKeyNode(), where, key, Platform::parse);
            if (images.put(platform, image(entry.getValueNode(), where)) != null) {
                throw fault(entry.getKeyNode(), where + " is there twice");
            }
        });
        return parsed(platforms, path + ".platforms", images, ImagesLock.Platforms::new);
    }

    private ImagesLock.Image image(Node node, String path) {
        Map<String, NodeTuple> keys = mapping(node, path, Set.of("image_id", "upstream", "layers"));
        Node upstream = required(keys, node, "upstream");
        String reference = text(upstream, path + ".upstream");
        if (!reference.isEmpty()
                && parsed(upstream, path + ".upstream", reference, ImageRef::parse)
                        .digest()
                        .isEmpty()) {
            throw fault(upstream, path + ".upstream: '" + reference + "' has no digest");
        }
        List<ImagesLock.Layer> layers = layers(required(keys, node, "layers"), path + ".layers");
        if (reference.isEmpty() && layers.stream().anyMatch(layer -> layer.source() == LayerSource.UPSTREAM)) {
            throw fault(upstream, path + ".upstream is empty, but a layer is upstream");
        }
        Digest imageId = digest(required(keys, node, "image_id"), path + ".image_id");
        return new ImagesLock.Image(imageId, reference, layers);
    }

    private List<ImagesLock.Layer> layers(Node node, String path) {
        if (!(node instanceof SequenceNode sequence)) {
            throw fault(node, path + " is no list");
        }
        List<ImagesLock.Layer> layers = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            String where = path + "[" + layers.size() + "]";
            Map<String, NodeTuple> keys = mapping(item, where, Set.of("digest", "source"));
            Node source = required(keys, item, "source");
            layers.add(new ImagesLock.Layer(
                    digest(required(keys, item, "digest"), where + ".digest"),
                    parsed(source, where + ".source", text(source, where + ".source"), LockReader::source)));
        }
        return layers;
    }

    private static LayerSource source(String word) {
        return Arrays.stream(LayerSource.values())
                .filter(source -> source.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is neither embed nor upstream"));
    }

    private Digest digest(Node node, String path) {
        return parsed(node, path, text(node, path), Digest::parse);
    }

    private <S, T> T parsed(Node node, String path, S source, Function<S, T> parser) {
        try {
            return parser.apply(source);
        } catch (IllegalArgumentException e) {
            throw fault(node, path + ": " + e.getMessage());
        }
    }

    private Map<String, NodeTuple> mapping(Node node, String path, Set<String> known) {
        Map<String, NodeTuple> entries = entries(node, path);
        Set<String> unknown = new HashSet<>(entries.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            String key = unknown.iterator().next();
            throw fault(entries.get(key).getKeyNode(), path + ": '" + key + "' is not known here");
        }
        return entries;
    }

    private Map<String, NodeTuple> entries(Node node, String path) {
        if (!(node instanceof MappingNode mapping)) {
            throw fault(node, path + " is no mapping");
        }
        Map<String, NodeTuple> entries = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            String key = text(entry.getKeyNode(), "a key of " + path);
            if (entries.put(key, entry) != null) {
                throw fault(entry.getKeyNode(), path + ": '" + key + "' is there twice");
            }
        }
        return entries;
    }

    private Node required(Map<String, NodeTuple> keys, Node parent, String key) {
        NodeTuple entry = keys.get(key);
        if (entry == null) {
            throw fault(parent, "'" + key + "' is missing");
        }
        return entry.getValueNode();
    }

    private String text(Node node, String path) {
        if (!(node instanceof ScalarNode scalar)) {
            throw fault(node, path + " is no text");
        }
        return scalar.getValue();
    }

    private ImagepackException fault(Node node, String what) {
        int line = node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
        return new ImagepackException(place + ":" + line + ": " + what, ADVICE);
    }
}
