package dev.imagepack.build.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.imagepack.build.Builder;
import dev.imagepack.cache.CacheInputs;
import dev.imagepack.engine.Engine;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Layer;
import dev.imagepack.image.SavedImage;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.testing.HandMadeImage;
import dev.imagepack.testing.RealEngine;
import dev.imagepack.testing.Tool;

import static dev.imagepack.build.engine.Workbench.SHELL;
import static org.assertj.core.api.Assertions.assertThat;

/** Images that no registry has, as bases of what engines build: they are sent there, and are gone afterwards. */
@Timeout(300)
class BasesAtEnginesTest {

    @TempDir
    Path home;

    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(home).tools();
        bench.file("app/a.txt", "a").file("app/deep/b.txt", "b");
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    /** Builds, and leaves the engine with the images that it had. */
    private BuiltImage build(RealEngine real, String... lines) throws Exception {
        try (Engine engine = real.open()) {
            List<String> before = engine.images();
            BuiltImage built = bench.build(engine, lines);
            assertThat(engine.images()).containsExactlyInAnyOrderElementsOf(before);
            return built;
        }
    }

    private static List<DiffId> layers(BuiltImage image) {
        return image.layers().stream().map(Layer::diffId).toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "REMOTE"})
    void anImageThatThisJvmBuilt(RealEngine real) throws Exception {
        BuiltImage base = bench.embedded("FROM tools", "COPY app /app/", "ENV A=1");
        bench.siblings.put(new Alias("base"), List.of(base));

        BuiltImage built = build(
                real,
                "FROM base",
                SHELL,
                "RUN /bin/busybox cp /app/a.txt /made.txt",
                "COPY --from=base /app/deep/b.txt /again.txt");

        assertThat(layers(built)).hasSize(4).startsWith(layers(base).toArray(DiffId[]::new));
        assertThat(bench.tree(built))
                .containsAll(bench.tree(base))
                .anyMatch(line -> line.contains("made.txt"))
                .anyMatch(line -> line.contains("again.txt"));
        ImageConfig config = ImageConfig.parse(bench.cache.blobs().read(built.config(), 1 << 20));
        assertThat(config.container().toNode().get("Env"))
                .anyMatch(value -> value.asText().equals("A=1"));
    }

    /** A base as skopeo compresses it, which is not how this JVM does. */
    private void compressed() throws Exception {
        Path layout = home.resolve("compressed");
        Tool.SKOPEO.require().run("copy", "oci:" + home.resolve("busybox"), "oci:" + layout);
        bench.contexts.put("compressed", new BaseImage.Saved(layout, Optional.empty()));
    }

    /** So that a package with images of several builders has them once. */
    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "PODMAN"})
    void itsLayersKeepTheBytesThatTheyHave(RealEngine real) throws Exception {
        compressed();
        String[] lines = {"FROM compressed", "COPY app /app/"};
        BuiltImage embedded = bench.embedded(lines);
        bench.siblings.put(new Alias("base"), List.of(embedded));

        BuiltImage built = build(real, lines);
        BuiltImage upon = build(real, "FROM base", "RUN [\"/bin/busybox\", \"true\"]");

        assertThat(embedded.layers().get(0).descriptor().mediaType()).endsWith("gzip");
        assertThat(built.layers().get(0)).isEqualTo(embedded.layers().get(0));
        assertThat(upon.layers()).startsWith(embedded.layers().toArray(Layer[]::new));
        BuiltImage byBuildah =
                bench.buildah("buildah").prepare(bench.request(lines)).run();
        assertThat(byBuildah.layers().get(0)).isEqualTo(embedded.layers().get(0));
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "PODMAN"})
    void aLayoutThatSaysWhereItsImageIsPublishedMayStayUpstream(RealEngine real) throws Exception {
        bench.upstreamMatch = new UpstreamMatch("docker.io/fztest/program");
        String[] lines = {"FROM tools", "COPY app /app/"};

        BuiltImage built = build(real, lines);

        assertThat(built.upstream())
                .startsWith("docker.io/fztest/program:v1@sha256:")
                .isEqualTo(bench.embedded(lines).upstream());
        assertThat(built.layers()).extracting(layer -> layer.source().word()).containsExactly("upstream", "embed");
    }

    /** The layer of the base that travels with each image, as the warning counts it. */
    private List<String> warnings(List<BuildOutcome> built, String reason) {
        return built.stream()
                .map(outcome -> outcome.image().layers().get(0).descriptor().size())
                .map(size -> "warning " + reason + "; so its layers are embedded, " + size + " bytes")
                .toList();
    }

    @Test
    void whoeverBuildsSaysTheSameOfABaseThatDoesNotStayOut() throws Exception {
        bench.upstreamMatch = new UpstreamMatch("registry.example");
        try (Engine local = RealEngine.LOCAL.open()) {
            Map<String, Builder> builders = Map.of(
                    "one", bench.builder(() -> local), "two", bench.buildah("buildah"), "three", bench.embedded());
            List<ImageSpec> images = Stream.of("one", "two", "three")
                    .map(alias -> bench.spec(alias, "FROM tools", "COPY app /app/"))
                    .toList();

            for (int time = 0; time < 2; time++) {
                bench.said.clear();
                List<BuildOutcome> built = bench.buildTogether(
                        images, image -> builders.get(image.alias().value()));

                assertThat(built).extracting(BuildOutcome::reused).containsOnly(time > 0);
                assertThat(bench.said("warning"))
                        .containsExactlyElementsOf(
                                warnings(
                                        built,
                                        "its base docker.io/fztest/program:v1 does not match upstreamMatch 'registry.example'"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "PODMAN"})
    void aBaseThatOnlyTheEngineHasSaysWhatItCosts(RealEngine real) throws Exception {
        String name = "registry.example/only-there/" + real.name().toLowerCase(Locale.ROOT) + ":1";
        bench.upstreamMatch = new UpstreamMatch("registry.example");
        try (Engine engine = real.open();
                ImageSource tools = SavedImage.open(home.resolve("busybox"), Optional.empty(), bench.platform)) {
            engine.load(new ImageArchive(tools, tools.config(), name));
            try {
                List<BuildOutcome> built = bench.buildTogether(
                        List.of(bench.spec("app", "FROM " + name, "COPY app /app/")),
                        image -> bench.builder(() -> engine));

                assertThat(bench.said("warning"))
                        .containsExactlyElementsOf(warnings(
                                built,
                                "its base " + name + " cannot stay upstream: only the engine has it (no registry here: "
                                        + name + ")"));
            } finally {
                engine.remove(name);
            }
        }
    }

    @Test
    void howALayoutIsCompressedIsAnInput() throws Exception {
        compressed();
        CacheInputs before = bench.recipe("FROM tools", "RUN x").inputs();
        bench.contexts.put("tools", bench.contexts.get("compressed"));

        assertThat(bench.recipe("FROM tools", "RUN x").inputs()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "REMOTE"})
    void aSavedLayoutAndAnArchive(RealEngine real) throws Exception {
        Path archive = HandMadeImage.minimal().archive(home.resolve("saved.tar"));
        bench.contexts.put("saved", new BaseImage.Saved(archive, Optional.empty()));

        BuiltImage built = build(
                real,
                "FROM tools",
                SHELL,
                "COPY --from=saved /etc/app/config.yaml /srv/",
                "RUN /bin/busybox grep -q 8080 /srv/config.yaml");

        assertThat(layers(built))
                .startsWith(layers(bench.embedded("FROM tools")).toArray(DiffId[]::new));
        assertThat(bench.tree(built)).anyMatch(line -> line.contains("srv/config.yaml"));
        assertThat(build(real, "FROM saved", "COPY --from=tools /bin/busybox /bin/", "RUN [\"/bin/busybox\", \"true\"]")
                        .layers())
                .hasSizeGreaterThanOrEqualTo(2);
    }
}
