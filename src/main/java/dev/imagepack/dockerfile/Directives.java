package dev.imagepack.dockerfile;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parser directives at the head of a Dockerfile, {@code # name=value}: {@code syntax}, {@code escape} and
 * {@code check}. The first line that is none of them ends the head; later ones are comments.
 */
final class Directives {

    private static final Set<String> KNOWN = Set.of("syntax", "escape", "check");

    private final String file;
    private final Map<String, String> values = new HashMap<>();
    private boolean ended;

    Directives(String file) {
        this.file = file;
    }

    /** Whether this line, left-trimmed, is a directive; else the head ends here. */
    boolean accept(String text, int line) {
        Optional<String[]> pair = ended ? Optional.empty() : pair(text);
        if (pair.isEmpty() || !KNOWN.contains(pair.get()[0])) {
            end();
            return false;
        }
        String name = pair.get()[0];
        String value = pair.get()[1];
        if (values.put(name, value) != null) {
            throw Location.of(file, line)
                    .fault("the directive \"" + name + "\" stands here a second time", "Remove one of them.");
        }
        if (name.equals("escape") && !value.equals("\\") && !value.equals("`")) {
            throw Location.of(file, line)
                    .fault(
                            "the directive \"escape\" is " + Excerpt.of(value),
                            "Only a backslash or a backtick can be the escape character.");
        }
        if (name.equals("check") && CheckOptions.parse(value).isEmpty()) {
            throw Location.of(file, line)
                    .fault(
                            "the directive \"check\" is " + Excerpt.of(value),
                            "Write skip= and rules or all, experimental= likewise, error=true, with semicolons between.");
        }
        return true;
    }

    /** Ends the head; comments from here on are comments. */
    void end() {
        ended = true;
    }

    char escape() {
        return values.getOrDefault("escape", "\\").charAt(0);
    }

    CheckOptions checks() {
        return value("check").flatMap(CheckOptions::parse).orElse(CheckOptions.NONE);
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    private static Optional<String[]> pair(String text) {
        if (!text.startsWith("#")) {
            return Optional.empty();
        }
        String rest = Whitespace.trimStart(text.substring(1));
        int equals = rest.indexOf('=');
        if (equals < 0) {
            return Optional.empty();
        }
        String name = stripEnd(rest.substring(0, equals));
        String value = strip(rest.substring(equals + 1));
        return isName(name) && !value.isEmpty()
                ? Optional.of(new String[] {name.toLowerCase(Locale.ROOT), value})
                : Optional.empty();
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && Character.isLetter(name.charAt(0))
                && name.chars().allMatch(c -> c < 0x80 && Character.isLetterOrDigit(c));
    }

    private static String strip(String text) {
        int start = 0;
        while (start < text.length() && isBlank(text.charAt(start))) {
            start++;
        }
        return stripEnd(text.substring(start));
    }

    private static String stripEnd(String text) {
        int end = text.length();
        while (end > 0 && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    /** The blanks around name and value, which are fewer than elsewhere. */
    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\f' || c == '\r';
    }
}
