package dev.imagepack.dockerfile;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Function;

import dev.imagepack.ImagepackException;

/**
 * The pattern of <code>${V#p}</code>, <code>${V%p}</code> and <code>${V/p/r}</code>: {@code *} and {@code ?} stand for
 * characters of one line, a backslash takes their meaning away, everything else is literal. A match is looked for with
 * a table of pattern × value, so that no pattern takes longer than that product.
 */
final class ShellPattern {

    /** Cells of the table; 8 MiB of bits. */
    private static final long MAX_CELLS = 1L << 26;

    private static final int ANY_ONE = -1;
    private static final int ANY_RUN = -2;

    private final int[] tokens;

    private ShellPattern(int[] tokens) {
        this.tokens = tokens;
    }

    /** @param fault makes the exception for a malformed pattern out of the reason */
    static ShellPattern compile(String pattern, Function<String, ImagepackException> fault) {
        int[] text = pattern.codePoints().toArray();
        int[] tokens = new int[text.length];
        int count = 0;
        for (int i = 0; i < text.length; i++) {
            int c = text[i];
            if (c == '\\') {
                i++;
                if (i == text.length || "*?\\}/".indexOf(text[i]) < 0) {
                    throw fault.apply("in the pattern " + Excerpt.of(pattern)
                            + " a backslash stands before something else than * ? \\ / }");
                }
                tokens[count++] = text[i];
            } else {
                tokens[count++] = c == '*' ? ANY_RUN : c == '?' ? ANY_ONE : c;
            }
        }
        return new ShellPattern(Arrays.copyOf(tokens, count));
    }

    /** The value without the shortest or longest part at its start that matches. */
    String withoutPrefix(String value, boolean longest, Function<String, ImagepackException> fault) {
        int[] text = value.codePoints().toArray();
        BitSet[] matches = matches(text, fault);
        int end = matches[0].get(0) ? end(text, matches, 0, longest) : 0;
        return new String(text, end, text.length - end);
    }

    /** The value without the shortest or longest part at its end that matches. */
    String withoutSuffix(String value, boolean longest, Function<String, ImagepackException> fault) {
        int[] reversed = reverse(tokens);
        int[] text = reverse(value.codePoints().toArray());
        String rest = new ShellPattern(reversed).withoutPrefix(new String(text, 0, text.length), longest, fault);
        int[] back = reverse(rest.codePoints().toArray());
        return new String(back, 0, back.length);
    }

    /** The value with its first match, or all that do not overlap, replaced; each match is as long as it can be. */
    String replace(String value, String replacement, boolean all, Function<String, ImagepackException> fault) {
        int[] text = value.codePoints().toArray();
        BitSet[] matches = matches(text, fault);
        StringBuilder result = new StringBuilder();
        int copied = 0;
        int start = matches[0].nextSetBit(0);
        while (start >= 0) {
            int end = end(text, matches, start, true);
            result.append(new String(text, copied, start - copied));
            if (end > copied || start == 0) {
                result.append(replacement);
            }
            if (result.length() > WordLexer.MAX_LENGTH) {
                throw fault.apply("the result has more than " + WordLexer.MAX_LENGTH + " characters");
            }
            copied = end;
            start = all ? matches[0].nextSetBit(end > start ? end : end + 1) : -1;
        }
        return result.append(new String(text, copied, text.length - copied)).toString();
    }

    /** For each token, and for the end of the pattern: at which places of the text the rest of the pattern matches. */
    private BitSet[] matches(int[] text, Function<String, ImagepackException> fault) {
        if ((tokens.length + 1L) * (text.length + 1L) > MAX_CELLS) {
            throw fault.apply("the pattern has " + tokens.length + " and the value " + text.length
                    + " characters, which is too much to search");
        }
        BitSet[] matches = new BitSet[tokens.length + 1];
        matches[tokens.length] = new BitSet(text.length + 1);
        matches[tokens.length].set(0, text.length + 1);
        for (int i = tokens.length - 1; i >= 0; i--) {
            matches[i] = before(tokens[i], matches[i + 1], text);
        }
        return matches;
    }

    private static BitSet before(int token, BitSet rest, int[] text) {
        BitSet here = new BitSet(text.length + 1);
        for (int at = text.length; at >= 0; at--) {
            boolean fits = at < text.length && (token < 0 ? text[at] != '\n' : text[at] == token);
            if (token == ANY_RUN) {
                here.set(at, rest.get(at) || fits && here.get(at + 1));
            } else {
                here.set(at, fits && rest.get(at + 1));
            }
        }
        return here;
    }

    /** The end of the match that starts here; earlier stars take as little or as much as they can, before later ones. */
    private int end(int[] text, BitSet[] matches, int start, boolean longest) {
        int at = start;
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] != ANY_RUN) {
                at++;
            } else if (longest) {
                at = matches[i + 1].previousSetBit(endOfLine(text, at));
            } else {
                at = matches[i + 1].nextSetBit(at);
            }
        }
        return at;
    }

    private static int endOfLine(int[] text, int from) {
        int at = from;
        while (at < text.length && text[at] != '\n') {
            at++;
        }
        return at;
    }

    private static int[] reverse(int[] forward) {
        int[] backward = new int[forward.length];
        for (int i = 0; i < forward.length; i++) {
            backward[i] = forward[forward.length - 1 - i];
        }
        return backward;
    }
}
