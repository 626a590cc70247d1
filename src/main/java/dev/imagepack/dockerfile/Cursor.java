package dev.imagepack.dockerfile;

/** A text that is read character by character, from its beginning to its end. */
final class Cursor {

    /** What stands behind the last character. */
    static final int END = -1;

    private final int[] text;
    private int at;

    Cursor(String text) {
        this.text = text.codePoints().toArray();
    }

    int peek() {
        return at < text.length ? text[at] : END;
    }

    int next() {
        return at < text.length ? text[at++] : END;
    }

    /** How many characters were read. */
    int position() {
        return at;
    }

    /** What was read from {@code start} on. */
    String since(int start) {
        return new String(text, start, at - start);
    }

    /** Reads a variable's name: letters, digits and underscores; or only digits; or a special parameter of shells. */
    String name() {
        int start = at;
        if (isDigit(peek())) {
            while (isDigit(peek())) {
                next();
            }
        } else if ("@*#?-$!".indexOf(peek()) >= 0) {
            next();
        } else {
            while (Character.isLetter(peek()) || isDigit(peek()) || peek() == '_') {
                next();
            }
        }
        return since(start);
    }

    private static boolean isDigit(int c) {
        return Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER;
    }
}
