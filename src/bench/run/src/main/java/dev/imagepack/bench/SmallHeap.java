package dev.imagepack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Maven in a JVM of 128 MB, and how much of it was in use. */
record SmallHeap(Settings settings, Maven maven) {

    static final String JVM = "-Xmx128m -XX:+UseSerialGC";

    /** What a collection left: the most of these is what had to fit. */
    private static final Pattern LEFT = Pattern.compile("->(\\d+)M\\(");

    /** Builds a project, and says what had to fit for this. */
    void build(Path project, String what, List<String> arguments) throws IOException, InterruptedException {
        Path log = settings.work().resolve("heap.log");
        Files.deleteIfExists(log);
        Sample sample = maven.build(project, JVM + " -Xlog:gc:file=" + log, arguments);
        int most = LEFT.matcher(Files.readString(log))
                .results()
                .map(MatchResult::group)
                .mapToInt(found -> Integer.parseInt(found.replaceAll("\\D", "")))
                .max()
                .orElse(0);
        Benchmark.say(
                String.format(Locale.ROOT, "%s: at most %d MB after a collection, %.1f s", what, most, sample.wall()));
    }
}
