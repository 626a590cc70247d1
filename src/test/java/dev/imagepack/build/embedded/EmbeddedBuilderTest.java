package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.build.BuildImages;
import dev.imagepack.build.BuildLog;
import dev.imagepack.download.Downloads;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.DeclaredLayer;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.LayersRecipe;
import dev.imagepack.image.Recipe;
import dev.imagepack.io.Compression;
import dev.imagepack.testing.HandMadeImage;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddedBuilderTest {

    @TempDir
    Path home;

    /** One file, two labels and an entrypoint, as declared layers. */
    private static Recipe minimal(Scene scene) throws IOException {
        scene.file("config.yaml", "port: 8080\n");
        DeclaredLayer layer = new DeclaredLayer(
                "files etc/app",
                List.of(new DeclaredLayer.Files(
                        scene.module.resolve("config.yaml"),
                        "/etc/app",
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        "images.app.layers[0].files[0]")));
        scene.labels.put("a", "1");
        scene.labels.put("b", "2");
        LayersRecipe.Container container = new LayersRecipe.Container(
                Optional.of(List.of("/usr/local/bin/myapp")),
                Optional.empty(),
                new TreeMap<>(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return Scene.layers(new BaseImage.Scratch(), container, layer);
    }

    @Test
    void theSmallestImageHasTheDigestsOfTheOneMadeByHand() throws IOException {
        HandMadeImage byHand = HandMadeImage.minimal();
        try (Scene scene = new Scene(home)) {
            Scene.Built image = scene.build(minimal(scene));

            assertThat(image.config().bytes()).asString().isEqualTo(byHand.config());
            assertThat(image.image().config().digest().toString()).isEqualTo(byHand.imageId());
            assertThat("blobs/sha256/"
                            + image.image()
                                    .layers()
                                    .get(0)
                                    .descriptor()
                                    .digest()
                                    .hex())
                    .isEqualTo(byHand.layer());
            assertThat(image.image().manifest().toBytes()).asString().isEqualTo(byHand.manifest());
        }
    }

    @Test
    void theCompressionChangesNoDiffId() throws IOException {
        try (Scene scene = new Scene(home)) {
            Recipe recipe = minimal(scene);
            Scene.Built plain = scene.build(recipe);
            for (Compression compression : List.of(Compression.GZIP, Compression.ZSTD)) {
                scene.compression = compression;
                Scene.Built compressed = scene.build(recipe);

                assertThat(compressed.config().diffIds())
                        .isEqualTo(plain.config().diffIds());
                assertThat(compressed.image().config()).isEqualTo(plain.image().config());
                assertThat(compressed.image().layers().get(0).descriptor().mediaType())
                        .isNotEqualTo(plain.image().layers().get(0).descriptor().mediaType());
            }
        }
    }

    @Test
    void twentyBuildsOfManySettingsAreOneImage() throws IOException {
        try (Scene scene = new Scene(home)) {
            StringBuilder lines = new StringBuilder("FROM scratch\n");
            for (int i = 0; i < 50; i++) {
                lines.append("LABEL l")
                        .append(i * 37 % 50)
                        .append("=x\nENV e")
                        .append(i)
                        .append("=y\n");
            }
            lines.append("EXPOSE 5 3 9/udp 1 7\nVOLUME /b /a /c\n");
            Recipe recipe = scene.dockerfile(lines.toString());
            Object first = scene.build(recipe).image();
            for (int i = 0; i < 20; i++) {
                assertThat(scene.build(recipe).image()).isEqualTo(first);
            }
        }
    }

    @Test
    void itHasAName() {
        assertThat(Scene.builder(Scene.NO_REGISTRY, Downloads.OFFLINE).name()).isEqualTo("embedded");
    }

    @Test
    void whatATriggerOfABaseCopiesFromIsBuiltFirst() throws IOException {
        try (Scene scene = new Scene(home)) {
            scene.file("f", "text");
            List<ImageSpec> specs = List.of(
                    scene.request("app", scene.dockerfile("FROM base")).spec(),
                    scene.request("base", scene.dockerfile("FROM scratch", "ONBUILD COPY --from=files /f /"))
                            .spec(),
                    scene.request("files", scene.dockerfile("FROM scratch", "COPY f /"))
                            .spec());

            List<BuildOutcome> built = BuildImages.build(new BuildImages.Request(
                    specs,
                    "g:a",
                    scene.module,
                    Set.of(),
                    scene.created,
                    scene.cache,
                    Runnable::run,
                    1,
                    choice -> scene.builder,
                    BuildLog.SILENT));

            assertThat(TreeText.of(built.get(0).image(), scene.cache))
                    .isEqualTo(TreeText.of(built.get(2).image(), scene.cache))
                    .hasSize(1);
        }
    }
}
