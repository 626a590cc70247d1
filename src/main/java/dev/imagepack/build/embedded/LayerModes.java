package dev.imagepack.build.embedded;

import java.util.List;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Paths;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.image.DeclaredLayer;

/**
 * The modes of one {@code <files>} element of a declared layer. Unless it says otherwise, files are 0644, programs
 * (files that anybody may execute) and directories 0755: what a checkout's umask left in the other bits must not
 * matter.
 */
final class LayerModes {

    private static final int FILE = 0644;
    private static final int PROGRAM = 0755;
    private static final int DIRECTORY = 0755;
    private static final int EXECUTABLE = 0111;

    private final DeclaredLayer.Files declared;
    private final List<Rule> rules;

    /**
     * A mode for some paths inside the image.
     *
     * @param everything whether it hits all that is below a path that it hits
     */
    private record Rule(String written, IgnoreRules pattern, boolean everything, int mode) {

        boolean hits(String path) {
            return pattern.excludes(path) && (everything || !pattern.excludes(Paths.parent(path)));
        }
    }

    /** @throws dev.imagepack.ImagepackException for a pattern that is malformed */
    LayerModes(DeclaredLayer.Files declared) {
        this.declared = declared;
        this.rules = declared.permissions().stream()
                .map(permission -> rule(permission, declared.element()))
                .toList();
    }

    private static Rule rule(DeclaredLayer.Permission permission, String element) {
        String rooted = permission.pattern().replaceFirst("^/+", "");
        IgnoreRules pattern = Patterns.parse(List.of(rooted), element + ".permissions");
        return new Rule(permission.pattern(), pattern, rooted.endsWith("**"), permission.mode());
    }

    /**
     * @param node what the element puts into the image
     * @param path where that is
     * @throws ImagepackException for a pattern that hits nothing: what it was to protect would be open
     */
    void refuseUnused(Node node, String path) {
        for (Rule rule : rules) {
            if (!hitsAny(rule, node, path)) {
                throw new ImagepackException(
                        declared.element() + ".permissions: " + rule.written()
                                + " fits no path that this element puts into the image; they begin with /" + path,
                        "Patterns mean absolute paths in the image, for instance /" + Paths.join(path, "**/*.sh")
                                + ".");
            }
        }
    }

    private static boolean hitsAny(Rule rule, Node node, String path) {
        return rule.hits(path)
                || node.children().entrySet().stream()
                        .anyMatch(child -> hitsAny(rule, child.getValue(), Paths.join(path, child.getKey())));
    }

    /** The mode of a node that comes to stand at a path. */
    int of(Node node, String path) {
        if (node.isSymlink()) {
            return node.mode();
        }
        return said(node, path).orElseGet(() -> usual(node));
    }

    /** The mode of a node that comes to stand at a path, if the element says one. */
    Optional<Integer> said(Node node, String path) {
        Optional<Integer> mode = node.isDirectory() ? declared.directoryMode() : declared.fileMode();
        for (Rule rule : rules) {
            if (rule.hits(path)) {
                mode = Optional.of(rule.mode());
            }
        }
        return mode;
    }

    /** The mode where nothing is said. */
    static int usual(Node node) {
        if (node.isDirectory()) {
            return DIRECTORY;
        }
        return (node.mode() & EXECUTABLE) != 0 ? PROGRAM : FILE;
    }
}
