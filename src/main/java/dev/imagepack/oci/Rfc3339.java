package dev.imagepack.oci;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as image documents write them (RFC 3339, 5.6), in UTC and with no more digits than needed, as Go writes them. */
final class Rfc3339 {

    private static final Pattern GRAMMAR = Pattern.compile(
            "(\\d{4}-\\d{2}-\\d{2})[Tt](\\d{2}:\\d{2}:\\d{2})(\\.\\d{1,9})?\\d*([Zz]|[+-]\\d{2}:\\d{2})");

    private static final DateTimeFormatter FORM = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendLiteral('Z')
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Rfc3339() {}

    /** Reads a time; digits beyond nanoseconds are cut off. IllegalArgumentException names the fault. */
    static Instant parse(String text) {
        Matcher matcher = GRAMMAR.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    Quoted.of(text) + " is no RFC 3339 time, for instance 2026-11-21T08:00:00Z");
        }
        String fraction = matcher.group(3) == null ? "" : matcher.group(3);
        String zone = matcher.group(4).toUpperCase(Locale.ROOT);
        try {
            return OffsetDateTime.parse(matcher.group(1) + "T" + matcher.group(2) + fraction + zone)
                    .toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(Quoted.of(text) + " is no time that exists", e);
        }
    }

    static String format(Instant time) {
        return FORM.format(time);
    }
}
