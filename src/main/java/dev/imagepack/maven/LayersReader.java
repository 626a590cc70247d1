package dev.imagepack.maven;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.DeclaredLayer;
import dev.imagepack.image.DeclaredLayer.Deletion;
import dev.imagepack.image.DeclaredLayer.Directory;
import dev.imagepack.image.DeclaredLayer.Item;
import dev.imagepack.image.DeclaredLayer.Link;
import dev.imagepack.image.DeclaredLayer.Permission;
import dev.imagepack.image.LayersRecipe;

/** Reads the keys of an image that is declared without a Dockerfile: a base, layers above it, and how a container runs. */
final class LayersReader {

    private static final int DEFAULT_DIRECTORY_MODE = 0755;
    private static final String PATH_ADVICE = "Write an absolute path inside the image, for instance /app.";
    private static final String MODE_ADVICE = "Write permission bits in octal, for instance 0644.";
    private static final String OWNER_ADVICE =
            "Write user[:group], numbers or names of the image, for instance 1000:0.";

    /** What others call the directory that files come from and the one that they go to. */
    private static final Map<String, String> FILES_ELSEWHERE = Map.of(
            "directory",
            "from",
            "src",
            "from",
            "source",
            "from",
            "to",
            "into",
            "dest",
            "into",
            "target",
            "into",
            "mode",
            "fileMode");

    private final ModuleFacts module;
    private final BaseText bases;

    LayersReader(ModuleFacts module, BaseText bases) {
        this.module = module;
        this.bases = bases;
    }

    /** The recipe; empty after a fault that leaves none. */
    Optional<LayersRecipe> read(Alias alias, Block block) {
        if (!block.has("from")) {
            block.fault(
                    "has no from, so nobody knows what its layers stand on",
                    "Write " + block.example("from", "scratch") + " for nothing below them, or name a base.");
        }
        Optional<BaseImage> from = block.value("from", text -> bases.base(text, alias), BaseText.ADVICE);
        List<DeclaredLayer> layers = new ArrayList<>();
        for (Block layer : block.blocks("layers", "")) {
            layers.add(layer(layer, layers.size() + 1));
        }
        LayersRecipe.Container container =
                block.block("container").map(ContainerReader::read).orElse(ContainerReader.NOTHING);
        return from.map(base -> new LayersRecipe(base, layers, container));
    }

    private DeclaredLayer layer(Block block, int position) {
        List<Item> items = new ArrayList<>();
        block.blocks("directories", "path").forEach(each -> directory(each).ifPresent(items::add));
        block.blocks("files", "").forEach(each -> files(each).ifPresent(items::add));
        block.blocks("links", "").forEach(each -> link(each).ifPresent(items::add));
        block.values("deletes", ImageTexts::imagePath, PATH_ADVICE)
                .forEach(path -> items.add(new Deletion(path, block.path("deletes"))));
        String name = block.text("name").orElse("layer " + position);
        block.refuseUnknown(Map.of("delete", "deletes", "remove", "deletes", "symlinks", "links", "copy", "files"));
        return new DeclaredLayer(name, items);
    }

    private Optional<DeclaredLayer.Files> files(Block block) {
        Optional<java.nio.file.Path> from =
                required(block, "from").flatMap(text -> block.value("from", this::source, "Name a file or directory."));
        String into = block.value("into", ImageTexts::imagePath, PATH_ADVICE).orElse("/");
        List<String> includes = block.list("includes");
        List<String> excludes = block.list("excludes");
        Optional<String> owner = owner(block);
        Optional<Integer> fileMode = block.value("fileMode", ImageTexts::mode, MODE_ADVICE);
        Optional<Integer> directoryMode = block.value("directoryMode", ImageTexts::mode, MODE_ADVICE);
        List<Permission> permissions = new ArrayList<>();
        block.blocks("permissions", "").forEach(each -> permission(each).ifPresent(permissions::add));
        block.refuseUnknown(FILES_ELSEWHERE);
        return from.map(path -> new DeclaredLayer.Files(
                path, into, includes, excludes, owner, fileMode, directoryMode, permissions, block.path()));
    }

    private java.nio.file.Path source(String text) {
        return module.existing(text)
                .orElseThrow(() ->
                        new IllegalArgumentException("'" + module.name(module.resolve(text)) + "' does not exist"));
    }

    private static Optional<Permission> permission(Block block) {
        Optional<String> file = required(block, "file");
        Optional<Integer> mode =
                required(block, "mode").flatMap(text -> block.value("mode", ImageTexts::mode, MODE_ADVICE));
        block.refuseUnknown(Map.of("path", "file", "pattern", "file"));
        return file.isPresent() && mode.isPresent()
                ? Optional.of(new Permission(file.get(), mode.get()))
                : Optional.empty();
    }

    private static Optional<Item> directory(Block block) {
        Optional<String> path = imagePath(block);
        int mode = block.value("mode", ImageTexts::mode, MODE_ADVICE).orElse(DEFAULT_DIRECTORY_MODE);
        Optional<String> owner = owner(block);
        block.refuseUnknown(Map.of());
        return path.map(found -> new Directory(found, mode, owner, block.path()));
    }

    private static Optional<Item> link(Block block) {
        Optional<String> path = imagePath(block);
        Optional<String> target = required(block, "target");
        Optional<String> owner = owner(block);
        block.refuseUnknown(Map.of("from", "path", "to", "target", "source", "path"));
        return path.flatMap(found -> target.map(to -> new Link(found, to, owner, block.path())));
    }

    private static Optional<String> imagePath(Block block) {
        return required(block, "path").flatMap(text -> block.value("path", ImageTexts::imagePath, PATH_ADVICE));
    }

    private static Optional<String> owner(Block block) {
        return block.value("owner", ImageTexts::owner, OWNER_ADVICE);
    }

    private static Optional<String> required(Block block, String key) {
        if (!block.has(key)) {
            block.fault("has no " + block.spelt(key), "Write " + block.example(key, "…") + " inside it.");
        }
        return block.text(key);
    }
}
