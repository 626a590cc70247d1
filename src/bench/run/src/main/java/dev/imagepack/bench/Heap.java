package dev.imagepack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Builds and packs an image with a small and with a large file, in a JVM of 128 MB, Maven included. */
final class Heap {

    private static final String JVM = "-Xmx128m -XX:+UseSerialGC";
    private static final long SMALL = 200_000_000;
    private static final long LARGE = 2_000_000_000;

    /** What a collection left: the most of these is what had to fit. */
    private static final Pattern LEFT = Pattern.compile("->(\\d+)M\\(");

    private final Settings settings;
    private final Maven maven;
    private final FilesImage image;

    Heap(Settings settings, Maven maven) throws IOException {
        this.settings = settings;
        this.maven = maven;
        this.image = FilesImage.write(settings.work().resolve("heap"), settings, List.of("data"));
    }

    void run() throws IOException, InterruptedException {
        Path data = Files.createDirectories(image.directory().resolve("data"));
        new MadeUp(4).write(data.resolve("small"), MadeUp.Kind.TEXT, 1000);
        maven.download(image.directory(), List.of("package"));
        Benchmark.say("\nMemory of the whole Maven process with " + JVM);
        measure(data.resolve("file"), SMALL);
        measure(data.resolve("file"), LARGE);
        Benchmark.delete(image.directory());
    }

    private void measure(Path file, long size) throws IOException, InterruptedException {
        new MadeUp(5).write(file, MadeUp.Kind.CODE, size);
        image.forget();
        Path log = settings.work().resolve("heap.log");
        Files.deleteIfExists(log);
        Sample sample = maven.build(image.directory(), JVM + " -Xlog:gc:file=" + log, List.of("package"));
        int most = LEFT.matcher(Files.readString(log))
                .results()
                .map(MatchResult::group)
                .mapToInt(found -> Integer.parseInt(found.replaceAll("\\D", "")))
                .max()
                .orElse(0);
        Benchmark.say(String.format(
                Locale.ROOT,
                "a file of %d MB: at most %d MB after a collection, %.1f s",
                size / 1_000_000,
                most,
                sample.wall()));
    }
}
