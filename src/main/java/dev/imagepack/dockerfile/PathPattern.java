package dev.imagepack.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;

/**
 * A source of COPY or ADD after expansion: a path from the root of the context or stage, whose components may be
 * patterns ({@code * ? [a-c] [^a]}; {@code **} is no more than {@code *}). A walker goes down component by component:
 * up to the first pattern it follows symbolic links, from there on it does not, except for what it finds in the end.
 * Immutable.
 *
 * @see <a href="https://pkg.go.dev/path#Match">path.Match</a>
 * @see TreePattern
 */
public final class PathPattern {

    private final List<Component> components;
    private final boolean leavesRoot;

    private PathPattern(List<Component> components, boolean leavesRoot) {
        this.components = List.copyOf(components);
        this.leavesRoot = leavesRoot;
    }

    /**
     * Reads a path by its text: a leading slash means nothing, {@code .} and {@code ..} are resolved, and the root is
     * its own parent.
     *
     * @param at the place that a fault is reported at
     * @throws ImagepackException if a pattern is malformed
     */
    public static PathPattern parse(String path, Location at) {
        String clean = CleanPath.of("/" + path);
        List<Component> components = new ArrayList<>();
        boolean wild = false;
        for (String text : clean.substring(1).split("/")) {
            wild |= MatchSyntax.hasWildcard(text);
            if (!text.isEmpty()) {
                components.add(wild ? pattern(text, at) : new Component(text, null));
            }
        }
        return new PathPattern(components, leavesRoot(path));
    }

    /** The components from the root; none for the root itself. */
    public List<Component> components() {
        return components;
    }

    /** Whether it names one path, which then has to exist. */
    public boolean isLiteral() {
        return components.stream().allMatch(Component::isLiteral);
    }

    /** Whether {@code ..} led above the root on the way, which BuildKit ignores and the classic builder refuses. */
    public boolean leavesRoot() {
        return leavesRoot;
    }

    /** Whether a path, relative to the root and with slashes, is the one or one of those. */
    public boolean matches(String path) {
        String clean = CleanPath.of("/" + path).substring(1);
        String[] names = clean.isEmpty() ? new String[0] : clean.split("/");
        if (names.length != components.size()) {
            return false;
        }
        for (int i = 0; i < names.length; i++) {
            if (!components.get(i).matches(names[i])) {
                return false;
            }
        }
        return true;
    }

    /** The clean path with a leading slash. */
    @Override
    public String toString() {
        return "/" + String.join("/", components.stream().map(Component::text).toList());
    }

    private static Component pattern(String text, Location at) {
        if (text.length() > TreePattern.MAX_LENGTH) {
            throw at.fault(
                    TreePattern.describe(text, "it has more than " + TreePattern.MAX_LENGTH + " characters"),
                    "Write a shorter pattern.");
        }
        Automaton automaton =
                MatchSyntax.compile(text, reason -> at.fault(TreePattern.describe(text, reason), TreePattern.ADVICE));
        return automaton.isLiteral() ? new Component(automaton.head(), null) : new Component(text, automaton);
    }

    private static boolean leavesRoot(String path) {
        String relative = CleanPath.of("./" + path);
        return relative.equals("..") || relative.startsWith("../");
    }

    /** The name of a file or directory, or a pattern for names. */
    public static final class Component {

        private final String text;

        private final @Nullable Automaton automaton;

        private Component(String text, @Nullable Automaton automaton) {
            this.text = Objects.requireNonNull(text);
            this.automaton = automaton;
        }

        /** Whether it is a name. */
        public boolean isLiteral() {
            return automaton == null;
        }

        /** The name, or the pattern as written. */
        public String text() {
            return text;
        }

        /** Whether a name is this one, or matches. */
        public boolean matches(String name) {
            return automaton == null ? text.equals(name) : automaton.matches(name, false);
        }
    }
}
