package dev.imagepack.build.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Layer;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What real engines saved of one image: two lines of {@code COPY} in a base, three above it, the last of them the same once
 * more. With what the engines said of it when they were asked.
 */
class RecordedSavesTest {

    @TempDir
    private Path home;

    private IntakeScene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new IntakeScene(home);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    /**
     * A recorded stream.
     *
     * @param id as the engine calls the image
     */
    private record Recorded(byte[] save, Digest id, List<DiffId> layers, List<DiffId> base) {

        static Recorded of(String name) throws IOException {
            Properties said = new Properties();
            try (InputStream in = RecordedSavesTest.class.getResourceAsStream("/saves/" + name + ".properties")) {
                said.load(in);
            }
            try (InputStream in =
                    new GZIPInputStream(RecordedSavesTest.class.getResourceAsStream("/saves/" + name + ".tar.gz"))) {
                return new Recorded(
                        in.readAllBytes(),
                        Digest.parse(said.getProperty("id")),
                        diffIds(said.getProperty("layers")),
                        diffIds(said.getProperty("base")));
            }
        }

        private static List<DiffId> diffIds(String text) {
            return Arrays.stream(text.split(" ")).map(DiffId::parse).toList();
        }
    }

    private BuiltImage take(Recorded recorded) throws IOException {
        ForeignImage image = new ForeignImage(
                scene.request("app"), recorded.id(), recorded.layers(), BaseLayers.ofEngine("base:1", recorded.base()));
        return scene.take(recorded.save(), image).get(0);
    }

    private List<TarEntry> entries(Layer layer) throws IOException {
        List<TarEntry> entries = new ArrayList<>();
        try (TarReader tar = new TarReader(new ByteArrayInputStream(scene.plain(layer)), TarReader.Limits.DEFAULT)) {
            for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                entries.add(entry.get());
            }
        }
        return entries;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker-20.10",
                "docker-20.10-buildkit",
                "docker-28-graph",
                "docker-28-containerd",
                "docker-28-containerd-index",
                "podman-4.3",
                "podman-5.8"
            })
    void theImageOfARealEngine(String name) throws IOException {
        Recorded recorded = Recorded.of(name);
        BuiltImage image = take(recorded);

        scene.check(image);
        assertThat(image.layers()).extracting(Layer::diffId).isEqualTo(recorded.layers());
        assertThat(scene.config(image).container().labels()).containsEntry("x", "y");
        assertThat(entries(image.layers().get(3))).extracting(TarEntry::path).contains("app/c");

        scene.rewriteTimestamps = true;
        BuiltImage rewritten = take(recorded);
        scene.check(rewritten);
        long created = IntakeScene.CREATED.getEpochSecond();
        assertThat(rewritten.layers().subList(0, 2)).isEqualTo(image.layers().subList(0, 2));
        for (int i = 0; i < 5; i++) {
            boolean above = i >= 2;
            List<Long> expected = entries(image.layers().get(i)).stream()
                    .map(entry -> above ? Math.min(entry.mtime(), created) : entry.mtime())
                    .toList();
            assertThat(entries(rewritten.layers().get(i)))
                    .extracting(TarEntry::mtime)
                    .isEqualTo(expected);
        }
    }

    /** Else every layer of a base would have to be read to its end and compressed to know that it is not wanted. */
    @ParameterizedTest
    @ValueSource(strings = {"docker-20.10", "docker-20.10-buildkit"})
    void theDirectoriesOfOldArchivesTellTheirLayersBeforehand(String name) throws IOException {
        Recorded recorded = Recorded.of(name);
        LegacyIds ids = new LegacyIds();
        ids.expect(recorded.layers());
        List<DiffId> found = new ArrayList<>();
        try (TarReader tar = new TarReader(new ByteArrayInputStream(recorded.save()), TarReader.Limits.DEFAULT)) {
            for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                String path = entry.get().path();
                String directory = path.substring(0, Math.max(0, path.indexOf('/')));
                if (path.endsWith("/json")) {
                    ids.read(directory, tar.content().readAllBytes());
                } else if (path.endsWith("/layer.tar")) {
                    DiffId layer = ids.find(directory).orElseThrow();
                    found.add(layer);
                    if (entry.get().type() == TarEntry.Type.FILE) {
                        assertThat(Digest.of(tar.content())).isEqualTo(layer.asDigest());
                    }
                }
            }
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(recorded.layers());
    }

    @Test
    void aDocumentThatIsNoneTellsNothing() {
        LegacyIds ids = new LegacyIds();
        ids.expect(List.of(new DiffId("1".repeat(64))));
        ids.read("2".repeat(64), "[1]".getBytes(StandardCharsets.UTF_8));
        ids.read("3".repeat(64), "{\"created\":1}".getBytes(StandardCharsets.UTF_8));
        assertThat(ids.find("2".repeat(64))).isEmpty();
        assertThat(ids.find("3".repeat(64))).isEmpty();
    }
}
