package dev.imagepack.maven;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Readable {

    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

    private Readable() {}

    /** {@code 512 B}, {@code 1.5 kB}, {@code 12.3 MB}: powers of 1000, as registries and engines count. */
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** {@code 12 ms}, {@code 1.5 s}, {@code 2 min 5 s}. */
    static String time(Duration time) {
        long millis = time.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        return millis / 60_000 + " min " + millis / 1000 % 60 + " s";
    }

    /** {@code 1 layer}, {@code 2 layers}. */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
