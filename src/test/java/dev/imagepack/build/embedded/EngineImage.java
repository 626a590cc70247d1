package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.imagepack.build.context.FileTree;
import dev.imagepack.cache.Cache;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.SavedImage;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.Platform;
import dev.imagepack.testing.BuildKit;

/**
 * What two builders must agree on.
 *
 * @param tree a line for each path, {@link TreeText}
 * @param hardLinks the paths of each file that has several
 * @param config as {@link ConfigVector} says it
 * @param layers how many
 */
public record EngineImage(List<String> tree, List<List<String>> hardLinks, Map<String, Object> config, int layers) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What an engine's BuildKit built. */
    public static EngineImage of(BuildKit.Image image) throws IOException {
        try (SavedImage saved = SavedImage.open(image.archive(), Optional.empty(), Platform.LINUX_AMD64)) {
            return of(flat(image.tree()), saved.config());
        }
    }

    /** What is in the cache. */
    public static EngineImage of(BuiltImage image, ImageConfig config, Cache cache) throws IOException {
        return of(TreeText.tree(image, cache), config);
    }

    private static EngineImage of(FileTree tree, ImageConfig config) throws IOException {
        Map<String, Object> normal = ConfigVector.normal(JSON.readTree(config.bytes()));
        // The README's limits: we leave it out.
        normal.remove("config.ArgsEscaped");
        return new EngineImage(
                TreeText.of(tree),
                TreeText.hardLinks(tree),
                normal,
                config.diffIds().size());
    }

    /** What is in the one only, a line each: {@code +} what is here, {@code -} what the other has. */
    public List<String> differences(EngineImage other) {
        List<String> differences = new ArrayList<>();
        difference(lines(), other.lines()).forEach(line -> differences.add("+ " + line));
        difference(other.lines(), lines()).forEach(line -> differences.add("- " + line));
        return differences;
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>(tree);
        hardLinks.forEach(paths -> lines.add("one file: " + paths));
        config.forEach((key, value) -> lines.add(key + ": " + value));
        lines.add(layers + " layers");
        return lines;
    }

    private static List<String> difference(List<String> one, List<String> other) {
        Set<String> known = Set.copyOf(other);
        return one.stream().filter(line -> !known.contains(line)).toList();
    }

    private static FileTree flat(Path tar) throws IOException {
        FileTree tree = FileTree.empty();
        TarSource source = new WholeTar(tar);
        new LayerStack(tree).apply(Listing.of(source.open()), source);
        return tree;
    }

    /** A tar of all files of an image. */
    private record WholeTar(Path path) implements TarSource {

        @Override
        public String identity() {
            return path.toString();
        }

        @Override
        public String describe() {
            return "the engine's tar";
        }

        @Override
        public String advice() {
            return "Look at it.";
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }
    }
}
