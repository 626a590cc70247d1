package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.cache.CleanCache;
import dev.imagepack.io.AtomicFile;
import dev.imagepack.oci.LayoutCheck;
import dev.imagepack.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;

/** Building and packing, killed again and again: what is there afterwards is whole, and the next run makes it right. */
class KilledGoalsTest {

    private static final int KILLS = 100;
    private static final int LAYERS = 8;

    /** A Dockerfile of many layers, and an image upon it. */
    private static final String IMAGES = """
            images:
              app:
                dockerfile: docker/Dockerfile
              tool:
                from: app
                compression: zstd
                layers:
                  - files: [{from: docker, into: /docs, includes: ['**/stamp']}]
                    directories: [{path: /var/lib/tool, mode: '0700'}]
                container: {user: 1000}
            """;

    @TempDir
    Path directory;

    private final Random random = new Random(20261125);

    @Test
    @Timeout(600)
    void aBuildMayBeKilledAtAnyMoment() throws Exception {
        Path module = directory.resolve("module");
        Path cache = directory.resolve("cache");
        writeModule(module);
        long whole = wholeRun();

        for (int kill = 0; kill < KILLS; kill++) {
            stamp(module, "no. " + kill);
            double moment = random.nextDouble();
            try (ChildJvm child = ChildJvm.start(ChildGoals.class, module.toString(), cache.toString())) {
                child.awaitLine("start");
                pause((long) (moment * whole));
                child.kill();
            }
            assertThat(faults(module)).as("after kill %s at %s", kill, moment).isEmpty();
        }

        stamp(module, "the last");
        List<String> results = ChildGoals.run(module, cache);
        assertThat(results).isEqualTo(cleanRun());
        assertThat(LayoutCheck.check(ChildGoals.output(module).resolve("images")))
                .isEmpty();
        assertThat(temporaries(module)).isEmpty();
        CleanCache.clean(cache, new CleanCache.Scope.Project("com.example:none"), false);
        assertThat(temporaries(cache)).isEmpty();
        assertThat(ChildGoals.run(module, cache)).isEqualTo(results);
        System.out.printf("killed %d times; a run takes %d ms%n", KILLS, TimeUnit.NANOSECONDS.toMillis(whole));
    }

    /** How long a run takes from its start on, in nanoseconds; the second, since the first reads files from a disk. */
    private long wholeRun() throws Exception {
        long time = 0;
        for (String name : List.of("first", "second")) {
            Path module = directory.resolve(name);
            writeModule(module);
            try (ChildJvm child = ChildJvm.start(
                    ChildGoals.class,
                    module.toString(),
                    directory.resolve(name + "-cache").toString())) {
                child.awaitLine("start");
                long start = System.nanoTime();
                child.output();
                time = System.nanoTime() - start;
            }
        }
        return time;
    }

    private List<String> cleanRun() throws IOException {
        Path module = directory.resolve("clean");
        writeModule(module);
        stamp(module, "the last");
        return ChildGoals.run(module, directory.resolve("clean-cache"));
    }

    private static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void writeModule(Path module) throws IOException {
        Path docker = Files.createDirectories(module.resolve("docker"));
        Files.writeString(module.resolve("images.yml"), IMAGES);
        StringBuilder dockerfile = new StringBuilder("FROM scratch\n");
        for (int i = 0; i < LAYERS; i++) {
            Path layer = Files.createDirectories(docker.resolve("layer-" + i));
            byte[] content = new byte[20_000 * (i + 1)];
            new Random(i).nextBytes(content);
            Files.write(layer.resolve("content"), content);
            dockerfile.append("COPY --chmod=0644 layer-" + i + "/* /srv/" + i + "/\n");
        }
        Files.writeString(docker.resolve("Dockerfile"), dockerfile);
        stamp(module, "none yet");
    }

    /** Lets every layer but the first be another one, so that an archive can be written upon the one before. */
    private static void stamp(Path module, String text) throws IOException {
        for (int i = 1; i < LAYERS; i++) {
            Files.writeString(module.resolve("docker/layer-" + i + "/stamp"), text + " in layer " + i);
        }
    }

    /** What is wrong with the package, if there is one. */
    private static List<?> faults(Path module) throws IOException {
        Path output = ChildGoals.output(module);
        return Files.exists(output.resolve("images.lock")) ? LayoutCheck.check(output.resolve("images")) : List.of();
    }

    private static List<Path> temporaries(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path ->
                            AtomicFile.isTemporary(path) || path.getParent().endsWith("tmp"))
                    .toList();
        }
    }
}
