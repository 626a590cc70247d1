package dev.imagepack.dockerfile;

import java.util.ArrayList;
import java.util.List;

/**
 * The two notions of a blank that the grammar has: Unicode's for trimming and for quoted words, and five ASCII
 * characters for splitting.
 */
final class Whitespace {

    private Whitespace() {}

    /** Whether a code point is White_Space in Unicode's sense. */
    static boolean is(int codePoint) {
        return switch (codePoint) {
            case '\t', '\n', 0x0B, '\f', '\r', ' ', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
            default -> codePoint >= 0x2000 && codePoint <= 0x200A;
        };
    }

    static String trim(String text) {
        String rest = trimStart(text);
        int end = rest.length();
        while (end > 0 && is(rest.charAt(end - 1))) {
            end--;
        }
        return rest.substring(0, end);
    }

    static String trimStart(String text) {
        int start = 0;
        while (start < text.length() && is(text.charAt(start))) {
            start++;
        }
        return text.substring(start);
    }

    /** Whether arguments and keywords are split at this character. */
    static boolean separates(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0x0B;
    }

    /** Splits at runs of separators into at most {@code limit} parts; the last part is the unsplit rest. */
    static List<String> split(String text, int limit) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        int at = 0;
        while (at < text.length() && parts.size() < limit - 1) {
            if (!separates(text.charAt(at))) {
                at++;
                continue;
            }
            parts.add(text.substring(start, at));
            while (at < text.length() && separates(text.charAt(at))) {
                at++;
            }
            start = at;
        }
        parts.add(text.substring(start));
        return parts;
    }
}
