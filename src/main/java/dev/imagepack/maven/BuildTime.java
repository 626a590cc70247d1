package dev.imagepack.maven;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;

/**
 * The time that images and everything in their layers carry: {@code SOURCE_DATE_EPOCH} of the environment, else the
 * project's {@code project.build.outputTimestamp}, else the epoch.
 */
final class BuildTime {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

    private BuildTime() {}

    /**
     * The first of the two that says a time.
     *
     * @param sourceDateEpoch seconds since the epoch
     * @param outputTimestamp ISO 8601 with an offset, or seconds since the epoch; by Maven's convention a single character
     *     that is no digit switches it off
     */
    static Instant of(@Nullable String sourceDateEpoch, @Nullable String outputTimestamp) {
        if (isSaid(sourceDateEpoch)) {
            return seconds(sourceDateEpoch.strip());
        }
        return isOff(outputTimestamp) ? Instant.EPOCH : timestamp(outputTimestamp.strip());
    }

    /** Whether one of the two says a time. */
    static boolean isSet(@Nullable String sourceDateEpoch, @Nullable String outputTimestamp) {
        return isSaid(sourceDateEpoch) || !isOff(outputTimestamp);
    }

    private static boolean isSaid(@Nullable String text) {
        return text != null && !text.isBlank();
    }

    private static boolean isOff(@Nullable String outputTimestamp) {
        String timestamp = outputTimestamp == null ? "" : outputTimestamp.strip();
        return timestamp.isEmpty() || timestamp.length() == 1 && !Character.isDigit(timestamp.charAt(0));
    }

    private static Instant seconds(String text) {
        if (!SECONDS.matcher(text).matches()) {
            throw new ImagepackException(
                    "SOURCE_DATE_EPOCH: '" + text + "' is no number of seconds since 1970",
                    "Set it to such a number, for instance with: git log -1 --format=%ct");
        }
        return Instant.ofEpochSecond(Long.parseLong(text));
    }

    private static Instant timestamp(String text) {
        try {
            Instant time = SECONDS.matcher(text).matches()
                    ? Instant.ofEpochSecond(Long.parseLong(text))
                    : OffsetDateTime.parse(text).toInstant();
            if (time.isBefore(Instant.EPOCH)) {
                throw new DateTimeException("before 1970");
            }
            return time;
        } catch (DateTimeException e) {
            throw new ImagepackException(
                    "<outputTimestamp>: '" + text + "' is no time since 1970",
                    "Write a time with its offset, for instance 2024-01-31T12:00:00Z, or seconds since 1970; without the"
                            + " parameter, the property project.build.outputTimestamp counts.",
                    e);
        }
    }
}
