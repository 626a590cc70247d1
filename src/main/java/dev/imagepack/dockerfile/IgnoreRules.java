package dev.imagepack.dockerfile;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import dev.imagepack.ImagepackException;

/**
 * Which files of a tree are left out: the patterns of a {@code .dockerignore} file or of {@code --exclude}, in order.
 * The last pattern that matches a path or a directory above it decides; {@code !} takes a path in again. Immutable and
 * thread safe.
 *
 * <p>Engines, which walk the tree, answer differently in one case, and so does {@link #root}: a {@code !} pattern that
 * names a directory which is not left out says nothing about what lies below it. After {@code a/b} and {@code !a} they
 * leave {@code a/b} out, where {@link #excludes} does not.
 *
 * @see <a href="https://docs.docker.com/build/concepts/context/#dockerignore-files">.dockerignore files</a>
 */
public final class IgnoreRules {

    /** More lines are no list that a person wrote, and each is tried on each path. */
    static final int MAX_RULES = 10_000;

    /** The patterns that leave out whatever there is. */
    private static final Set<String> EVERYTHING = Set.of("*", "**", "**/*");

    private static final IgnoreRules NONE = new IgnoreRules(List.of());

    private final List<Rule> rules;

    private IgnoreRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** No pattern: nothing is left out. */
    public static IgnoreRules none() {
        return NONE;
    }

    /**
     * Reads an ignore file: one pattern a line, {@code #} in the first column for comments, leading slashes without a
     * meaning.
     *
     * @param name the file in messages
     * @throws ImagepackException if a pattern is malformed, a line is not UTF-8, or the file is too long
     */
    public static IgnoreRules parse(String name, byte[] text) {
        SourceLines lines = new SourceLines(name, text);
        List<Rule> rules = new ArrayList<>();
        while (lines.hasNext()) {
            SourceLines.Line line = lines.next();
            if (line.raw().startsWith("#")) {
                continue;
            }
            Location at = Location.of(name, line.number());
            pattern(line.readable(name).text())
                    .ifPresent(pattern -> add(rules, pattern, message -> at.fault(message, TreePattern.ADVICE)));
        }
        return new IgnoreRules(rules);
    }

    /** As {@link #of(List, Location)}, where no place can be named. */
    public static IgnoreRules of(List<String> patterns) {
        return of(patterns, message -> new ImagepackException(message, TreePattern.ADVICE));
    }

    /**
     * Takes patterns that were not written in a file, such as those of {@code --exclude}; a leading slash means here
     * that nothing matches.
     *
     * @param at the place that a fault is reported at
     * @throws ImagepackException if a pattern is malformed
     */
    public static IgnoreRules of(List<String> patterns, Location at) {
        return of(patterns, message -> at.fault(message, TreePattern.ADVICE));
    }

    private static IgnoreRules of(List<String> patterns, Function<String, ImagepackException> fault) {
        List<Rule> rules = new ArrayList<>();
        patterns.forEach(pattern -> add(rules, pattern, fault));
        return new IgnoreRules(rules);
    }

    /** The beginning of a walk: the root of the tree, which is never left out. */
    public Visit root() {
        return new Visit("", new BitSet(), false);
    }

    /** Whether a path is left out. It is relative to the tree's root, with slashes; one at its end is ignored. */
    public boolean excludes(String slashPath) {
        String path = slashPath.endsWith("/") ? slashPath.substring(0, slashPath.length() - 1) : slashPath;
        for (int i = rules.size() - 1; i >= 0; i--) {
            if (rules.get(i).pattern().matches(path)) {
                return !rules.get(i).negated();
            }
        }
        return false;
    }

    /**
     * Whether a walk has to go on in this directory: it is not left out, or a later {@code !} pattern may take in
     * something below it.
     */
    public boolean mayHoldIncluded(String directory) {
        for (int i = rules.size() - 1; i >= 0; i--) {
            Rule rule = rules.get(i);
            if (rule.negated() && rule.pattern().mayMatchBelow(directory)) {
                return true;
            }
            if (!rule.negated() && rule.pattern().matches(directory)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a {@code !} pattern takes something in again. */
    public boolean hasExceptions() {
        return rules.stream().anyMatch(Rule::negated);
    }

    /** Whether one of the patterns leaves out all there is in the root. */
    public boolean excludesEverything() {
        return rules.stream().anyMatch(rule -> !rule.negated() && EVERYTHING.contains(rule.text()));
    }

    /** Whether there is no pattern at all. */
    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** The pattern on a line of an ignore file, if there is one. */
    static Optional<String> pattern(String line) {
        String pattern = Whitespace.trim(line);
        boolean negated = pattern.startsWith("!");
        String path = negated ? Whitespace.trim(pattern.substring(1)) : pattern;
        if (path.isEmpty()) {
            return negated ? Optional.of("!") : Optional.empty();
        }
        String clean = CleanPath.of(path);
        boolean rooted = clean.length() > 1 && clean.startsWith("/");
        return Optional.of((negated ? "!" : "") + (rooted ? clean.substring(1) : clean));
    }

    private static void add(List<Rule> rules, String written, Function<String, ImagepackException> fault) {
        String trimmed = Whitespace.trim(written);
        if (trimmed.isEmpty()) {
            return;
        }
        if (rules.size() == MAX_RULES) {
            throw fault.apply("there are more than " + MAX_RULES + " patterns");
        }
        String pattern = CleanPath.of(trimmed);
        if (pattern.equals("!")) {
            throw fault.apply("a \"!\" stands without a pattern");
        }
        boolean negated = pattern.startsWith("!");
        String path = negated ? pattern.substring(1) : pattern;
        rules.add(new Rule(
                negated, path, TreePattern.compile(path, reason -> fault.apply(TreePattern.describe(path, reason)))));
    }

    private record Rule(boolean negated, String text, TreePattern pattern) {}

    /** A directory or file that a walk came to; holds what is known of the directories above. Immutable. */
    public final class Visit {

        private final String path;
        private final BitSet matched;
        private final boolean excluded;

        private Visit(String path, BitSet matched, boolean excluded) {
            this.path = path;
            this.matched = matched;
            this.excluded = excluded;
        }

        /** One step down, to the file or directory of this name. */
        public Visit enter(String name) {
            String below = path.isEmpty() ? name : path + "/" + name;
            BitSet matching = new BitSet(rules.size());
            boolean out = false;
            for (int i = 0; i < rules.size(); i++) {
                Rule rule = rules.get(i);
                boolean canChange = rule.negated() == out;
                if (matched.get(i) || canChange && rule.pattern().matchesAlone(below)) {
                    matching.set(i);
                    out = !rule.negated();
                }
            }
            return new Visit(below, matching, out);
        }

        /** Whether it is left out. */
        public boolean isExcluded() {
            return excluded;
        }

        /** Whether the walk has to go on below: it is not left out, or something there may be taken in again. */
        public boolean mayHoldIncluded() {
            for (int i = rules.size() - 1; excluded && i >= 0; i--) {
                Rule rule = rules.get(i);
                if (rule.negated() && rule.pattern().mayMatchBelow(path)) {
                    return true;
                }
                if (!rule.negated() && matched.get(i)) {
                    return false;
                }
            }
            return true;
        }
    }
}
