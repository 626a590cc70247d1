package dev.imagepack.dockerfile;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Durations as Go writes them, {@code 1m30s} or {@code 1.5h}.
 *
 * @see <a href="https://pkg.go.dev/time#ParseDuration">time.ParseDuration</a>
 */
final class GoDuration {

    /** Longer texts are no duration that fits into 64 bits of nanoseconds, leading zeros aside. */
    private static final int MAX_LENGTH = 256;

    private static final Pattern PART = Pattern.compile("([0-9]*+)(?:\\.([0-9]*+))?+(ns|us|\u00B5s|\u03BCs|ms|s|m|h)");

    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "\u00B5s", 1_000L,
            "\u03BCs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private GoDuration() {}

    /** Nanoseconds; empty if the text is no duration or the number does not fit. A lone 0 needs no unit. */
    static Optional<Long> parse(String text) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String parts = signed ? text.substring(1) : text;
        if (parts.equals("0")) {
            return Optional.of(0L);
        }
        if (parts.isEmpty() || parts.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            long nanos = sum(parts);
            return nanos < 0 ? Optional.empty() : Optional.of(text.startsWith("-") ? -nanos : nanos);
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The sum of the parts, or -1 if something else stands between them. */
    private static long sum(String parts) {
        Matcher part = PART.matcher(parts);
        long sum = 0;
        int at = 0;
        while (at < parts.length()) {
            part.region(at, parts.length());
            if (!part.lookingAt() || part.group(1).isEmpty() && isEmpty(part.group(2))) {
                return -1;
            }
            long unit = NANOS.get(part.group(3));
            String whole = part.group(1).isEmpty() ? "0" : part.group(1);
            sum = Math.addExact(sum, Math.multiplyExact(Long.parseLong(whole), unit));
            sum = Math.addExact(sum, fraction(part.group(2), unit));
            at = part.end();
        }
        return sum;
    }

    private static boolean isEmpty(@Nullable String digits) {
        return digits == null || digits.isEmpty();
    }

    /** The part after the point in nanoseconds, cut, not rounded. */
    private static long fraction(@Nullable String digits, long unit) {
        return isEmpty(digits)
                ? 0
                : new BigDecimal("0." + digits)
                        .multiply(BigDecimal.valueOf(unit))
                        .longValue();
    }
}
