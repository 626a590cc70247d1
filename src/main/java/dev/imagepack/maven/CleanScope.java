package dev.imagepack.maven;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.imagepack.ImagepackException;
import dev.imagepack.cache.CleanCache.Scope;

/**
 * Understands what to drop from the cache: {@code project}, {@code all}, {@code older-than:30d}, {@code larger-than:5g}.
 */
final class CleanScope {

    private static final Pattern LIMIT =
            Pattern.compile("(older-?than|larger-?than)\\s*[:= ]\\s*([0-9]{1,15})\\s*([a-z]*)");

    /** A century: longer ages mean the same. */
    private static final long MOST_HOURS = 100 * 366 * 24;

    private CleanScope() {}

    /**
     * The scope of a text, whatever its case.
     *
     * @param project what {@code project} stands for: {@code groupId:artifactId}
     */
    static Scope parse(String text, String project) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (word.equals("project")) {
            return new Scope.Project(project);
        }
        if (word.equals("all")) {
            return new Scope.Everything();
        }
        Matcher limit = LIMIT.matcher(word);
        if (!limit.matches()) {
            throw fault(text);
        }
        long number = Long.parseLong(limit.group(2));
        return word.startsWith("older")
                ? new Scope.OlderThan(age(number, limit.group(3), text))
                : new Scope.LargerThan(
                        ByteSize.parse(limit.group(2) + limit.group(3)).orElseThrow(() -> fault(text)));
    }

    private static Duration age(long number, String unit, String text) {
        long hours = switch (unit) {
            case "h", "hour", "hours" -> 1;
            case "d", "day", "days" -> 24;
            case "w", "week", "weeks" -> 7 * 24;
            default -> throw fault(text);
        };
        return Duration.ofHours(bounded(number, BigInteger.valueOf(hours), MOST_HOURS));
    }

    private static long bounded(long number, BigInteger factor, long most) {
        return BigInteger.valueOf(number)
                .multiply(factor)
                .min(BigInteger.valueOf(most))
                .longValue();
    }

    private static ImagepackException fault(String text) {
        return new ImagepackException(
                "imagepack.cleanCache: '" + text + "' is not understood",
                "Write project, all, older-than:30d (h, d, w) or larger-than:5g (k, m, g, t).");
    }
}
