package dev.imagepack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The same project built without images, and built and pushed with the plugin and with Jib, in turn. Each tool has a registry
 * of its own, with nothing but the base at first; both ask in every build what the base's tag means.
 */
final class Pushes {

    /** What happened since the last push. */
    private enum Change {
        COLD("first push, nothing cached"),
        ELSEWHERE("first push, built before"),
        NOTHING("unchanged push"),
        CLASS("push of one changed class");

        private final String words;

        Change(String words) {
            this.words = words;
        }
    }

    private final Settings settings;
    private final Maven maven;
    private final Map<Way, LocalRegistry> registries;
    private final Map<Way, Application> applications = new EnumMap<>(Way.class);
    private final Comparison comparison = new Comparison();

    /** @param registries one for each way that makes images */
    Pushes(Settings settings, Maven maven, Map<Way, LocalRegistry> registries) {
        this.settings = settings;
        this.maven = maven;
        this.registries = registries;
    }

    void run(Base base) throws IOException, InterruptedException {
        for (Way way : Way.values()) {
            Path directory = settings.work().resolve("push-" + way.name().toLowerCase(Locale.ROOT));
            LocalRegistry registry = registries.getOrDefault(way, registries.get(Way.JIB));
            applications.put(way, Application.write(directory, settings, Base.at(registry), Base.at(registry)));
            maven.download(directory, arguments(way, registries));
        }
        Benchmark.say("\nPushes beside Jib " + settings.jib() + ": base " + base.size() + ", "
                + applications.get(Way.LIB).describe() + "; " + settings.rounds() + " rounds");
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Change change : Change.values()) {
                measure(change, round);
            }
        }
        comparison.print();
    }

    /** What builds, and pushes, in a way. */
    static List<String> arguments(Way way, Map<Way, LocalRegistry> registries) {
        List<String> arguments = new ArrayList<>(List.of("package", "-Djib.disableUpdateChecks=true"));
        if (!way.profiles().isEmpty()) {
            arguments.add(way.profiles() + pushing(way));
        }
        if (way.makesImages()) {
            arguments.add("-Dregistry=" + registries.get(way).domain());
        }
        return arguments;
    }

    private static String pushing(Way way) {
        return way.makesImages() ? "," + way.name().toLowerCase(Locale.ROOT) + "-push" : "";
    }

    private void measure(Change change, int round) throws IOException, InterruptedException {
        comparison.measure(change.words, round, way -> {
            Application application = applications.get(way);
            apply(change, way, application, round);
            Sample sample = maven.connected(application.directory(), arguments(way, registries));
            if (way.makesImages()) {
                if (change == Change.COLD) {
                    comparison.forgetImage(way);
                }
                comparison.requireImage(way, identity(way, application), change == Change.CLASS);
            }
            return sample;
        });
    }

    private void apply(Change change, Way way, Application application, int round)
            throws IOException, InterruptedException {
        switch (change) {
            case COLD -> {
                application.forget();
                reset(way);
            }
            case ELSEWHERE -> reset(way);
            case NOTHING -> {
                // As it is.
            }
            case CLASS -> application.changeClass(round);
        }
    }

    private void reset(Way way) throws IOException, InterruptedException {
        if (way.makesImages()) {
            registries.get(way).reset();
        }
    }

    private String identity(Way way, Application application) throws IOException, InterruptedException {
        String digest = digest(way, application.directory());
        registries.get(way).requireManifest("team/application", digest);
        return digest;
    }

    /** Of the manifest that a tool says it pushed. */
    static String digest(Way way, Path module) throws IOException {
        String text = Files.readString(
                module.resolve(way == Way.JIB ? "target/jib-image.digest" : "target/imagepack/push-result.json"));
        return text.replaceAll("(?s)^.*?(sha256:[0-9a-f]{64}).*$", "$1");
    }
}
