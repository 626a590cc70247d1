package dev.imagepack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToDoubleFunction;

/**
 * An application whose Dockerfile runs commands, built by one engine and made a layout of with its base: by imagepack, and by
 * {@link DockerChain}, in turn. Neither writes an archive besides.
 *
 * <p>The engine takes its time for the build step, whoever asks, so that step is told apart in every round. With the programs
 * it is {@code docker build}, and the rest is the other two. With imagepack it is the one call that the {@link EngineWire}
 * sees, with the files that are sent in it, and the rest is all else that imagepack adds to the Maven build of the same
 * round without images: its start, reading and hashing the context, taking the image out, compressing, packing, clearing up.
 * The processors' seconds are those of the processes that are started here: of the engine's own none are, and of the build step
 * imagepack's part is.
 *
 * <p>All of that counts as the rest, also what comes before the build step, where the programs count what {@code docker build}
 * does before it as part of that step. So what comes after the step is told besides: from the end of the call to Maven's, whose own last steps are in it.
 *
 * <p>The engine has the base beforehand. In a cold round it remembers no step, for the first command is one that it never ran.
 * Imagepack begins such a round with nothing: it fetches the base's layers, from a registry on this machine, while the engine
 * builds, which has that much less of the processors.
 */
final class BesideEngine {

    /** What happened since the last build. */
    private enum Change {
        COLD("cold"),
        NOTHING("unchanged"),
        CLASS("one class changed");

        private final String words;

        Change(String words) {
            this.words = words;
        }
    }

    /**
     * What one round took.
     *
     * @param call the seconds of imagepack's build step
     * @param after those from the end of it to the end of Maven
     * @param added what imagepack adds to Maven, that step included
     */
    private record Round(DockerChain.Times chain, double call, double after, Sample added) {

        double rest() {
            return added.wall() - call;
        }

        double all() {
            return chain.build().plus(chain.after()).wall();
        }
    }

    private static final List<String> WITHOUT_IMAGE = List.of("package", "-Plib");

    private final Settings settings;
    private final Maven maven;
    private final EngineWire wire;
    private final DockerChain chain;
    private final Program busybox;
    private final List<String> withImage;
    private final LastImage ours = new LastImage("imagepack");
    private final LastImage theirs = new LastImage("docker build");
    private final Map<Change, List<Round>> rounds = new EnumMap<>(Change.class);

    /** @param busybox what runs the commands: a static program */
    BesideEngine(Settings settings, Maven maven, EngineWire wire, DockerChain chain, Program busybox) {
        this.settings = settings;
        this.maven = maven;
        this.wire = wire;
        this.chain = chain;
        this.busybox = busybox;
        this.withImage = List.of("package", "-Plib,engine", "-Dimagepack.engine.host=" + wire.address());
    }

