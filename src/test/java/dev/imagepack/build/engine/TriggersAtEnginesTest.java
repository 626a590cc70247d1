package dev.imagepack.build.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.build.Builder;
import dev.imagepack.engine.Engine;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.SavedImage;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Content;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.testing.ClassicBuilder;
import dev.imagepack.testing.EveryEngine;
import dev.imagepack.testing.HandMadeImage;
import dev.imagepack.testing.RealEngine;
import dev.imagepack.testing.Tool;

import static org.assertj.core.api.Assertions.assertThat;

/** Bases whose triggers take the whole context, as ONBUILD's own documentation has it: the images are those of docker build. */
@Timeout(300)
class TriggersAtEnginesTest {

    private static final String[] TRIGGERS = {
        "WORKDIR /srv/app", "COPY --chown=5:6 . .", "RUN echo made of $(/bin/busybox cat app/a.txt) > /made.txt"
    };

    @TempDir
    Path home;

    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(home);
        bench.file("app/a.txt", "a").file("app/deep/b.txt", "b").file(".imagepack/c.txt", "c");
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    private Path layout() throws IOException {
        return HandMadeImage.system(Tool.BUSYBOX.require().file(), TRIGGERS).layout(home.resolve("base"));
    }

    private ImageConfig config(BuiltImage image) throws IOException {
        return ImageConfig.parse(bench.cache.blobs().read(image.config(), 1 << 20));
    }

    /** What triggers and Dockerfiles can say of containers; the classic builder says more, of its own. */
    private static ObjectNode container(ImageConfig config) {
        return config.container()
                .toNode()
                .retain("Env", "WorkingDir", "User", "Entrypoint", "Cmd", "ExposedPorts", "Volumes", "OnBuild");
    }

