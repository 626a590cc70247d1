package dev.imagepack.maven;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as Go writes them and Dockerfiles use them: {@code 30s}, {@code 1m30s}, {@code 1.5h}, {@code 500ms}. */
final class GoDuration {

    private static final Pattern FORM = Pattern.compile("(?:[0-9]+(?:\\.[0-9]*)?(?:ms|us|µs|ns|h|m|s))+");
    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?)(ms|us|µs|ns|h|m|s)");

    /** Longer than any text of a time, so that no number grows without end. */
    private static final int LONGEST = 64;

    private static final long NANOS_PER_MILLI = 1_000_000L;

    private GoDuration() {}

    /** Engines accept 0 for their default, else at least a millisecond; IllegalArgumentException says what is wrong. */
    static long nanoseconds(String text) {
        if (text.equals("0")) {
            return 0;
        }
        if (text.length() > LONGEST || !FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no time");
        }
        long nanos = sum(text);
        if (nanos > 0 && nanos < NANOS_PER_MILLI) {
            throw new IllegalArgumentException("'" + text + "' is shorter than a millisecond");
        }
        return nanos;
    }

    private static long sum(String text) {
        BigDecimal sum = BigDecimal.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            sum = sum.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanos(part.group(2)))));
        }
        if (sum.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("'" + text + "' is too long a time");
        }
        return sum.longValue();
    }

    private static long nanos(String unit) {
        return switch (unit) {
            case "h" -> 3_600_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "s" -> 1_000_000_000L;
            case "ms" -> NANOS_PER_MILLI;
            case "ns" -> 1L;
            default -> 1_000L;
        };
    }
}