    void run(Base base, LocalRegistry registry) throws IOException, InterruptedException {
        String from = Base.at(registry);
        chain.pull(from);
        Application plain = application("engine-lib", from);
        Application packed = application("engine-imagepack", from);
        maven.download(plain.directory(), WITHOUT_IMAGE);
        maven.download(packed.directory(), withImage);
        Benchmark.say("\nBeside docker build, docker save and skopeo copy: base " + base.size() + ", "
                + plain.describe() + "; " + settings.rounds() + " rounds");
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Change change : Change.values()) {
                Round measured = measure(change, round, plain, packed, from);
                rounds.computeIfAbsent(change, absent -> new ArrayList<>()).add(measured);
                say(change, round, measured);
            }
        }
        print();
    }

    private Application application(String name, String base) throws IOException {
        Application application = Application.write(settings.work().resolve(name), settings, base, base);
        Files.copy(busybox.file(), application.directory().resolve("busybox"));
        writeDockerfile(application, base);
        return application;
    }

    private static void writeDockerfile(Application application, String base) throws IOException {
        Files.writeString(application.directory().resolve("Dockerfile"), """
                FROM %s
                COPY busybox /bin/busybox
                SHELL ["/bin/busybox", "sh", "-c"]
                RUN busybox mkdir -p /etc && echo %s > /etc/built
                RUN echo 'app:x:1000:1000::/app:/bin/sh' > /etc/passwd && busybox mkdir -m 0700 /var
                RUN busybox cp -r /system/share /opt && busybox find /opt -type f > /var/installed
                COPY target/lib /app/libs/
                COPY target/classes /app/classes/
                USER app
                ENTRYPOINT ["java", "-cp", "/app/classes:/app/libs/*", "com.example.C0"]
                """.formatted(base, UUID.randomUUID()));
    }

    /** The ways change places from round to round. */
    private Round measure(Change change, int round, Application plain, Application packed, String base)
            throws IOException, InterruptedException {
        apply(change, round, plain, base);
        apply(change, round, packed, base);
        if (change == Change.COLD) {
            chain.forget();
            ours.forget();
            theirs.forget();
        }
        Optional<Build> first = round % 2 == 0 ? Optional.of(imagepack(change, packed)) : Optional.empty();
        Sample without = maven.connected(plain.directory(), WITHOUT_IMAGE);
        DockerChain.Times times = chain.run(plain.directory());
        theirs.require(chain.image(), change != Change.NOTHING);
        Build build = first.isPresent() ? first.get() : imagepack(change, packed);
        return new Round(times, build.call(), build.after(), build.maven().minus(without));
    }

    /** A build by Maven, and the engine's part of it. */
    private record Build(Sample maven, double call, double after) {}

    private Build imagepack(Change change, Application packed) throws IOException, InterruptedException {
        wire.reset();
        Sample sample = maven.connected(packed.directory(), withImage);
        double after = wire.secondsSinceBuild();
        ours.require(
                Files.readString(packed.directory().resolve("target/imagepack/images.lock")), change != Change.NOTHING);
        if (change != Change.NOTHING) {
            return new Build(sample, wire.buildSeconds(), after);
        }
        if (wire.connections() > 0) {
            throw new IllegalStateException(
                    "nothing had changed, and the engine was called " + wire.connections() + " times");
        }
        return new Build(sample, 0, 0);
    }

    private static void apply(Change change, int round, Application application, String base) throws IOException {
        switch (change) {
            case COLD -> {
                application.forget();
                writeDockerfile(application, base);
            }
            case NOTHING -> {
                // As it is.
            }
            case CLASS -> application.changeClass(round);
        }
    }

    private static void say(Change change, int round, Round measured) {
        DockerChain.Times chain = measured.chain();
        Benchmark.say(String.format(
                Locale.ROOT,
                "round %d, %-18s docker build %.2f, save %.2f, skopeo copy %.2f; imagepack: build step %.2f, the rest %.2f, after the step %.2f",
                round,
                change.words,
                chain.build().wall(),
                chain.save().wall(),
                chain.copy().wall(),
                measured.call(),
                measured.rest(),
                measured.after()));
    }

    private void print() {
        Benchmark.say("\nSeconds on the clock, median (least..most), and imagepack's part of the chain's");
        row(
                "",
                "docker build",
                "save and copy",
                "build step",
                "imagepack's rest",
                "after the step",
                "ratio of the rest",
                "after the step",
                "ratio of all");
        rounds.forEach((change, measured) -> {
            Figures after = figures(measured, round -> round.chain().after().wall());
            Figures rest = figures(measured, Round::rest);
            Figures end = figures(measured, Round::after);
            row(
                    change.words,
                    figures(measured, round -> round.chain().build().wall()).toString(),
                    after.toString(),
                    figures(measured, Round::call).toString(),
                    rest.toString(),
                    change == Change.NOTHING ? "" : end.toString(),
                    ratio(rest, after),
                    change == Change.NOTHING ? "" : ratio(end, after),
                    ratio(figures(measured, round -> round.added().wall()), figures(measured, Round::all)));
            cpu(change, measured);
        });
        Benchmark.say("Unchanged, imagepack made no connection to the engine at all.");
    }

    private static void cpu(Change change, List<Round> measured) {
        Figures after = figures(measured, round -> round.chain().after().cpu());
        Figures rest = figures(measured, round -> round.added().cpu());
        row(change.words + ", CPU", "", after.toString(), "", rest.toString(), "", ratio(rest, after));
    }

    private static Figures figures(List<Round> rounds, ToDoubleFunction<Round> value) {
        return Figures.of(rounds.stream().map(value::applyAsDouble).toList());
    }

    private static String ratio(Figures part, Figures whole) {
        return String.format(Locale.ROOT, "%.2f", part.median() / whole.median());
    }

    private static void row(String name, String... cells) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-24s", name));
        for (String cell : cells) {
            row.append(String.format(Locale.ROOT, "%-21s", cell));
        }
        Benchmark.say(row.toString().stripTrailing());
    }
}
