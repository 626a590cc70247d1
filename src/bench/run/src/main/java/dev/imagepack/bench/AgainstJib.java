package dev.imagepack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The same project built without images, with the plugin, and with Jib into a tar, in turn. */
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

    private final Settings settings;
    private final Maven maven;
    private final Map<Way, Application> applications = new EnumMap<>(Way.class);
    private final Comparison comparison = new Comparison();

    AgainstJib(Settings settings, Maven maven) {
        this.settings = settings;
        this.maven = maven;
    }

    void run() throws IOException, InterruptedException {
        Base base = Base.make(settings, maven);
        for (Way way : Way.values()) {
            Path directory = settings.work().resolve("application-" + way.name().toLowerCase(Locale.ROOT));
            applications.put(
                    way,
                    Application.write(
                            directory, settings, "oci-layout://" + base.archive(), "tar://" + base.archive()));
            download(way);
        }
        Benchmark.say("\nBeside Jib " + settings.jib() + ": base " + base.size() + ", "
                + applications.get(Way.LIB).describe() + "; " + settings.rounds() + " rounds");
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Change change : Change.values()) {
                measure(change, round);
            }
        }
        comparison.print();
    }

    private void download(Way way) throws IOException, InterruptedException {
        Application application = applications.get(way);
        application.takeNewDriver();
        maven.download(application.directory(), arguments(way));
        application.takeOldDriver();
        maven.download(application.directory(), arguments(way));
    }

    private static List<String> arguments(Way way) {
        List<String> arguments = new ArrayList<>(List.of("package"));
        switch (way) {
            case NO_IMAGE -> {
                // No profile.
            }
            case LIB, IMAGEPACK -> arguments.add(way.profiles());
            case JIB -> arguments.add(way.profiles() + ",jib-tar");
        }
        return arguments;
    }

    private void measure(Change change, int round) throws IOException, InterruptedException {
        comparison.measure(change.words, round, way -> {
            Application application = applications.get(way);
            apply(change, application, round);
            Sample sample = maven.build(application.directory(), arguments(way));
            if (way.makesImages()) {
                if (change == Change.COLD) {
                    comparison.forgetImage(way);
                }
                String file = way == Way.JIB ? "target/jib-image.id" : "target/imagepack/images.lock";
                comparison.requireImage(
                        way, Files.readString(application.directory().resolve(file)), change != Change.NOTHING);
            }
            return sample;
        });
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
}