    /** The docker client sends the same Dockerfile, for a base of this name that the engine has. */
    private ImageConfig builtByDocker(Engine engine, String buildKit, String base, String... lines) throws Exception {
        Path dockerfile = Files.write(home.resolve("Dockerfile"), List.of(lines));
        String name = base + "-built";
        ProcessBuilder docker = new ProcessBuilder(
                Tool.DOCKER.file().toString(),
                "build",
                "-t",
                name,
                "-f",
                dockerfile.toString(),
                bench.module.toString());
        docker.environment().put("DOCKER_BUILDKIT", buildKit);
        Process process = docker.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        Path archive = home.resolve("docker.tar");
        try (var save = engine.save(List.of(name), Optional.empty())) {
            Files.copy(save, archive);
        }
        engine.remove(name);
        try (var image = SavedImage.open(archive, Optional.empty(), bench.platform)) {
            return image.config();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void theImageIsThatOfDockerBuild(String buildKit) throws Exception {
        Tool.BUILDKIT.require();
        try (Engine engine = buildKit.equals("1") ? RealEngine.LOCAL.open() : ClassicBuilder.of(RealEngine.LOCAL)) {
            String base = engine.load(Content.of(
                            HandMadeImage.system(Tool.BUSYBOX.require().file(), TRIGGERS)
                                    .archive(home.resolve("base.tar"))))
                    .get(0);
            try {
                bench.contexts.put("base", new BaseImage.Saved(layout(), Optional.empty()));
                ImageConfig theirs = builtByDocker(engine, buildKit, base, "FROM " + base, "USER 7");
                BuiltImage ours = bench.build(engine, "FROM base", "USER 7");

                assertThat(container(config(ours))).isEqualTo(container(theirs));
                assertThat(config(ours).diffIds()).hasSameSizeAs(theirs.diffIds());
                if (buildKit.equals("1")) {
                    assertThat(config(ours).history())
                            .extracting(line -> line.createdBy())
                            .isEqualTo(theirs.history().stream()
                                    .map(line -> line.createdBy())
                                    .toList());
                }
            } finally {
                engine.remove(base);
            }
        }
    }

    /** Nobody but we knows the registry, so no engine pulls from it. */
    @EveryEngine
    void aPublishedBaseStaysUpstream(RealEngine real) throws Exception {
        Path layout = layout();
        bench.registry = (reference, platform) -> SavedImage.open(layout, Optional.empty(), platform);
        bench.upstreamMatch = new UpstreamMatch("registry.invalid/base");
        try (Engine engine = real.open()) {
            List<String> before = engine.images();
            BuiltImage built =
                    bench.build(engine, "FROM registry.invalid/base:1", "RUN /bin/busybox test -f /made.txt");

            assertThat(built.upstream()).startsWith("registry.invalid/base:1@sha256:");
            assertThat(built.layers())
                    .extracting(layer -> layer.source().word())
                    .startsWith("upstream", "embed");
            if (!real.isPodman()) {
                assertThat(engine.images()).containsExactlyInAnyOrderElementsOf(before);
            }
        }
    }

    /** Podman says no triggers of the images that it has. */
    static Stream<RealEngine> dockers() {
        return RealEngine.chosen().filter(real -> !real.isPodman());
    }

    /** Somebody built it there, and no registry has it. */
    @ParameterizedTest
    @MethodSource("dockers")
    void aBaseThatOnlyTheEngineHas(RealEngine real) throws Exception {
        try (Engine engine = real.open()) {
            String base = engine.load(Content.of(
                            HandMadeImage.system(Tool.BUSYBOX.require().file(), TRIGGERS)
                                    .archive(home.resolve("base.tar"))))
                    .get(0);
            try {
                List<String> before = engine.images();
                BuiltImage built = bench.build(engine, "FROM " + base, "RUN /bin/busybox test -f /made.txt");

                assertThat(bench.tree(built).stream().map(line -> line.split(" ")[0]))
                        .containsExactly(
                                "/made.txt",
                                "/run",
                                "/srv",
                                "/srv/app",
                                "/srv/app/.imagepack",
                                "/srv/app/.imagepack/c.txt",
                                "/srv/app/app",
                                "/srv/app/app/a.txt",
                                "/srv/app/app/deep",
                                "/srv/app/app/deep/b.txt");
                assertThat(engine.images()).containsExactlyInAnyOrderElementsOf(before);
                assertThat(bench.cache.temporary()).isEmptyDirectory();
            } finally {
                engine.remove(base);
            }
        }
    }

    /** An image of the module whose trigger takes files from a second one, which the third names nowhere. */
    @EveryEngine
    void imagesOfTheModuleLeaveTriggersToEachOther(RealEngine real) throws Exception {
        bench.contexts.put(
                "system",
                new BaseImage.Saved(
                        HandMadeImage.system(Tool.BUSYBOX.require().file()).layout(home.resolve("system")),
                        Optional.empty()));
        try (Engine engine = real.open()) {
            Map<String, Builder> builders =
                    Map.of("app", bench.builder(() -> engine), "base", bench.embedded(), "files", bench.embedded());
            List<ImageSpec> images = List.of(
                    bench.spec("app", "FROM base", "RUN echo text > /made.txt"),
                    bench.spec("base", "FROM system", "ONBUILD COPY --from=files / /of-files/", "ONBUILD COPY . /all/"),
                    bench.spec("files", "FROM scratch", "COPY app/deep /"));

            List<BuildOutcome> built = bench.buildTogether(
                    images, image -> builders.get(image.alias().value()));

            BuiltImage app = built.get(0).image();
            assertThat(app.alias()).isEqualTo(new Alias("app"));
            assertThat(config(app).diffIds())
                    .startsWith(config(built.get(1).image()).diffIds().toArray(DiffId[]::new));
            assertThat(bench.tree(app).stream().map(line -> line.split(" ")[0]))
                    .containsExactly(
                            "/all",
                            "/all/.imagepack",
                            "/all/.imagepack/c.txt",
                            "/all/app",
                            "/all/app/a.txt",
                            "/all/app/deep",
                            "/all/app/deep/b.txt",
                            "/made.txt",
                            "/of-files",
                            "/of-files/b.txt",
                            "/run");
        }
    }

    @Test
    void whatATriggerTakesIsAnInput() throws Exception {
        bench.contexts.put("base", new BaseImage.Saved(layout(), Optional.empty()));

        assertThat(Stream.of("app/a.txt", "app/deep/b.txt", ".imagepack/c.txt"))
                .allMatch(bench.recipe("FROM base", "RUN x").inputs().values()::containsKey);
    }
}
