package dev.imagepack.dockerfile;

import java.util.function.Function;

import dev.imagepack.ImagepackException;

/**
 * A pattern for a path and everything below it, as ignore files, {@code --exclude} and {@code --parents} use it:
 * {@code *} and {@code ?} stop at slashes, {@code **} does not, classes and escapes are those of regular expressions.
 * Immutable; compiled once; matching takes time in proportion to pattern and path, whatever they are.
 *
 * @see <a href="https://docs.docker.com/build/concepts/context/#dockerignore-files">.dockerignore files</a>
 */
public final class TreePattern {

    /** A longer pattern is longer than any path that it could match. */
    static final int MAX_LENGTH = 4096;

    static final String ADVICE = "Patterns are paths with * ? [a-z] [^a-z] and **; a backslash before one of these"
            + " characters makes it literal.";

    private final Form form;

    private TreePattern(Form form) {
        this.form = form;
    }

    /**
     * Reads a pattern whose paths start at the root of a tree; its leading slash is dropped, {@code .} and {@code ..}
     * are resolved.
     *
     * @param at the place that a fault is reported at
     * @throws ImagepackException if the pattern is malformed
     */
    public static TreePattern parse(String pattern, Location at) {
        String rooted = CleanPath.of("/" + pattern).substring(1);
        return compile(rooted, reason -> at.fault(describe(rooted, reason), ADVICE));
    }

    /** Compiles a pattern as it is; the caller has cleaned it. */
    static TreePattern compile(String pattern, Function<String, ImagepackException> fault) {
        if (pattern.length() > MAX_LENGTH) {
            throw fault.apply("it has more than " + MAX_LENGTH + " characters");
        }
        MatchSyntax.compile(pattern, fault);
        return new TreePattern(new Translation(pattern).form(fault));
    }

    static String describe(String pattern, String reason) {
        return "the pattern " + Excerpt.of(pattern) + " is malformed: " + reason;
    }

    /** Whether the path, or a directory above it, matches. The path is relative, with slashes. */
    public boolean matches(String path) {
        return form.matches(path, true);
    }

    /** Whether the path matches, whatever lies above it. */
    boolean matchesAlone(String path) {
        return form.matches(path, false);
    }

    /** Whether something below this directory might match, so that a walk has to go on there. */
    public boolean mayMatchBelow(String directory) {
        return matches(directory) || form.mayBegin(directory + "/");
    }

    /** How the two questions are answered for patterns of one kind. */
    private interface Form {

        boolean matches(String path, boolean parentsCount);

        boolean mayBegin(String start);
    }

    private record Exact(String path) implements Form {
        @Override
        public boolean matches(String candidate, boolean parentsCount) {
            return candidate.startsWith(path)
                    && (candidate.length() == path.length() || parentsCount && candidate.charAt(path.length()) == '/');
        }

        @Override
        public boolean mayBegin(String start) {
            return path.startsWith(start);
        }
    }

    private record Prefix(String prefix) implements Form {
        @Override
        public boolean matches(String path, boolean parentsCount) {
            return path.startsWith(prefix);
        }

        @Override
        public boolean mayBegin(String start) {
            return start.startsWith(prefix) || prefix.startsWith(start);
        }
    }

    /** {@code **} or <code>**&#47;*</code>, and literal text: matches where a component ends with it. */
    private record Suffix(String suffix) implements Form {
        @Override
        public boolean matches(String path, boolean parentsCount) {
            for (int end = path.indexOf('/'); parentsCount && end >= 0; end = path.indexOf('/', end + 1)) {
                if (endsHere(path, end)) {
                    return true;
                }
            }
            return endsHere(path, path.length());
        }

        private boolean endsHere(String path, int end) {
            boolean isAll =
                    suffix.length() == end + 1 && suffix.startsWith("/") && path.startsWith(suffix.substring(1));
            return isAll || end >= suffix.length() && path.startsWith(suffix, end - suffix.length());
        }

        @Override
        public boolean mayBegin(String start) {
            return true;
        }
    }

    private record Expression(Automaton automaton) implements Form {
        @Override
        public boolean matches(String path, boolean parentsCount) {
            return automaton.matches(path, parentsCount);
        }

        @Override
        public boolean mayBegin(String start) {
            return automaton.mayContinue(start);
        }
    }

    /** Turns a pattern into its form; which one it is decides what {@code **} means. */
    private static final class Translation {

        private static final String ANY_FILE = "**/*";

        private final String pattern;
        private final StringBuilder expression = new StringBuilder();
        private boolean literal = true;
        private boolean prefix;
        private boolean suffix;
        private int at;

        Translation(String pattern) {
            this.pattern = pattern;
        }

        Form form(Function<String, ImagepackException> fault) {
            if (isAnyFileThatEndsSo()) {
                return new Suffix(pattern.substring(ANY_FILE.length()));
            }
            while (at < pattern.length()) {
                step();
            }
            if (suffix) {
                return new Suffix(pattern.substring(2));
            }
            if (prefix) {
                return new Prefix(pattern.substring(0, pattern.length() - 2));
            }
            return literal ? new Exact(pattern) : new Expression(TreeSyntax.compile(expression.toString(), fault));
        }

        /** As in <code>**&#47;*.class</code>: a component's end, without any other special character. */
        private boolean isAnyFileThatEndsSo() {
            return pattern.startsWith(ANY_FILE)
                    && pattern.length() > ANY_FILE.length()
                    && pattern.chars().skip(ANY_FILE.length()).noneMatch(c -> "*?[]^\\/".indexOf(c) >= 0);
        }

        private void step() {
            char c = pattern.charAt(at++);
            if (c == '*' && skip('*')) {
                directories(at == 2);
            } else if (c == '*' || c == '?') {
                special(c == '*' ? "[^/]*" : "[^/]");
            } else if (c == '\\') {
                special("\\" + pattern.charAt(at++));
            } else if (c == '[' || c == ']') {
                special(String.valueOf(c));
            } else {
                expression.append(".+()|{}$".indexOf(c) >= 0 ? "\\" : "").append(c);
            }
        }

        private void directories(boolean first) {
            skip('/');
            boolean last = at == pattern.length();
            boolean onlyLiteral = literal && !suffix;
            special(last ? TreeSyntax.EVERYTHING : TreeSyntax.DIRECTORIES);
            prefix = last && onlyLiteral && !first;
            suffix = first;
        }

        private void special(String part) {
            expression.append(part);
            literal = false;
            suffix = false;
        }

        private boolean skip(char c) {
            boolean there = at < pattern.length() && pattern.charAt(at) == c;
            at += there ? 1 : 0;
            return there;
        }
    }
}
