package dev.imagepack.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** One thing built in all ways in turn. What a tool costs is the time that it adds to the build of the same round without it. */
final class Comparison {

    /** One build. */
    @FunctionalInterface
    interface Build {
        Sample run(Way way) throws IOException, InterruptedException;
    }

    private final Map<String, Map<Way, List<Sample>>> samples = new LinkedHashMap<>();
    private final Map<Way, LastImage> images = new EnumMap<>(Way.class);

    /** Each round begins with another way, so that no way is always the one after the same other. */
    void measure(String name, int round, Build build) throws IOException, InterruptedException {
        Way[] ways = Way.values();
        Map<Way, List<Sample>> row = samples.computeIfAbsent(name, absent -> new EnumMap<>(Way.class));
        for (int i = 0; i < ways.length; i++) {
            Way way = ways[(round + i) % ways.length];
            row.computeIfAbsent(way, absent -> new ArrayList<>()).add(build.run(way));
        }
        sayLatest(name, round, row);
    }

    /** A run takes long, and what was measured before it is stopped is worth something. */
    private static void sayLatest(String name, int round, Map<Way, List<Sample>> row) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "round %d, %-32s", round, name));
        row.forEach((way, samples) -> {
            Sample latest = samples.get(samples.size() - 1);
            line.append(String.format(
                    Locale.ROOT, " %s %.2f/%.2f", way.name().toLowerCase(Locale.ROOT), latest.wall(), latest.cpu()));
        });
        Benchmark.say(line.toString());
    }

    /** A tool that did nothing where something changed, or made another image of the same content, is not fast. */
    void requireImage(Way way, String identity, boolean isChanged) {
        last(way).require(identity, isChanged);
    }

    /** Whatever there was may be made again. */
    void forgetImage(Way way) {
        last(way).forget();
    }

    private LastImage last(Way way) {
        return images.computeIfAbsent(way, made -> new LastImage(made.toString()));
    }

    void print() {
        Benchmark.say("\nSeconds of the whole Maven process, median (least..most)");
        row("", "no image", "and target/lib", "and imagepack", "no image, Jib");
        samples.forEach((name, ways) -> {
            row(name + ", wall", cells(ways, Sample::wall));
            row(name + ", CPU", cells(ways, Sample::cpu));
        });
        Benchmark.say("\nSeconds added to the build of the same round, and the ratio of the medians");
        row("", "imagepack", "and target/lib", "Jib", "ratio", "ratio and lib");
        samples.forEach((name, ways) -> {
            added(name + ", wall", ways, Sample::wall);
            added(name + ", CPU", ways, Sample::cpu);
        });
        Benchmark.say(
                "target/lib is the copy of the dependencies that a Dockerfile or a declared layer takes; Jib needs none.");
    }

    private static String[] cells(Map<Way, List<Sample>> ways, ToDoubleFunction<Sample> value) {
        return ways.values().stream()
                .map(samples -> Figures.of(samples, value).toString())
                .toArray(String[]::new);
    }

    private static void added(String name, Map<Way, List<Sample>> ways, ToDoubleFunction<Sample> value) {
        Figures imagepack = difference(ways, Way.IMAGEPACK, Way.LIB, value);
        Figures withLib = difference(ways, Way.IMAGEPACK, Way.NO_IMAGE, value);
        Figures jib = difference(ways, Way.JIB, Way.NO_IMAGE, value);
        row(
                name,
                imagepack.toString(),
                withLib.toString(),
                jib.toString(),
                String.format(Locale.ROOT, "%.2f", imagepack.median() / jib.median()),
                String.format(Locale.ROOT, "%.2f", withLib.median() / jib.median()));
    }

    private static Figures difference(Map<Way, List<Sample>> ways, Way more, Way less, ToDoubleFunction<Sample> value) {
        List<Sample> differences = new ArrayList<>();
        for (int i = 0; i < ways.get(more).size(); i++) {
            differences.add(ways.get(more).get(i).minus(ways.get(less).get(i)));
        }
        return Figures.of(differences, value);
    }

    private static void row(String name, String... cells) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-36s", name));
        for (String cell : cells) {
            row.append(String.format(Locale.ROOT, "%-22s", cell));
        }
        Benchmark.say(row.toString().stripTrailing());
    }
}
