package dev.imagepack.build.embedded;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.imagepack.oci.Healthcheck;

/** How a line of history words an instruction; the words are BuildKit's, for tools read them. */
final class HistoryText {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private HistoryText() {}

    static String copy(TransferReader.Words words, boolean parents) {
        return transfer(parents ? "COPY --parents" : "COPY", words);
    }

    static String add(TransferReader.Words words) {
        return transfer("ADD", words);
    }

    private static String transfer(String instruction, TransferReader.Words read) {
        List<String> words = new ArrayList<>(List.of(instruction));
        if (!read.chown().isEmpty()) {
            words.add("--chown=" + read.chown());
        }
        if (!read.chmod().isEmpty()) {
            words.add("--chmod=" + read.chmod());
        }
        words.addAll(read.sources());
        read.documents().forEach(document -> words.add("<<" + document));
        words.add(read.destination());
        words.add("# buildkit");
        return String.join(" ", words);
    }

    /** {@code CMD ["a" "b"]}. */
    static String command(String keyword, List<String> words) {
        return keyword + " " + words.stream().map(HistoryText::quote).collect(Collectors.joining(" ", "[", "]"));
    }

    /** {@code EXPOSE [1/tcp 2/tcp]}. */
    static String list(String keyword, Collection<String> words) {
        return keyword + " [" + String.join(" ", words) + "]";
    }

    static String healthcheck(Healthcheck check) {
        return "HEALTHCHECK {Test:[" + String.join(" ", check.test()) + "] Interval:" + duration(check.interval())
                + " Timeout:" + duration(check.timeout()) + " StartPeriod:" + duration(check.startPeriod())
                + " StartInterval:" + duration(check.startInterval()) + " Retries:" + check.retries() + "}";
    }

    /** A duration of nanoseconds as Go prints it: {@code 1m30s}, {@code 1.5s}, {@code 250ms}, {@code 0s}. */
    private static String duration(long nanos) {
        if (nanos < NANOS_PER_SECOND) {
            return nanos == 0 ? "0s" : fraction(nanos);
        }
        long seconds = nanos / NANOS_PER_SECOND;
        String rest = decimal(seconds % 60, nanos % NANOS_PER_SECOND, 9) + "s";
        String minutes = seconds < 60 ? "" : seconds / 60 % 60 + "m";
        String hours = seconds < 3600 ? "" : seconds / 3600 + "h";
        return hours + minutes + rest;
    }

    private static String fraction(long nanos) {
        if (nanos < 1000) {
            return nanos + "ns";
        }
        return nanos < 1_000_000
                ? decimal(nanos / 1000, nanos % 1000, 3) + "µs"
                : decimal(nanos / 1_000_000, nanos % 1_000_000, 6) + "ms";
    }

    private static String decimal(long whole, long part, int digits) {
        String text = Long.toString(part);
        String padded = "0".repeat(digits - text.length()) + text;
        String trimmed = padded.replaceAll("0+$", "");
        return trimmed.isEmpty() ? Long.toString(whole) : whole + "." + trimmed;
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(point -> quoted.append(escape(point)));
        return quoted.append('"').toString();
    }

    private static String escape(int point) {
        return switch (point) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            case '\r' -> "\\r";
            default ->
                point < ' ' || point == 0x7f ? String.format(Locale.ROOT, "\\x%02x", point) : Character.toString(point);
        };
    }
}
