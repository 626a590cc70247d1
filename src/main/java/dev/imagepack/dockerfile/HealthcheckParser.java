package dev.imagepack.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes HEALTHCHECK of a statement. */
final class HealthcheckParser {

    private static final long NANOS_OF_MILLI = 1_000_000;

    private static final Map<String, Flags.Kind> FLAGS = Map.of(
            "interval", Flags.Kind.TEXT,
            "timeout", Flags.Kind.TEXT,
            "start-period", Flags.Kind.TEXT,
            "start-interval", Flags.Kind.TEXT,
            "retries", Flags.Kind.TEXT);

    private HealthcheckParser() {}

    static Instruction parse(Statement statement) {
        List<String> words = statement.arguments();
        if (words.isEmpty()) {
            throw statement.fault("has no argument", "Write HEALTHCHECK CMD and a command, or HEALTHCHECK NONE.");
        }
        return words.get(0).toUpperCase(Locale.ROOT).equals("NONE") ? none(statement) : check(statement);
    }

    /** Engines ignore the flags of NONE. */
    private static Instruction none(Statement statement) {
        if (statement.arguments().size() > 1) {
            throw statement.fault("NONE takes no arguments", "Remove what follows NONE.");
        }
        return new Instruction.Healthcheck(statement.source(), List.of("NONE"), 0, 0, 0, 0, 0);
    }

    private static Instruction check(Statement statement) {
        Flags flags = Flags.of(statement, FLAGS);
        return new Instruction.Healthcheck(
                statement.source(),
                test(statement),
                duration(statement, flags, "interval"),
                duration(statement, flags, "timeout"),
                duration(statement, flags, "start-period"),
                duration(statement, flags, "start-interval"),
                retries(statement, flags));
    }

    private static List<String> test(Statement statement) {
        List<String> words = statement.arguments();
        if (!words.get(0).toUpperCase(Locale.ROOT).equals("CMD")) {
            throw statement.fault(
                    "is of the unknown type " + Excerpt.of(words.get(0)), "Write HEALTHCHECK CMD and a command.");
        }
        if (words.size() == 1) {
            throw statement.fault("CMD has no command", "Write one, or HEALTHCHECK NONE.");
        }
        List<String> test = new ArrayList<>(words);
        test.set(0, statement.json() ? "CMD" : "CMD-SHELL");
        return test;
    }

    private static long duration(Statement statement, Flags flags, String name) {
        String text = flags.text(name).orElse("0");
        long nanos = GoDuration.parse(text)
                .orElseThrow(() -> statement.fault(
                        "has --" + name + " with the value " + Excerpt.of(text) + ", which is no duration",
                        "Write a number with a unit, such as 30s or 1m30s; units are h, m, s, ms, us, ns."));
        if (nanos != 0 && nanos < NANOS_OF_MILLI) {
            throw statement.fault(
                    "has --" + name + " with the value " + Excerpt.of(text) + ", which is less than 1ms",
                    "Write 1ms or more, or 0 for the default.");
        }
        return nanos;
    }

    private static int retries(Statement statement, Flags flags) {
        String text = flags.text("retries").orElse("0");
        try {
            int retries = Integer.parseInt(text);
            if (retries >= 0 && text.chars().allMatch(c -> c < 0x80)) {
                return retries;
            }
        } catch (NumberFormatException e) {
            // Said below, in the same words as for a negative number.
        }
        throw statement.fault(
                "has --retries with the value " + Excerpt.of(text) + ", which is no number from 0",
                "Write a whole number, or 0 for the default.");
    }
}
