package dev.imagepack.dockerfile;

import java.util.function.Function;
import java.util.function.IntPredicate;

import dev.imagepack.ImagepackException;

/**
 * Reads the regular expressions that ignore patterns are turned into. That detour is the rule, not a means: what a
 * pattern has in brackets or behind a backslash means what it means to a regular expression ({@code a\b} asks for the
 * end of a word), and {@code *} in brackets falls apart. Only what can come out of a pattern is known here.
 *
 * @see <a href="https://pkg.go.dev/regexp/syntax">Go's syntax of regular expressions</a>
 */
final class TreeSyntax {

    /** What {@code **} becomes where text follows. */
    static final String DIRECTORIES = "(.*/)?";

    /** What {@code **} becomes at the end. */
    static final String EVERYTHING = ".*";

    private final String expression;
    private final Function<String, ImagepackException> fault;
    private final Automaton.Builder steps = new Automaton.Builder();
    private int at;

    private TreeSyntax(String expression, Function<String, ImagepackException> fault) {
        this.expression = expression;
        this.fault = fault;
    }

    /** @param fault makes the exception for a malformed pattern out of the reason */
    static Automaton compile(String expression, Function<String, ImagepackException> fault) {
        TreeSyntax reader = new TreeSyntax(expression, fault);
        while (reader.at < expression.length()) {
            reader.step();
        }
        return reader.steps.build();
    }

    private void step() {
        if (skip(DIRECTORIES)) {
            steps.directories();
        } else if (skip(EVERYTHING)) {
            steps.many(c -> true);
        } else if (skip("[")) {
            IntPredicate members = characterClass();
            if (skip("*")) {
                steps.many(members);
            } else {
                steps.one(members);
            }
        } else if (skip("\\")) {
            escape();
        } else if (skip("^")) {
            steps.at(Automaton.Place.START);
        } else {
            steps.literal(next());
        }
    }

    private void escape() {
        int c = next();
        switch (c) {
            case 'b' -> steps.at(Automaton.Place.WORD_EDGE);
            case 'B' -> steps.at(Automaton.Place.NO_WORD_EDGE);
            case 'A' -> steps.at(Automaton.Place.START);
            case 'd', 'D', 's', 'S', 'w', 'W' -> steps.one(kind(c));
            default -> steps.literal(escaped(c));
        }
    }

    private IntPredicate characterClass() {
        boolean negated = skip("^");
        CharacterClass members = new CharacterClass();
        while (members.isEmpty() || !expression.startsWith("]", at)) {
            member(members);
        }
        at++;
        return members.build(negated);
    }

    private void member(CharacterClass members) {
        if (expression.startsWith("[:", at) && expression.indexOf(":]", at) >= 0) {
            throw fault.apply("it has a named class \"[:…:]\"");
        }
        if (expression.startsWith("\\", at) && "dDsSwW".indexOf(following()) >= 0) {
            at++;
            members.add(kind(next()));
            return;
        }
        int low = character();
        int high = low;
        if (expression.startsWith("-", at) && !expression.startsWith("-]", at)) {
            at++;
            high = character();
        }
        if (high < low) {
            throw fault.apply("it has a range that runs backwards");
        }
        members.add(low, high);
    }

    private int character() {
        int c = next();
        return c == '\\' ? escaped(next()) : c;
    }

    private int escaped(int c) {
        int control = "afnrtv".indexOf(c);
        if (control >= 0) {
            return "\u0007\f\n\r\t\u000B".charAt(control);
        }
        if (c >= 0x80 || Character.isLetterOrDigit(c)) {
            throw fault.apply("a backslash stands before \"" + Character.toString(c) + "\"");
        }
        return c;
    }

    private static IntPredicate kind(int letter) {
        IntPredicate members = switch (letter) {
            case 'd', 'D' -> c -> c >= '0' && c <= '9';
            case 's', 'S' -> c -> "\t\n\f\r ".indexOf(c) >= 0;
            default -> c -> c == '_' || c < 0x80 && Character.isLetterOrDigit(c);
        };
        return Character.isUpperCase(letter) ? members.negate() : members;
    }

    private char following() {
        return at + 1 < expression.length() ? expression.charAt(at + 1) : 0;
    }

    private boolean skip(String text) {
        if (!expression.startsWith(text, at)) {
            return false;
        }
        at += text.length();
        return true;
    }

    private int next() {
        if (at >= expression.length()) {
            throw fault.apply("a \"[\" is not closed");
        }
        int c = expression.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }
}
