package dev.imagepack.build.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.Builder;
import dev.imagepack.build.FallbackBuilder;
import dev.imagepack.build.PreparedBuild;
import dev.imagepack.build.embedded.TreeText;
import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineImage;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.io.Content;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;
import dev.imagepack.pack.PackImages;
import dev.imagepack.pack.PackLog;
import dev.imagepack.testing.BuildahProgram;
import dev.imagepack.testing.Container;
import dev.imagepack.testing.DockerRegistry;
import dev.imagepack.testing.RealEngine;
import dev.imagepack.testing.Skopeo;
import dev.imagepack.testing.Tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Every builder with every kind of recipe: the same image, in a sound package that an engine loads and runs; or, where the
 * builder cannot do it, one error that says why and who can.
 *
 * <p>What an image must hold is said by the embedded builder, from a twin of the recipe that copies what the commands make.
 * So the reference is the same for all, no engine is believed because it is the first, and the embedded builder itself is
 * held against BuildKit by {@code EngineContextsTest}. The base has all that engines mount upon while commands run; what they
 * leave in one that has not is not compared. Of configurations, what containers are started with is compared; histories and
 * times of configurations are each builder's own.
 *
 * <p>{@code -Dimagepack.engines=all} adds the engines of later suites of Debian, which {@code .ci/run engines-all} starts.
 */
@Timeout(300)
class EngineMatrixTest {

    @TempDir
    static Path shared;

    private static DockerRegistry registry;
    private static String published;

    @TempDir
    Path home;

    private final String name = "imagepack.test/matrix/" + UUID.randomUUID() + ":1";
    private Workbench bench;

    @BeforeAll
    static void publishTheBase() throws Exception {
        registry = DockerRegistry.known(shared.resolve("registry"));
        published = registry.domain() + "/base/system:1";
        Path layout = MatrixRecipe.layout(shared);
        Tool.SKOPEO
                .require()
                .run("copy", "--preserve-digests", "--dest-tls-verify=false", "oci:" + layout, "docker://" + published);
    }

