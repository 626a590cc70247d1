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
        String compression) {

    static Settings given() {
        return new Settings(
                Path.of(property("bench.work")),
                Path.of(property("bench.plugin")).normalize(),
                Path.of(property("bench.repository")),
                Path.of(property("maven.home")),
                property("imagepack.version"),
                property("jib.version"),
                Math.max(1, Integer.parseInt(property("bench.rounds"))),
                List.of(property("bench.parts").split(",")),
                property("bench.compression"));
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
