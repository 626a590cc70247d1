package dev.imagepack.dockerfile;

/** A piece of somebody's text for a message: quoted, on one line, and never long. */
final class Excerpt {

    /** Longer texts are cut in messages. */
    private static final int MAX_LENGTH = 80;

    private Excerpt() {}

    static String of(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints()
                .limit(MAX_LENGTH)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '\uFFFD' : c)
                .forEach(quoted::appendCodePoint);
        return quoted.append(text.codePointCount(0, text.length()) > MAX_LENGTH ? "…\"" : "\"")
                .toString();
    }
}
