package dev.imagepack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Eight services with one base and the same dependencies, built and pushed all at once by one Maven. */
final class PushingReactor {

    private static final int MODULES = 8;
    private static final int CLASSES = 40;

    /** What happened since the last push. */
    private enum Change {
        COLD("eight modules, nothing cached"),
        NOTHING("eight modules, unchanged");

        private final String words;

        Change(String words) {
            this.words = words;
        }
    }

    private final Settings settings;
    private final Maven maven;
    private final Map<Way, LocalRegistry> registries;
    private final Map<Way, Path> directories = new EnumMap<>(Way.class);
    private final Map<Way, Map<String, Integer>> arrivals = new EnumMap<>(Way.class);
    private final Comparison comparison = new Comparison();

    /** @param registries one for each way that makes images */
    PushingReactor(Settings settings, Maven maven, Map<Way, LocalRegistry> registries) {
        this.settings = settings;
        this.maven = maven;
        this.registries = registries;
    }

    void run() throws IOException, InterruptedException {
        for (Way way : Way.values()) {
            Path directory = settings.work().resolve("reactor-" + way.name().toLowerCase(Locale.ROOT));
            LocalRegistry registry = registries.getOrDefault(way, registries.get(Way.JIB));
            write(directory, Base.at(registry));
            directories.put(way, directory);
            maven.download(directory, arguments(way));
        }
        Benchmark.say("\n" + MODULES + " modules at once, beside Jib " + settings.jib() + ": " + classes()
                + " classes each, dependencies "
                + Application.dependencies(directories.get(Way.LIB).resolve("service-1")) + "; " + settings.rounds()
                + " rounds");
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Change change : Change.values()) {
                measure(change, round);
            }
        }
        comparison.print();
        arrivals.forEach((way, blobs) -> Benchmark.say(String.format(
                Locale.ROOT,
                "%s: %d blobs crossed the wire, %d of them more than once; %d transfers in all",
                way.name().toLowerCase(Locale.ROOT),
                blobs.size(),
                blobs.values().stream().filter(times -> times > 1).count(),
                blobs.values().stream().mapToInt(Integer::intValue).sum())));
    }

    private void write(Path directory, String base) throws IOException {
        Benchmark.delete(directory);
        List<String> names =
                IntStream.rangeClosed(1, MODULES).mapToObj(i -> "service-" + i).toList();
        Files.createDirectories(directory.resolve("parent"));
        Files.writeString(directory.resolve("parent/pom.xml"), Application.parent(settings, base));
        Files.writeString(
                directory.resolve("pom.xml"),
                pom(
                        "reactor",
                        "",
                        "  <packaging>pom</packaging>\n  <modules>\n"
                                + names.stream()
                                        .map(name -> "    <module>" + name + "</module>\n")
                                        .collect(Collectors.joining())
                                + "  </modules>\n"));
        for (String name : names) {
            Path module = Files.createDirectories(directory.resolve(name));
            Files.writeString(
                    module.resolve("pom.xml"),
                    pom(
                            name,
                            "  <parent>\n    <groupId>com.example</groupId>\n    <artifactId>application</artifactId>\n"
                                    + "    <version>1.0</version>\n    <relativePath>../parent/pom.xml</relativePath>\n"
                                    + "  </parent>\n",
                            ""));
            Path sources = Files.createDirectories(module.resolve("src/main/java/com/example"));
            for (int i = 0; i < classes(); i++) {
                Files.writeString(
                        sources.resolve("C" + i + ".java"), Application.source(i, classes(), name.hashCode()));
            }
        }
    }

    private static String pom(String name, String parent, String rest) {
        return "<project xmlns=\"http://maven.apache.org/POM/4.0.0\">\n  <modelVersion>4.0.0</modelVersion>\n" + parent
                + "  <groupId>com.example</groupId>\n  <artifactId>" + name
                + "</artifactId>\n  <version>1.0</version>\n"
                + rest + "</project>\n";
    }

    private int classes() {
        return settings.count(CLASSES);
    }

    private List<String> arguments(Way way) {
        List<String> arguments = new ArrayList<>(Pushes.arguments(way, registries));
        arguments.add("-T" + MODULES);
        return arguments;
    }

    private void measure(Change change, int round) throws IOException, InterruptedException {
        comparison.measure(change.words, round, way -> {
            Path directory = directories.get(way);
            if (change == Change.COLD) {
                forget(way, directory);
            }
            Sample sample = maven.connected(directory, arguments(way));
            if (way.makesImages()) {
                check(change, way);
            }
            return sample;
        });
    }

    private void forget(Way way, Path directory) throws IOException, InterruptedException {
        Benchmark.delete(directory.resolve("imagepack-cache"));
        Benchmark.delete(directory.resolve("jib-cache"));
        for (int i = 1; i <= MODULES; i++) {
            Benchmark.delete(directory.resolve("service-" + i).resolve("target"));
        }
        if (way.makesImages()) {
            registries.get(way).reset();
        }
    }

    private void check(Change change, Way way) throws IOException, InterruptedException {
        LocalRegistry registry = registries.get(way);
        List<String> digests = new ArrayList<>();
        for (int i = 1; i <= MODULES; i++) {
            String digest = Pushes.digest(way, directories.get(way).resolve("service-" + i));
            registry.requireManifest("team/service-" + i, digest);
            digests.add(digest);
        }
        if (change == Change.COLD) {
            comparison.forgetImage(way);
            arrivals.put(way, new LinkedHashMap<>(registry.arrivals()));
        }
        comparison.requireImage(way, digests.toString(), false);
    }
}
