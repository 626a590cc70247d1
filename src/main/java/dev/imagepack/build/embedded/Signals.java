package dev.imagepack.build.embedded;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import dev.imagepack.dockerfile.Location;

/**
 * The signals that STOPSIGNAL may name: those of Linux, with or without SIG, or any positive number, as BuildKit takes
 * it.
 */
final class Signals {

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
    private static final Pattern REAL_TIME = Pattern.compile("RTMIN(\\+([1-9]|1[0-5]))?|RTMAX(-([1-9]|1[0-4]))?");
    private static final Set<String> NAMES = Set.of(
            "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE",
            "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU",
            "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ");

    private Signals() {}

    /** The text as written if it is a signal. */
    static String check(String text, Location at) {
        String upper = text.toUpperCase(Locale.ROOT);
        String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
        if (NUMBER.matcher(text).matches()
                || NAMES.contains(name)
                || REAL_TIME.matcher(name).matches()) {
            return text;
        }
        throw at.fault("STOPSIGNAL " + text + " is no signal", "Write a name such as SIGTERM or a positive number.");
    }
}
