package dev.imagepack.build.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.ContextFaults;
import dev.imagepack.build.context.ContextFile;
import dev.imagepack.build.context.ContextTree;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Inputs;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Owner;
import dev.imagepack.build.context.Paths;
import dev.imagepack.cache.Cache;
import dev.imagepack.cache.FileFacts;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.image.DeclaredLayer;

/**
 * The files that one {@code <files>} element of a declared layer selects.
 *
 * @param declared the element
 * @param node the directory without what is not selected, or the one file; every node has the mode that is usual for it
 * @param modes the modes that the element asks for
 */
record FileSet(DeclaredLayer.Files declared, Node node, LayerModes modes) {

    /** @throws ImagepackException when the source is not there, a pattern is malformed, or a mode is for nothing */
    static FileSet select(DeclaredLayer.Files declared, Set<Path> outputs, Cache cache) {
        FileSet set = found(declared, outputs, cache);
        String into = Paths.clean(declared.into());
        String place = set.node().isDirectory()
                ? into
                : Paths.join(into, String.valueOf(declared.from().getFileName()));
        set.modes().refuseUnused(set.node(), place);
        return set;
    }

    private static FileSet found(DeclaredLayer.Files declared, Set<Path> outputs, Cache cache) {
        LayerModes modes = new LayerModes(declared);
        Path from = declared.from();
        cache.sightings().place(from);
        if (Files.isDirectory(from)) {
            IgnoreRules excludes = Patterns.parse(declared.excludes(), declared.element() + ".excludes");
            return new FileSet(declared, selected(ContextTree.of(from, excludes, outputs, cache), declared), modes);
        }
        if (!Files.isRegularFile(from) || from.getParent() == null) {
            throw new ImagepackException(
                    declared.element() + ".from: there is no file or directory " + from,
                    "Correct the path, or let an earlier phase of the build make it.");
        }
        return new FileSet(declared, usual(file(from, cache)), modes);
    }

    /** A link is followed, wherever it leads. */
    private static Node file(Path from, Cache cache) {
        return ContextFaults.reading(from, () -> {
            Path real = from.toRealPath();
            FileFacts facts = FileFacts.of(real);
            cache.sightings().saw(real, facts);
            return Node.file(facts.mode(), Owner.ROOT, new ContextFile(real, facts, cache.files()));
        });
    }

    private static Node selected(FileTree tree, DeclaredLayer.Files declared) {
        if (declared.includes().isEmpty()) {
            return selected(tree.root(), Optional.empty()).orElseThrow();
        }
        IgnoreRules includes = Patterns.parse(declared.includes(), declared.element() + ".includes");
        return selected(tree.root(), Optional.of(includes.root())).orElseGet(() -> usual(tree.root()));
    }

    /** @param included what the include patterns say of this node; empty when there are none */
    private static Optional<Node> selected(Node node, Optional<IgnoreRules.Visit> included) {
        boolean named = included.map(IgnoreRules.Visit::isExcluded).orElse(true);
        if (!node.isDirectory()) {
            return named ? Optional.of(usual(node)) : Optional.empty();
        }
        Node copy = usual(node);
        for (Map.Entry<String, Node> child : node.children().entrySet()) {
            selected(child.getValue(), included.map(visit -> visit.enter(child.getKey())))
                    .ifPresent(kept -> copy.children().put(child.getKey(), kept));
        }
        return named || !copy.children().isEmpty() ? Optional.of(copy) : Optional.empty();
    }

    private static Node usual(Node node) {
        Node copy = node.duplicate();
        if (!node.isSymlink()) {
            copy.mode(LayerModes.usual(node));
        }
        return copy;
    }

    /** Names the selected files as inputs. */
    void name(Inputs inputs) {
        inputs.putFiles(node, declared.from(), IgnoreRules.none().root());
    }
}
