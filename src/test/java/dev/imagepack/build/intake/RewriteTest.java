package dev.imagepack.build.intake;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleImage.Layer;
import dev.imagepack.io.Compression;
import dev.imagepack.io.Content;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarReader;
import dev.imagepack.io.TarWriter;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.MediaType;

import static org.assertj.core.api.Assertions.assertThat;

/** Times of what an engine built become those of the build, above the base only. */
class RewriteTest {

    private static final long CREATED = IntakeScene.CREATED.getEpochSecond();
    private static final long LATER = CREATED + 1_000_000;

    @TempDir
    private Path home;

    private IntakeScene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new IntakeScene(home);
        scene.rewriteTimestamps = true;
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private static Layer layer(String path, long mtime) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        try {
            try (TarWriter tar = new TarWriter(plain)) {
                tar.write(TarEntry.file(path, 0644, 4).withMtime(mtime), Content.of(SaveForm.utf8("text")));
            }
            try (GZIPOutputStream gzip = new GZIPOutputStream(stored)) {
                gzip.write(plain.toByteArray());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Layer(plain.toByteArray(), stored.toByteArray(), MediaType.LAYER_GZIP);
    }

    private List<Long> times(BuiltImage image) throws IOException {
        List<Long> times = new ArrayList<>();
        for (dev.imagepack.image.Layer layer : image.layers()) {
            try (TarReader tar =
                    new TarReader(new ByteArrayInputStream(scene.plain(layer)), TarReader.Limits.DEFAULT)) {
                for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                    times.add(entry.get().mtime());
                }
            }
        }
        return times;
    }

    @ParameterizedTest
    @EnumSource
    void twoBuildsAtDifferentTimesGiveTheSameLayers(SaveForm form) throws IOException {
        BuiltImage first = scene.take(form, SampleImage.of(layer("a", LATER), layer("b", CREATED - 7)));
        BuiltImage second = scene.take(form, SampleImage.of(layer("a", LATER + 60), layer("b", CREATED - 7)));

        scene.check(first);
        scene.check(second);
        assertThat(second.layers()).isEqualTo(first.layers());
        assertThat(second.config()).isEqualTo(first.config());
        assertThat(times(first)).containsExactly(CREATED, CREATED - 7);
    }

    @ParameterizedTest
    @EnumSource
    void theLayersOfTheBaseStayAsTheyAre(SaveForm form) throws IOException {
        SampleImage base = SampleImage.of(layer("a", LATER));
        SampleImage app = SampleImage.of(layer("a", LATER), layer("b", LATER));
        scene.base = BaseLayers.ofEngine("base:1", IntakeScene.diffIds(base));
        BuiltImage image = scene.take(form, app);

        scene.check(image);
        assertThat(times(image)).containsExactly(LATER, CREATED);
        assertThat(image.layers().get(0).diffId()).isEqualTo(app.layers().get(0).diffId());
    }

    @Test
    void oneLayerMayBeTheBasesHereAndNewThere() throws IOException {
        SampleImage base = SampleImage.of(layer("a", LATER));
        SampleImage app = SampleImage.of(layer("a", LATER), layer("b", LATER));
        ForeignImage alone = scene.foreign("alone", SaveForm.PODMAN.id(base), base);
        scene.base = BaseLayers.ofEngine("base:1", IntakeScene.diffIds(base));
        scene.compression = Compression.NONE;
        ForeignImage above = scene.foreign("above", SaveForm.PODMAN.id(app), app);
        List<BuiltImage> images = scene.take(SaveForm.PODMAN.of(base, app), alone, above);

        for (BuiltImage image : images) {
            scene.check(image);
        }
        assertThat(times(images.get(0))).containsExactly(CREATED);
        assertThat(times(images.get(1))).containsExactly(LATER, CREATED);
        assertThat(images.get(0).layers().get(0).descriptor().mediaType()).isEqualTo(MediaType.LAYER_GZIP);
        assertThat(images.get(1).layers().get(0).descriptor().mediaType()).isEqualTo(MediaType.LAYER);
    }

    @Test
    void severalCompressionsOfARewrittenLayer() throws IOException {
        SampleImage app = SampleImage.of(layer("a", LATER));
        ForeignImage gzip = scene.foreign("gzip", SaveForm.PODMAN.id(app), app);
        scene.compression = Compression.ZSTD;
        ForeignImage zstd = scene.foreign("zstd", SaveForm.PODMAN.id(app), app);
        List<BuiltImage> images = scene.take(SaveForm.PODMAN.of(app), gzip, zstd);

        for (BuiltImage image : images) {
            scene.check(image);
            assertThat(times(image)).containsExactly(CREATED);
        }
    }

    @Test
    void theConfigurationSaysNothingOfTheMachine() {
        ImageConfig one = ImageConfig.parse(SaveForm.utf8(config("2026-01-01T00:00:00Z", "abc", "20.10")));
        ImageConfig other = ImageConfig.parse(SaveForm.utf8(config("2026-02-02T00:00:00Z", "def", "28.5")));

        ImageConfig settled = new Assembly(scene.request("app")).settled(one, List.of());
        assertThat(new Assembly(scene.request("app")).settled(other, List.of()).bytes())
                .isEqualTo(settled.bytes());
        assertThat(settled.created()).contains(IntakeScene.CREATED);
        assertThat(settled.history())
                .extracting(line -> line.created().orElseThrow())
                .containsExactly(Instant.parse("2020-01-01T00:00:00Z"), IntakeScene.CREATED);
        assertThat(new String(settled.bytes(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"Cmd\":[\"/run\"]")
                .doesNotContain("container_config", "docker_version", "Hostname", "abc");
    }

    @Test
    void withoutRewritingTheConfigurationStaysByteByByte() {
        scene.rewriteTimestamps = false;
        ImageConfig config = ImageConfig.parse(SaveForm.utf8(config("2026-01-01T00:00:00Z", "abc", "20.10")));

        assertThat(new Assembly(scene.request("app")).settled(config, List.of()).bytes())
                .isEqualTo(config.bytes());
        scene.labels.put("team", "shop");
        ImageConfig labelled = new Assembly(scene.request("app")).settled(config, List.of());
        assertThat(labelled.container().labels()).containsEntry("team", "shop");
        assertThat(labelled.created()).contains(Instant.parse("2026-01-01T00:00:00Z"));
    }

    private static String config(String time, String container, String version) {
        return "{\"architecture\":\"amd64\",\"os\":\"linux\",\"created\":\"" + time + "\",\"container\":\"" + container
                + "\",\"container_config\":{\"Hostname\":\"" + container + "\"},\"docker_version\":\"" + version
                + "\",\"config\":{\"Hostname\":\"" + container + "\",\"Image\":\"sha256:" + container
                + "\",\"Cmd\":[\"/run\"]},\"history\":[{\"created\":\"2020-01-01T00:00:00Z\",\"created_by\":\"base\","
                + "\"empty_layer\":true},{\"created\":\"" + time
                + "\",\"created_by\":\"CMD\",\"comment\":\"FROM " + container.repeat(4)
                + "\",\"empty_layer\":true}],\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}";
    }
}
