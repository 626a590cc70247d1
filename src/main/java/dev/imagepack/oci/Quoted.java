package dev.imagepack.oci;

/** Foreign text as a message may show it: in quotes, on one line, never long. */
final class Quoted {

    /** Longer than any digest, tag or media type that makes sense. */
    private static final int LONGEST = 160;

    private static final int LONGEST_REASON = 400;

    private Quoted() {}

    /** The text in double quotes, control characters escaped, cut after 160 characters. */
    static String of(String text) {
        return "\"" + line(text, LONGEST) + "\"";
    }

    /** The text without quotes, control characters escaped, cut after so many characters. */
    static String line(String text, int longest) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(longest).forEach(c -> append(line, c));
        return text.codePointCount(0, text.length()) > longest
                ? line.append('…').toString()
                : line.toString();
    }

    /** Why something failed, on one line; libraries may quote foreign bytes, or say nothing at all. */
    static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : line(e.getMessage(), LONGEST_REASON);
    }

    private static void append(StringBuilder quoted, int c) {
        if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
            quoted.append("\\u").append(Character.forDigit(c >> 12 & 15, 16));
            quoted.append(Character.forDigit(c >> 8 & 15, 16));
            quoted.append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
        } else {
            quoted.appendCodePoint(c);
        }
    }
}
