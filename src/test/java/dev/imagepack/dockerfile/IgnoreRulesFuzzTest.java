package dev.imagepack.dockerfile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.imagepack.testing.Attempt;

import static org.assertj.core.api.Assertions.assertThat;

class IgnoreRulesFuzzTest {

    private static final Location AT = Location.of(".dockerignore", 1);

    /** The first line is a path, the rest an ignore file; read by itself, by a walk, and by a slow reader of our own. */
    @FuzzTest
    void ignoreRules(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        String path = CleanPath.of("/" + new String(bytes, 0, end, StandardCharsets.UTF_8))
                .substring(1);
        byte[] file = Arrays.copyOfRange(bytes, Math.min(bytes.length, end + 1), bytes.length);
        Optional<IgnoreRules> rules = Attempt.of(() -> IgnoreRules.parse(".dockerignore", file));
        if (rules.isPresent() && !path.isEmpty()) {
            walk(rules.get(), path);
            compare(rules.get(), path, new String(file, StandardCharsets.UTF_8));
            Attempt.of(() -> TreePattern.parse(path, AT)).ifPresent(pattern -> pattern.mayMatchBelow(path));
            Attempt.of(() -> PathPattern.parse(path, AT)).ifPresent(pattern -> {
                if (pattern.isLiteral() && !path.contains("\\")) {
                    assertThat(pattern.matches(path)).isTrue();
                }
            });
        }
    }

    /** A walk that does not go on loses nothing. */
    private static void walk(IgnoreRules rules, String path) {
        IgnoreRules.Visit visit = rules.root();
        boolean over = false;
        for (String name : path.split("/")) {
            visit = visit.enter(name);
            assertThat(visit.isExcluded() || !over).as(path).isTrue();
            over |= !visit.mayHoldIncluded();
        }
    }

    private static void compare(IgnoreRules rules, String path, String file) {
        List<String> lines = new ArrayList<>();
        for (String line : file.split("\n")) {
            if (!line.startsWith("#")) {
                IgnoreRules.pattern(line.replaceAll("\r+$", ""))
                        .map(Whitespace::trim)
                        .ifPresent(lines::add);
            }
        }
        // Classes and escapes differ between dialects of regular expressions; the rest does not.
        boolean known = lines.stream().allMatch(line -> line.matches("!?[A-Za-z0-9._/*?-]*")) && path.length() < 64;
        if (known && lines.size() < 20 && file.length() < 200) {
            assertThat(rules.excludes(path)).as(path).isEqualTo(SlowIgnore.excludes(lines, path));
        }
    }

    /** The rules one by one, each tried on the path and on every directory above it, with the JDK's expressions. */
    private static final class SlowIgnore {

        static boolean excludes(List<String> lines, String path) {
            boolean excluded = false;
            for (String line : lines) {
                boolean negated = line.startsWith("!");
                String pattern = CleanPath.of(line).substring(negated ? 1 : 0);
                if (matchesOneOf(pattern, path)) {
                    excluded = !negated;
                }
            }
            return excluded;
        }

        private static boolean matchesOneOf(String pattern, String path) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                if (matches(pattern, path.substring(0, slash))) {
                    return true;
                }
            }
            return matches(pattern, path);
        }

        private static boolean matches(String pattern, String path) {
            String tail = pattern.startsWith("**") ? pattern.substring(2) : pattern;
            if (pattern.startsWith("**") && !tail.matches(".*[*?].*") && !tail.equals("/")) {
                return path.endsWith(tail) || tail.equals("/" + path);
            }
            String head = pattern.endsWith("**") ? pattern.substring(0, pattern.length() - 2) : pattern;
            if (pattern.endsWith("**") && !head.matches(".*[*?].*")) {
                return path.startsWith(head);
            }
            return Pattern.compile(expression(pattern), Pattern.DOTALL)
                    .matcher(path)
                    .matches();
        }

        private static String expression(String pattern) {
            StringBuilder expression = new StringBuilder();
            for (int at = 0; at < pattern.length(); at++) {
                if (pattern.startsWith("**/", at) && at + 3 < pattern.length()) {
                    expression.append("(.*/)?");
                    at += 2;
                } else if (pattern.startsWith("**", at)) {
                    boolean last = at + 2 == pattern.length();
                    expression.append(last ? ".*" : "(.*/)?");
                    at++;
                } else if (pattern.charAt(at) == '*') {
                    expression.append("[^/]*");
                } else if (pattern.charAt(at) == '?') {
                    expression.append("[^/]");
                } else {
                    expression.append(Pattern.quote(pattern.substring(at, at + 1)));
                }
            }
            return expression.toString();
        }
    }
}
