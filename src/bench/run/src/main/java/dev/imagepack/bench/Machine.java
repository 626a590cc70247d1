package dev.imagepack.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the figures were measured on, as far as it can be told. */
final class Machine {

    /** Of the times in {@code /proc}: what Linux counts in, whatever the kernel's own tick is. */
    private static final double TICKS = 100;

    private Machine() {}

    static String describe(Maven maven) throws IOException, InterruptedException {
        return String.format(
                Locale.ROOT,
                "%d processors (%s), %s %s, JDK %s, %s, load %s",
                Runtime.getRuntime().availableProcessors(),
                processor(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("java.version"),
                maven.version(),
                load());
    }

    static String load() {
        return String.format(
                Locale.ROOT,
                "%.1f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String processor() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .orElse(System.getProperty("os.arch"));
    }

    /** User and system seconds of all children that have ended; NaN where the system does not say. */
    static double childrenCpu() throws IOException {
        Path file = Path.of("/proc/self/stat");
        if (!Files.isReadable(file)) {
            return Double.NaN;
        }
        String stat = Files.readString(file);
        // The name of the program, in parentheses, may hold anything; children's times are 14 and 15 after it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS;
    }
}
