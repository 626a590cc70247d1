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
import java.util.TreeMap;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

import dev.imagepack.build.context.FileTree;
import dev.imagepack.cache.Cache;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.DeclaredLayer;
import dev.imagepack.image.LayersRecipe;
import dev.imagepack.image.SavedImage;
import dev.imagepack.oci.History;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.Platform;
import dev.imagepack.testing.BuildKit;

/**
 * What two builders must agree on.
 *
 * @param tree a line for each path, {@link TreeText}
 * @param hardLinks the paths of each file that has several
 * @param config as {@link ConfigVector} says it
 * @param history what each line of it says
 * @param layers how many
 */
public record EngineImage(
        List<String> tree, List<List<String>> hardLinks, Map<String, Object> config, List<String> history, int layers) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What an engine's BuildKit built. */
    public static EngineImage of(BuildKit.Image image, Platform platform) throws IOException {
        try (SavedImage saved = SavedImage.open(image.archive(), Optional.empty(), platform)) {
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
                config.history().stream().map(EngineImage::line).toList(),
                config.diffIds().size());
    }

    /** Of a layer of the base that nobody described, each builder says something else; of a HEALTHCHECK each version. */
    private static String line(History line) {
        String said = line.comment().equals("buildkit.exporter.image.v0")
                ? ""
                : line.createdBy().replaceFirst("^HEALTHCHECK [&{].*", "HEALTHCHECK");
        return "history: " + said + (line.emptyLayer() ? ", no layer, " : ", a layer, ") + line.comment();
    }

    /** What is in the one only, a line each: {@code +} what is here, {@code -} what the other has. */
    public List<String> differences(EngineImage other) {
        List<String> differences = new ArrayList<>();
        difference(lines(), other.lines()).forEach(line -> differences.add("+ " + line));
        difference(other.lines(), lines()).forEach(line -> differences.add("- " + line));
        return differences;
    }

    /** The lines of the history that differ; {@code +} is here, {@code -} there. */
    public List<String> differencesOfHistory(EngineImage other) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < Math.max(history.size(), other.history.size()); i++) {
            String ours = i < history.size() ? history.get(i) : "";
            String theirs = i < other.history.size() ? other.history.get(i) : "";
            if (!ours.equals(theirs)) {
                differences.addAll(List.of("+ " + ours, "- " + theirs));
            }
        }
        return differences;
    }

    /**
     * The same for declared layers and a Dockerfile of the same meaning, which may have more layers, cannot delete
     * anything, and sets two things upon nothing.
     */
    List<String> differencesOfContent(EngineImage other, LayersRecipe recipe) {
        List<String> deleted = recipe.layers().stream()
                .flatMap(layer -> layer.items().stream())
                .filter(DeclaredLayer.Deletion.class::isInstance)
                .map(item -> ((DeclaredLayer.Deletion) item).path())
                .toList();
        List<String> left = other.tree.stream()
                .filter(line ->
                        deleted.stream().noneMatch(path -> line.startsWith(path + " ") || line.startsWith(path + "/")))
                .toList();
        Map<String, Object> set = new TreeMap<>(other.config);
        if (recipe.from() instanceof BaseImage.Scratch) {
            set.computeIfPresent("config.Env", (key, value) -> withoutPath(value.toString()));
            set.remove(recipe.container().workdir().isEmpty() ? "config.WorkingDir" : "");
        }
        return differences(new EngineImage(left, other.hardLinks, set, history, layers));
    }

    private static @Nullable String withoutPath(String variables) {
        String rest = variables.replaceFirst("\"PATH=/usr/local/sbin:[^\"]*\",?", "");
        return rest.equals("[]") ? null : rest;
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
