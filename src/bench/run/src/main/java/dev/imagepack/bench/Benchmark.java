package dev.imagepack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The whole run. Everything printed was measured in it; only ratios carry over to another machine. */
public final class Benchmark {

    private Benchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Settings settings = Settings.given();
        Maven maven = Maven.prepare(settings);
        say(Machine.describe(maven));
        if (settings.small()) {
            say("A small run: it shows that the benchmark runs, and its figures mean nothing");
        }
        for (String part : settings.parts()) {
            switch (part) {
                case "jib" -> new AgainstJib(settings, maven).run();
                case "push" -> new PushPart(settings, maven).run();
                case "pipeline" -> new Pipeline(settings, maven).run();
                case "engine" -> new EnginePart(settings, maven).run();
                case "heap" -> new Heap(settings, maven).run();
                default ->
                    throw new IllegalArgumentException("bench.parts names '" + part + "'; there are "
                            + List.of("jib", "push", "engine", "pipeline", "heap"));
            }
        }
        say("Machine at the end: load " + Machine.load());
    }

    static void say(String line) {
        System.out.println(line);
    }

    /** Removes a directory with all below it; an absent one is fine. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
