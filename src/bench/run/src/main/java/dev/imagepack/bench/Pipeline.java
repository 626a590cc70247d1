package dev.imagepack.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of the speed of the compression is left when a layer is built: reading, hashing, tar, both digests, writing and
 * syncing included. Both in a fresh JVM, on the same files.
 */
final class Pipeline {

    private static final Pattern BUILD = Pattern.compile("\"durationMillis\"\\s*:\\s*(\\d+)");
    private static final String FILES = "files";

    private final Settings settings;
    private final Maven maven;
    private final FilesImage image;

    Pipeline(Settings settings, Maven maven) throws IOException {
        this.settings = settings;
        this.maven = maven;
        this.image = FilesImage.write(settings.work().resolve("pipeline"), settings, List.of(FILES));
    }

    void run() throws IOException, InterruptedException {
        Path files = image.directory().resolve(FILES);
        Benchmark.delete(files);
        MadeUp madeUp = new MadeUp(3, settings);
        madeUp.fill(files.resolve("code"), MadeUp.Kind.CODE, 200_000_000, 300);
        madeUp.fill(files.resolve("text"), MadeUp.Kind.TEXT, 100_000_000, 300);
        madeUp.fill(files.resolve("dense"), MadeUp.Kind.DENSE, 100_000_000, 40);
        maven.download(image.directory(), List.of("package"));
        List<Double> alone = new ArrayList<>();
        List<Double> build = new ArrayList<>();
        for (int round = 0; round < settings.rounds(); round++) {
            alone.add(compress(files));
            build.add(build());
        }
        Figures compression = Figures.of(alone);
        Figures pipeline = Figures.of(build);
        Benchmark.say("\nThe pipeline, one layer of " + settings.bytes(400_000_000) / 1_000_000 + " MB with "
                + settings.compression() + ", seconds: median (least..most)");
        Benchmark.say("compression alone   " + compression);
        Benchmark.say("the image's build   " + pipeline);
        Benchmark.say(String.format(
                Locale.ROOT,
                "The build reaches %.0f %% of the speed of its compression.",
                100 * compression.median() / pipeline.median()));
    }

    private double compress(Path files) throws IOException, InterruptedException {
        Path seconds = settings.work().resolve("compression.seconds");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        CompressionAlone.class.getName(),
                        settings.compression(),
                        files.toString(),
                        seconds.toString())
                .redirectErrorStream(true)
                .redirectOutput(new File(settings.work().toFile(), "compression.log"));
        if (builder.start().waitFor() != 0) {
            throw new IllegalStateException(Files.readString(settings.work().resolve("compression.log")));
        }
        return Double.parseDouble(Files.readString(seconds));
    }

    /** As the plugin's own report has it: from the first look at the recipe to the image in the cache. */
    private double build() throws IOException, InterruptedException {
        image.forget();
        maven.build(image.directory(), List.of("package", "-Dimagepack.compression=" + settings.compression()));
        String report = Files.readString(image.report());
        Matcher found = BUILD.matcher(report.substring(report.indexOf("\"build\"")));
        if (!found.find()) {
            throw new IllegalStateException(image.report() + " has no duration of a build");
        }
        return Long.parseLong(found.group(1)) / 1000.0;
    }
}
