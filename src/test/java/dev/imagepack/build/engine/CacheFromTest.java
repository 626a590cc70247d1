package dev.imagepack.build.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.engine.Engine;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Layer;
import dev.imagepack.image.RunOptions;
import dev.imagepack.io.Content;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.pack.PackImages;
import dev.imagepack.pack.PackLog;
import dev.imagepack.testing.ClassicBuilder;
import dev.imagepack.testing.DockerRegistry;
import dev.imagepack.testing.RealEngine;
import dev.imagepack.testing.Tool;

import static dev.imagepack.build.engine.Workbench.SHELL;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real engines take steps that they never ran from the images in {@code cacheFrom}, which imagepack built and packed at
 * another engine. The command writes what no other run of it would write.
 */
@Timeout(300)
class CacheFromTest {

    private static final String RAN = "it-runs";
    private static final String[] LINES = {
        "FROM tools",
        SHELL,
        "ARG WORD",
        "COPY app /app/",
        "RUN echo it-$WORD | /bin/busybox sed s/-.*/-runs/; /bin/busybox cat /proc/sys/kernel/random/uuid > /made.txt"
    };

    @TempDir
    Path home;

    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(home).tools();
        bench.file("app/a.txt", "a");
        // Neither engine may have the steps of an earlier test in its own cache.
        bench.buildArgs.put("WORD", UUID.randomUUID().toString());
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void buildKitTakesThemFromARegistryWhereTheImageBringsItsCache() throws Exception {
        bench.buildArgs.put("BUILDKIT_INLINE_CACHE", "1");
        try (DockerRegistry registry = DockerRegistry.open(home.resolve("registry"));
                Engine one = RealEngine.LOCAL.open();
                Engine other = RealEngine.REMOTE.open()) {
            String name = registry.domain() + "/app/cached:1";
            BuiltImage first = bench.build(one, LINES);
            assertThat(bench.said("output")).anyMatch(line -> line.contains(RAN));
            packed(first, name);
            Tool.SKOPEO
                    .require()
                    .run(
                            "copy",
                            "--dest-tls-verify=false",
                            "oci:" + home.resolve("packed/images") + ":app",
                            "docker://" + name);

            assertTaken(first, name, other);
        }
    }

    @Test
    void theBuilderWithoutBuildKitTakesThemFromAnImageOfTheEngine() throws Exception {
        String name = "imagepack.test/cached/" + UUID.randomUUID() + ":1";
        try (Engine one = ClassicBuilder.of(RealEngine.LOCAL);
                Engine other = ClassicBuilder.of(RealEngine.REMOTE)) {
            BuiltImage first = bench.build(one, LINES);
            other.load(Content.of(packed(first, name)));
            try {
                assertTaken(first, name, other);
            } finally {
                other.remove(name);
            }
        }
    }

    private void assertTaken(BuiltImage first, String name, Engine other) throws Exception {
        bench.said.clear();
        bench.run = new RunOptions(
                false, new TreeMap<>(), RunOptions.Network.DEFAULT, List.of(ImageRef.parse(name)), new TreeMap<>());

        BuiltImage second = bench.build(other, LINES);

        assertThat(layers(second)).isEqualTo(layers(first));
        assertThat(bench.said("output")).noneMatch(line -> line.contains(RAN));
        Workbench.assertNothingIsLeft(other);
    }

    private static List<DiffId> layers(BuiltImage image) {
        return image.layers().stream().map(Layer::diffId).toList();
    }

    /** The archive; the layout lies beside it. */
    private Path packed(BuiltImage image, String name) throws Exception {
        Path archive = home.resolve("images.tar");
        BuiltImage named = image.named(new Alias("app"), List.of(ImageRef.parse(name)));
        PackImages.pack(
                new PackImages.Request(
                        List.of(Workbench.outcome(named, "local")),
                        bench.cache.blobs(),
                        List.of(),
                        List.of(),
                        home.resolve("packed"),
                        Optional.of(archive),
                        List.of(),
                        false),
                PackLog.SILENT);
        return archive;
    }
}
