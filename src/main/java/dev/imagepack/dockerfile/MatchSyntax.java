package dev.imagepack.dockerfile;

import java.util.function.Function;

import dev.imagepack.ImagepackException;

/**
 * Reads Go's path match syntax: {@code *} and {@code ?} stop at slashes, {@code [a-c]} and {@code [^a]} are classes, a
 * backslash takes the meaning of the next character away.
 *
 * @see <a href="https://pkg.go.dev/path#Match">path.Match</a>
 */
final class MatchSyntax {

    private static final String OPEN_CLASS = "a \"[\" is not closed";

    private final int[] pattern;
    private final Function<String, ImagepackException> fault;
    private final Automaton.Builder steps = new Automaton.Builder();
    private int at;

    private MatchSyntax(String pattern, Function<String, ImagepackException> fault) {
        this.pattern = pattern.codePoints().toArray();
        this.fault = fault;
    }

    /** @param fault makes the exception for a malformed pattern out of the reason */
    static Automaton compile(String pattern, Function<String, ImagepackException> fault) {
        MatchSyntax reader = new MatchSyntax(pattern, fault);
        while (reader.at < reader.pattern.length) {
            reader.step();
        }
        return reader.steps.build();
    }

    /** Whether a path has a character with a meaning that no backslash takes away. */
    static boolean hasWildcard(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '*' || c == '?' || c == '[') {
                return true;
            }
            if (c == '\\') {
                i++;
            }
        }
        return false;
    }

    private void step() {
        int c = pattern[at++];
        switch (c) {
            case '*' -> steps.many(next -> next != '/');
            case '?' -> steps.one(next -> next != '/');
            case '[' -> characterClass();
            case '\\' -> steps.literal(take("a backslash stands at its end"));
            default -> steps.literal(c);
        }
    }

    private void characterClass() {
        boolean negated = at < pattern.length && pattern[at] == '^';
        if (negated) {
            at++;
        }
        CharacterClass members = new CharacterClass();
        while (members.isEmpty() || peek() != ']') {
            int low = member();
            int high = low;
            if (peek() == '-') {
                at++;
                high = member();
            }
            members.add(low, high);
        }
        at++;
        steps.one(members.build(negated));
    }

    private int member() {
        int c = peek();
        if (c == '-' || c == ']') {
            throw fault.apply("a \"" + (char) c + "\" stands where a class needs a character");
        }
        at++;
        return c == '\\' ? take(OPEN_CLASS) : c;
    }

    private int peek() {
        if (at == pattern.length) {
            throw fault.apply(OPEN_CLASS);
        }
        return pattern[at];
    }

    private int take(String reason) {
        if (at == pattern.length) {
            throw fault.apply(reason);
        }
        return pattern[at++];
    }
}
