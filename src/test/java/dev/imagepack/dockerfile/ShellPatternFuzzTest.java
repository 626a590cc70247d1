package dev.imagepack.dockerfile;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.imagepack.ImagepackException;
import dev.imagepack.testing.Attempt;

import static org.assertj.core.api.Assertions.assertThat;

class ShellPatternFuzzTest {

    private static final Function<String, ImagepackException> FAULT =
            what -> new ImagepackException(what, "Correct it.");

    /** Up to the first slash a pattern, then a value: what is cut and replaced is what a regular expression says. */
    @FuzzTest
    void patterns(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int slash = text.indexOf('/');
        String pattern = slash < 0 ? text : text.substring(0, slash);
        String value = text.substring(slash + 1);
        Attempt.of(() -> ShellPattern.compile(pattern, FAULT)).ifPresent(compiled -> {
            Attempt.of(() -> compiled.replace(value, "ab", true, FAULT));
            // The reference goes back and forth: it would not come back from more.
            if (pattern.length() <= 6 && value.length() <= 24) {
                compare(compiled, pattern, value, false);
                compare(compiled, pattern, value, true);
            }
        });
    }

    private static void compare(ShellPattern compiled, String pattern, String value, boolean longest) {
        String expression = expression(pattern, longest);
        assertThat(compiled.withoutPrefix(value, longest, FAULT))
                .isEqualTo(matcher("\\A(?:" + expression + ")", value).replaceFirst(""));
        if (longest) {
            Matcher found = matcher(expression, value);
            assertThat(compiled.replace(value, "<>", false, FAULT)).isEqualTo(found.replaceFirst("<>"));
        } else {
            assertThat(value).startsWith(compiled.withoutSuffix(value, false, FAULT));
        }
    }

    private static Matcher matcher(String expression, String value) {
        return Pattern.compile(expression).matcher(value);
    }

    private static String expression(String pattern, boolean longest) {
        StringBuilder expression = new StringBuilder();
        boolean escaped = false;
        for (int c : pattern.codePoints().toArray()) {
            if (!escaped && c == '\\') {
                escaped = true;
            } else if (!escaped && c == '*') {
                expression.append("[^\\n]*").append(longest ? "" : "?");
            } else if (!escaped && c == '?') {
                expression.append("[^\\n]");
            } else {
                expression.append(Pattern.quote(Character.toString(c)));
                escaped = false;
            }
        }
        return expression.toString();
    }
}
