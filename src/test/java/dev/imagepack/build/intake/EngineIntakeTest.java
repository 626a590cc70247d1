package dev.imagepack.build.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.build.embedded.EngineImage;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.testing.BuildKit;
import dev.imagepack.testing.PodmanStore;
import dev.imagepack.testing.Tool;

import static org.assertj.core.api.Assertions.assertThat;

/** Images with commands, built by the engines of this machine and taken in as they save them. */
class EngineIntakeTest {

    @TempDir
    private Path home;

    private IntakeScene scene;
    private Path context;

    @BeforeEach
    void open() throws IOException {
        scene = new IntakeScene(home);
        context = Files.createDirectory(home.resolve("context"));
        Files.copy(Tool.BUSYBOX.require().file(), context.resolve("busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(context.resolve("Dockerfile"), """
                FROM scratch
                COPY busybox /bin/busybox
                RUN ["/bin/busybox", "sh", "-c", "/bin/busybox --install -s /bin"]
                RUN mkdir -p /srv/data && echo one > /srv/data/one && ln /srv/data/one /srv/data/two && echo x > /gone
                RUN rm /gone && chmod 4755 /srv/data/one && chown 7:8 /srv/data
                ENV GREETING=hello
                """);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private BuiltImage take(Path archive, List<String> inspected) throws IOException {
        List<DiffId> layers = inspected.stream().skip(1).map(DiffId::parse).toList();
        ForeignImage image =
                new ForeignImage(scene.request("app"), Digest.parse(inspected.get(0)), layers, BaseLayers.NONE);
        try (InputStream save = Files.newInputStream(archive)) {
            return scene.take(save, image).get(0);
        }
    }

    @Test
    void whatDockerBuilt() throws Exception {
        try (BuildKit engine = new BuildKit(home)) {
            BuildKit.Image first = engine.build("first", List.of("--no-cache"), context);
            BuiltImage asItIs = take(first.archive(), engine.inspect("first"));
            scene.check(asItIs);
            assertThat(EngineImage.of(asItIs, scene.config(asItIs), scene.cache).differences(EngineImage.of(first)))
                    .isEmpty();

            scene.rewriteTimestamps = true;
            BuiltImage rewritten = take(first.archive(), engine.inspect("first"));
            scene.check(rewritten);
            assertThat(EngineImage.of(rewritten, scene.config(rewritten), scene.cache)
                            .tree())
                    .isEqualTo(EngineImage.of(first).tree());

            BuildKit.Image second = engine.build("second", List.of("--no-cache"), context);
            BuiltImage again = take(second.archive(), engine.inspect("second"));
            assertThat(again.layers()).isEqualTo(rewritten.layers());
            assertThat(again.config()).isEqualTo(rewritten.config());
        }
    }

    @Test
    void whatPodmanBuilt() throws Exception {
        try (PodmanStore engine = new PodmanStore()) {
            scene.rewriteTimestamps = true;
            List<BuiltImage> images = new ArrayList<>();
            for (String name : List.of("localhost/imagepack-first", "localhost/imagepack-second")) {
                engine.build(name, context);
                Path archive = engine.save(name, home.resolve(images.size() + ".tar"));
                List<String> inspected = new ArrayList<>(List.of(engine.imageId(name)));
                inspected.addAll(engine.diffIds(name));
                images.add(take(archive, inspected));
                scene.check(images.get(images.size() - 1));
            }
            assertThat(images.get(1).layers()).isEqualTo(images.get(0).layers());
            assertThat(images.get(1).config()).isEqualTo(images.get(0).config());
        }
    }
}
