package dev.imagepack.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What the run is given by its pom, as system properties.
 *
 * @param work where everything goes
 * @param plugin the source tree of the plugin, packaged
 * @param repository the user's local repository; only read
 * @param mavenHome the Maven that is started
 * @param imagepack the plugin's version
 * @param jib the version of Jib
 * @param rounds how often each thing is measured
 * @param parts what is measured
 * @param compression of the pipeline: an algorithm, perhaps with a level
 * @param small whether everything is tiny and measured once: that shows whether the benchmark runs, and no figures
 */
record Settings(
        Path work,
        Path plugin,
        Path repository,
        Path mavenHome,
        String imagepack,
        String jib,
        int rounds,
        List<String> parts,
        String compression,
        boolean small) {

    private static final int LESS = 100;

    static Settings given() {
        boolean small = Boolean.parseBoolean(property("bench.small"));
        Path work = Path.of(property("bench.work"));
        return new Settings(
                small ? work.resolve("small") : work,
                Path.of(property("bench.plugin")).normalize(),
                Path.of(property("bench.repository")),
                Path.of(property("maven.home")),
                property("imagepack.version"),
                property("jib.version"),
                small ? 1 : Math.max(1, Integer.parseInt(property("bench.rounds"))),
                List.of(property("bench.parts").split(",")),
                property("bench.compression"),
                small);
    }

    /** How large something is that has so many bytes in a full run. */
    long bytes(long full) {
        return small ? full / LESS : full;
    }

    /** The same of how many files or classes. */
    int count(int full) {
        return small ? Math.max(2, full / LESS) : full;
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("start it with mvn -f src/bench package; " + name + " is not set");
        }
        return value;
    }

    /** A pom among the resources, with what every pom needs filled in. */
    String pom(String name) {
        try (InputStream in = Settings.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@REPOSITORY@", repository.toUri().toString())
                    .replace("@IMAGEPACK@", imagepack)
                    .replace("@JIB@", jib);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