    @AfterAll
    static void closeTheRegistry() {
        if (registry != null) {
            registry.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        bench = MatrixRecipe.module(home, published);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    static Stream<Arguments> cells() {
        return MatrixRow.all()
                .flatMap(row -> Stream.of(MatrixRecipe.values()).map(recipe -> Arguments.of(row, recipe)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cells")
    void theImageIsTheSameAndRuns(MatrixRow row, MatrixRecipe recipe) throws Exception {
        try (Engine engine = row.runsAt().open()) {
            Optional<String> refusal = row.refusal(recipe, engine.facts());
            BuiltImage twin = bench.embedded(recipe.twin());
            if (refusal.isPresent()) {
                assertRefused(refusal.get(), row, recipe, engine);
            } else {
                BuiltImage built = row.build(bench, recipe, engine);
                assertSame(built, twin);
                assertRuns(built, recipe, engine);
            }
            assertNothingIsLeft(engine);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.imagepack.testing.BuildahProgram#chosen")
    void whatTheEngineIsTooOldForBuildahBuildsOrTheErrorNamesBoth(BuildahProgram program) throws Exception {
        MatrixRecipe recipe = MatrixRecipe.DOCUMENTS;
        BuiltImage twin = bench.embedded(recipe.twin());
        try (Engine local = RealEngine.LOCAL.open()) {
            Builder buildah = bench.buildah(program.require().toString());
            Builder both = new FallbackBuilder("local", List.of(bench.builder(() -> local), buildah));
            PreparedBuild build = both.prepare(bench.request(recipe.lines()));
            Optional<String> ofEngine = new MatrixRow.AtEngine(RealEngine.LOCAL).refusal(recipe, local.facts());
            Optional<String> ofBuildah = new MatrixRow.ByBuildah(program).refusal(recipe, local.facts());
            if (ofEngine.isPresent() && ofBuildah.isPresent()) {
                assertThatThrownBy(build::run)
                        .hasMessageContaining(ofEngine.get())
                        .hasMessageContaining(ofBuildah.get());
            } else {
                assertSame(build.run(), twin);
                assertThat(build.builder()).contains(ofEngine.isPresent() ? "buildah" : "local");
            }
        }
    }

    /** The embedded builder is long done when the others are; yet its image comes last. */
    @Test
    void imagesOfOneModuleComeInTheOrderOfTheConfiguration() throws Exception {
        Builder buildah = bench.buildah(BuildahProgram.INSTALLED.require().toString());
        try (Engine local = RealEngine.LOCAL.open();
                Engine remote = RealEngine.REMOTE.open()) {
            Map<String, Builder> builders = Map.of(
                    "one", buildah,
                    "two", bench.builder(() -> remote),
                    "three", bench.builder(() -> local),
                    "four", bench.embedded());
            List<ImageSpec> images = Stream.of("one", "two", "three", "four")
                    .map(alias -> bench.spec(
                            alias, (alias.equals("four") ? MatrixRecipe.NO_COMMAND : MatrixRecipe.COMMANDS).lines()))
                    .toList();

            List<BuildOutcome> outcomes = bench.buildTogether(
                    images, image -> builders.get(image.alias().value()));

            assertThat(outcomes)
                    .extracting(outcome -> outcome.image().alias().value())
                    .containsExactly("one", "two", "three", "four");
        }
    }

    private void assertRefused(String refusal, MatrixRow row, MatrixRecipe recipe, Engine engine) {
        ImagepackException refused =
                catchThrowableOfType(ImagepackException.class, () -> row.build(bench, recipe, engine));
        assertThat(refused).hasMessageMatching("Dockerfile:[0-9]+: .*").hasMessageContaining(refusal);
        assertThat(refused.advice()).containsPattern("engine|Docker|buildah");
    }

    private void assertSame(BuiltImage built, BuiltImage twin) throws IOException {
        assertThat(tree(built)).isEqualTo(tree(twin));
        assertThat(container(built)).isEqualTo(container(twin));
        assertThat(built.platform()).isEqualTo(twin.platform());
        assertThat(built.upstream()).isEqualTo(twin.upstream());
        assertThat(upstream(built)).isEqualTo(upstream(twin));
    }

    /** What unpacking all layers gives, those of the base too. */
    private List<String> tree(BuiltImage image) throws IOException {
        BlobStore base = new BlobStore(MatrixRecipe.layout(home));
        for (Layer layer : upstream(image)) {
            bench.cache.blobs().linkFrom(base, layer.descriptor().digest());
        }
        return TreeText.of(image, bench.cache);
    }

    private static List<Layer> upstream(BuiltImage image) {
        return image.layers().stream()
                .filter(layer -> layer.source() == LayerSource.UPSTREAM)
                .toList();
    }

    private ImageConfig config(BuiltImage image) throws IOException {
        return ImageConfig.parse(bench.cache.blobs().read(image.config(), 1 << 20));
    }

    /** As if the order of variables were the alphabet's, for buildah begins with the PATH; no entrypoint is an empty one, too. */
    private ObjectNode container(BuiltImage image) throws IOException {
        ObjectNode node = config(image).container().toNode();
        if (node.path("Entrypoint").isEmpty()) {
            node.remove("Entrypoint");
        }
        List<String> environment = new ArrayList<>();
        node.withArray("Env").forEach(variable -> environment.add(variable.asText()));
        return node.put("Env", environment.stream().sorted().toList().toString());
    }

    private void assertRuns(BuiltImage built, MatrixRecipe recipe, Engine engine) throws Exception {
        Path output = home.resolve("packed");
        Path archive = home.resolve("images.tar");
        BuiltImage named = built.named(new Alias("app"), List.of(ImageRef.parse(name)));
        PackImages.pack(
                new PackImages.Request(
                        List.of(Workbench.outcome(named, "any")),
                        bench.cache.blobs(),
                        List.of(),
                        List.of(),
                        output,
                        Optional.of(archive),
                        List.of(),
                        false),
                PackLog.SILENT);
        Path layout = output.resolve("images");
        assertThat(Digest.of(Skopeo.config(layout, "app").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(built.config().digest());
        String running = upstream(built).isEmpty() ? loaded(layout, archive, engine) : pulled(layout, built, engine);
        try {
            assertThat(Container.run(engine, running)).isEqualTo(recipe.output);
        } finally {
            engine.remove(running);
        }
    }

    /** A whole package, loaded as it is. */
    private String loaded(Path layout, Path archive, Engine engine) throws Exception {
        Skopeo.copy(layout, "app", home.resolve("copied"));
        engine.load(Content.of(archive));
        return name;
    }

    /** A package without the base comes to where the base is; there it is whole. */
    private String pulled(Path layout, BuiltImage built, Engine engine) throws Exception {
        BlobStore blobs = new BlobStore(layout);
        for (Layer layer : built.layers()) {
            assertThat(blobs.size(layer.descriptor().digest()).isPresent())
                    .isEqualTo(layer.source() == LayerSource.EMBED);
        }
        String repository = published.substring(0, published.lastIndexOf(':'));
        Tool.SKOPEO.run(
                "copy", "--dest-tls-verify=false", "oci:" + layout + ":app", "docker://" + repository + ":above");
        engine.pull(repository, "above", Optional.of(Platform.LINUX_AMD64), Optional.empty(), message -> {});
        return repository + ":above";
    }

    /** Nothing has a name that was made for the build; what the engine pulled for it goes away here. */
    private static void assertNothingIsLeft(Engine engine) throws IOException {
        for (String id : engine.images()) {
            EngineImage image = engine.inspect(id).orElseThrow();
            assertThat(image.names()).noneMatch(name -> name.contains("imagepack.local/"));
            if (image.repoDigests().stream().anyMatch(name -> name.startsWith(registry.domain()))) {
                engine.remove(id);
            }
        }
    }
}
