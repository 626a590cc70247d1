package dev.imagepack.io;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of something unfinished. It tells the process that made it, so that what a dead one left can be told from
 * work that is under way, and is never given twice.
 *
 * @param purpose what it is for; part of the name
 * @param pid the number of the process that made it
 * @param started when that process started, in seconds since the epoch; numbers of processes come again, above all in containers
 * @param random sixteen hex digits
 */
record TemporaryName(String purpose, long pid, long started, String random) {

    private static final Pattern FORM =
            Pattern.compile("\\.imagepack-(\\d{1,18})-(\\d{1,18})-([0-9a-f]{16})-(.+)", Pattern.DOTALL);

    /** Systems tell the start of a process with a small error that is not the same at every question. */
    private static final long TOLERANCE = 30;

    static TemporaryName make(String purpose) {
        ProcessHandle self = ProcessHandle.current();
        String random =
                String.format(Locale.ROOT, "%016x", ThreadLocalRandom.current().nextLong());
        return new TemporaryName(purpose, self.pid(), started(self).orElse(0L), random);
    }

    static Optional<TemporaryName> parse(String fileName) {
        Matcher name = FORM.matcher(fileName);
        return name.matches()
                ? Optional.of(new TemporaryName(
                        name.group(4), Long.parseLong(name.group(1)), Long.parseLong(name.group(2)), name.group(3)))
                : Optional.empty();
    }

    /** Whether the process that made it still runs on this machine. */
    boolean makerRuns() {
        return ProcessHandle.of(pid)
                .map(process -> started(process)
                        .map(time -> Math.abs(time - started) <= TOLERANCE)
                        .orElse(true))
                .orElse(false);
    }

    private static Optional<Long> started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::getEpochSecond);
    }

    /** The file name. */
    @Override
    public String toString() {
        return ".imagepack-" + pid + "-" + started + "-" + random + "-" + purpose;
    }
}
