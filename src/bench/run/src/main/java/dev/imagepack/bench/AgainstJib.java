package dev.imagepack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The same project built without images, with the plugin, and with Jib, in turn. What a tool costs is the time that it adds
 * to the build of the same round without it.
 */
final class AgainstJib {

    /** What happened since the last build. */
    private enum Change {
        COLD("cold"),
        NOTHING("unchanged"),
        CLASS("one class changed"),
        DEPENDENCY("one dependency changed");

        private final String words;

        Change(String words) {
            this.words = words;
        }
    }

    /** A way to build the project, and where its image's identity can be read. */
    private enum Way {
        NO_IMAGE("", ""),
        LIB("-Plib", ""),
        IMAGEPACK("-Plib,imagepack", "target/imagepack/images.lock"),
        JIB("-Pjib", "target/jib-image.id");

        private final String profiles;
        private final String identity;

        Way(String profiles, String identity) {
            this.profiles = profiles;
            this.identity = identity;
        }
    }

    private final Settings settings;
    private final Maven maven;
    private final Map<Way, Application> applications = new EnumMap<>(Way.class);
    private final Map<Way, String> identities = new EnumMap<>(Way.class);
    private final Map<Change, Map<Way, List<Sample>>> samples = new EnumMap<>(Change.class);

    AgainstJib(Settings settings, Maven maven) {
        this.settings = settings;
        this.maven = maven;
        for (Change change : Change.values()) {
            Map<Way, List<Sample>> ways = new EnumMap<>(Way.class);
            for (Way way : Way.values()) {
                ways.put(way, new ArrayList<>());
            }
            samples.put(change, ways);
        }
    }

    void run() throws IOException, InterruptedException {
        Path base = base();
        for (Way way : Way.values()) {
            Path directory = settings.work().resolve("application-" + way.name().toLowerCase(Locale.ROOT));
            applications.put(way, Application.write(directory, settings, base));
            download(way);
        }
        Benchmark.say("\nBeside Jib " + settings.jib() + ": base " + megabytes(Files.size(base)) + ", dependencies "
                + dependencies() + ", 300 classes, 20 MB of resources; " + settings.rounds() + " rounds");
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Change change : Change.values()) {
                measure(change, round);
            }
        }
        print();
    }

    /** Programs, text and archives, as a Linux with a JRE has them. */
    private Path base() throws IOException, InterruptedException {
        FilesImage base = FilesImage.write(
                settings.work().resolve("base"), settings, List.of("system", "runtime", "certificates"));
        if (!Files.exists(base.archive())) {
            MadeUp madeUp = new MadeUp(1);
            Path system = base.directory().resolve("system");
            madeUp.fill(system.resolve("lib"), MadeUp.Kind.CODE, 60_000_000, 600);
            madeUp.fill(system.resolve("share"), MadeUp.Kind.TEXT, 48_000_000, 900);
            madeUp.fill(base.directory().resolve("runtime/lib"), MadeUp.Kind.CODE, 40_000_000, 80);
            madeUp.fill(base.directory().resolve("runtime/modules"), MadeUp.Kind.DENSE, 20_000_000, 3);
            madeUp.fill(base.directory().resolve("certificates"), MadeUp.Kind.TEXT, 1_000_000, 120);
            maven.download(base.directory(), List.of("package"));
        }
        return base.archive();
    }

    private void download(Way way) throws IOException, InterruptedException {
        Application application = applications.get(way);
        application.takeNewDriver();
        maven.download(application.directory(), arguments(way));
        application.takeOldDriver();
        maven.download(application.directory(), arguments(way));
    }

    private static List<String> arguments(Way way) {
        List<String> arguments = new ArrayList<>(List.of("package", "-Djib.baseImageCache=jib-cache"));
        if (!way.profiles.isEmpty()) {
            arguments.add(way.profiles);
        }
        return arguments;
    }

    private String dependencies() throws IOException {
        try (var jars = Files.list(applications.get(Way.LIB).directory().resolve("target/lib"))) {
            List<Path> all = jars.toList();
            long size = 0;
            for (Path jar : all) {
                size += Files.size(jar);
            }
            return all.size() + " jars of " + megabytes(size);
        }
    }

    private static String megabytes(long bytes) {
        return bytes / 1_000_000 + " MB";
    }

    /** Each round begins with another way, so that no way is always the one after the same other. */
    private void measure(Change change, int round) throws IOException, InterruptedException {
        Way[] ways = Way.values();
        for (int i = 0; i < ways.length; i++) {
            Way way = ways[(round + i) % ways.length];
            apply(change, applications.get(way), round);
            Path directory = applications.get(way).directory();
            Sample sample = maven.build(directory, arguments(way));
            samples.get(change).get(way).add(sample);
            requireResult(way, change, directory);
        }
    }

    private static void apply(Change change, Application application, int round) throws IOException {
        switch (change) {
            case COLD -> {
                application.takeOldDriver();
                application.forget();
            }
            case NOTHING -> {
                // As it is.
            }
            case CLASS -> application.changeClass(round);
            case DEPENDENCY -> application.takeNewDriver();
        }
    }

    /** A tool that did nothing where something changed, or made another image of the same content, is not fast. */
    private void requireResult(Way way, Change change, Path directory) throws IOException {
        if (way.identity.isEmpty()) {
            return;
        }
        String identity = Files.readString(directory.resolve(way.identity));
        String before = identities.put(way, identity);
        if (change != Change.COLD && identity.equals(before) != (change == Change.NOTHING)) {
            throw new IllegalStateException(
                    way + ", " + change.words + ": the image was " + before + ", is " + identity);
        }
    }

    private void print() {
        Benchmark.say("\nSeconds of the whole Maven process, median (least..most)");
        row("", "no image", "and target/lib", "and imagepack", "no image, Jib");
        samples.forEach((change, ways) -> {
            row(change.words + ", wall", cells(ways, Sample::wall));
            row(change.words + ", CPU", cells(ways, Sample::cpu));
        });
        Benchmark.say("\nSeconds added to the build of the same round, and the ratio of the medians");
        row("", "imagepack", "and target/lib", "Jib", "ratio", "ratio and lib");
        samples.forEach((change, ways) -> {
            added(change.words + ", wall", ways, Sample::wall);
            added(change.words + ", CPU", ways, Sample::cpu);
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
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-30s", name));
        for (String cell : cells) {
            row.append(String.format(Locale.ROOT, "%-22s", cell));
        }
        Benchmark.say(row.toString().stripTrailing());
    }
}
