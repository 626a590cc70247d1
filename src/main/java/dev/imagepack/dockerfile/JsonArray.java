package dev.imagepack.dockerfile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads the JSON lists of exec forms ({@code ["a", "b"]}). A text that is no JSON list is shell form, so the whole of
 * it must be checked, but only strings are kept. Works without recursion: depth costs no stack.
 */
final class JsonArray {

    /** The depth that Go's reader allows; deeper is no JSON there. */
    private static final int MAX_DEPTH = 10_000;

    private final String text;
    private int at;

    private JsonArray(String text) {
        this.text = text;
    }

    /**
     * The elements if all of the text is one JSON list; an element that is not a string is an empty value.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
     */
    static Optional<List<Optional<String>>> parse(String text) {
        JsonArray reader = new JsonArray(Whitespace.trimStart(text));
        List<Optional<String>> elements = new ArrayList<>();
        return reader.elements(elements) && reader.atEnd() ? Optional.of(elements) : Optional.empty();
    }

    private boolean elements(List<Optional<String>> into) {
        if (!take('[')) {
            return false;
        }
        if (take(']')) {
            return true;
        }
        do {
            if (peek() == '"') {
                StringBuilder string = new StringBuilder();
                if (!string(string)) {
                    return false;
                }
                into.add(Optional.of(string.toString()));
            } else {
                if (!skipValue()) {
                    return false;
                }
                into.add(Optional.empty());
            }
        } while (take(','));
        return take(']');
    }

    private boolean atEnd() {
        skipBlanks();
        return at == text.length();
    }

    /** Checks one value of any kind. */
    private boolean skipValue() {
        Deque<Character> open = new ArrayDeque<>();
        do {
            boolean begins = peek() == '[' || peek() == '{';
            if (begins ? !open(open) : !scalar()) {
                return false;
            }
            if (begins && !close(open)) {
                if (open.peek() == '{' && !key()) {
                    return false;
                }
                continue;
            }
            while (!open.isEmpty() && !take(',')) {
                if (!close(open)) {
                    return false;
                }
            }
            if (!open.isEmpty() && open.peek() == '{' && !key()) {
                return false;
            }
        } while (!open.isEmpty());
        return true;
    }

    private boolean open(Deque<Character> open) {
        open.push(text.charAt(at++));
        return open.size() < MAX_DEPTH;
    }

    private boolean close(Deque<Character> open) {
        if (!take(open.peek() == '[' ? ']' : '}')) {
            return false;
        }
        open.pop();
        return true;
    }

    private boolean key() {
        return peek() == '"' && string(new StringBuilder()) && take(':');
    }

    private boolean scalar() {
        return switch (peek()) {
            case '"' -> string(new StringBuilder());
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean word(String word) {
        if (!text.startsWith(word, at)) {
            return false;
        }
        at += word.length();
        return true;
    }

    private boolean number() {
        takeHere('-');
        if (!takeHere('0') && digits() == 0) {
            return false;
        }
        if (takeHere('.') && digits() == 0) {
            return false;
        }
        if (takeHere('e') || takeHere('E')) {
            if (!takeHere('+')) {
                takeHere('-');
            }
            return digits() > 0;
        }
        return true;
    }

    private int digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - start;
    }

    private boolean string(StringBuilder into) {
        at++;
        while (at < text.length() && text.charAt(at) >= ' ') {
            char c = text.charAt(at++);
            if (c == '"') {
                replaceLoneSurrogates(into);
                return true;
            }
            if (c != '\\') {
                into.append(c);
            } else if (!escape(into)) {
                return false;
            }
        }
        return false;
    }

    private boolean escape(StringBuilder into) {
        if (at == text.length()) {
            return false;
        }
        char c = text.charAt(at++);
        int simple = "\"\\/bfnrt".indexOf(c);
        if (simple >= 0) {
            into.append("\"\\/\b\f\n\r\t".charAt(simple));
            return true;
        }
        return c == 'u' && hex(into);
    }

    private boolean hex(StringBuilder into) {
        int value = 0;
        for (int i = 0; i < 4; i++, at++) {
            int digit = at < text.length() ? asciiHexDigit(text.charAt(at)) : -1;
            if (digit < 0) {
                return false;
            }
            value = value * 16 + digit;
        }
        into.append((char) value);
        return true;
    }

    private static int asciiHexDigit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    /** Half a pair of escapes is no character; what readers put in its place is U+FFFD. */
    private static void replaceLoneSurrogates(StringBuilder string) {
        for (int i = 0; i < string.length(); i++) {
            int c = string.codePointAt(i);
            if (Character.isSupplementaryCodePoint(c)) {
                i++;
            } else if (Character.isSurrogate((char) c)) {
                string.setCharAt(i, '\uFFFD');
            }
        }
    }

    /** The next character that is no blank; 0 at the end. */
    private char peek() {
        skipBlanks();
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean take(char c) {
        skipBlanks();
        return takeHere(c);
    }

    private boolean takeHere(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
