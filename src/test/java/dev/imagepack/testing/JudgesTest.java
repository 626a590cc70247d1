package dev.imagepack.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The judges themselves: they take a sound image, say what is in it, and refuse a damaged one. */
class JudgesTest {

    private final HandMadeImage image = HandMadeImage.minimal();
    private final HandMadeImage damaged = image.withDamagedLayer();

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> allTakeASoundImage() throws Exception {
        Path layout = image.layout(directory.resolve("layout"));
        Path archive = image.archive(directory.resolve("image.tar"));
        return Stream.concat(
                Judges.ofLayout(layout, image.alias(), directory),
                Judges.ofArchive(archive, Map.of(image.name(), image.imageId())));
    }

    @Test
    void skopeoShowsTheDocumentsByteForByte() throws Exception {
        Path layout = image.layout(directory);

        assertThat(Skopeo.manifest(layout, image.alias())).isEqualTo(image.manifest());
        assertThat(Skopeo.config(layout, image.alias())).isEqualTo(image.config());
    }

    @Test
    void skopeoRefusesAnotherAliasAndDamage() throws Exception {
        Tool.SKOPEO.require();
        Path layout = damaged.layout(directory.resolve("layout"));

        assertThatThrownBy(() -> Skopeo.manifest(layout, "v2"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("v2");
        assertThatThrownBy(() -> Skopeo.copy(layout, damaged.alias(), directory.resolve("copy")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("sha256:");
    }

    @Test
    void umociUnpacksTheRootFileSystem() throws Exception {
        Path root = Umoci.unpack(image.layout(directory.resolve("layout")), image.alias(), directory.resolve("bundle"));

        assertThat(root.resolve("etc/app/config.yaml")).hasContent("port: 8080\n");
        assertThat(Files.getAttribute(root.resolve("etc/app"), "unix:uid")).isEqualTo(0);
    }

    @Test
    void umociRefusesDamage() throws Exception {
        Tool.UMOCI.require();
        Path layout = damaged.layout(directory.resolve("layout"));

        assertThatThrownBy(() -> Umoci.unpack(layout, damaged.alias(), directory.resolve("bundle")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("umoci unpack");
    }

    @Test
    void podmanStacksTheLayersInItsOwnStore() throws Exception {
        try (PodmanStore store = new PodmanStore();
                PodmanStore other = new PodmanStore()) {
            store.load(image.archive(directory.resolve("image.tar")));

            assertThat(store.rootfs(image.name()).resolve("etc/app/config.yaml"))
                    .hasContent("port: 8080\n");
            assertThatThrownBy(() -> other.imageId(image.name()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining(image.name());
        }
    }

    @Test
    void podmanRefusesDamage() throws Exception {
        try (PodmanStore store = new PodmanStore()) {
            Path archive = damaged.archive(directory.resolve("image.tar"));
            assertThatThrownBy(() -> store.load(archive))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContainingAll("podman", "load", "exit 125");
        }
    }

    @Test
    void dockerRunsAProgramOfTheImage() throws Exception {
        Tool.BUSYBOX.require();
        HandMadeImage program = HandMadeImage.holding(Tool.BUSYBOX.file());
        try (DockerEngine engine = new DockerEngine()) {
            assertThat(engine.load(program.archive(directory.resolve("image.tar"))))
                    .containsExactly("fztest/program:v1");
            assertThat(engine.run(program.name(), "echo", "a b", "$HOME")).isEqualTo("a b $HOME\n");
            assertThatThrownBy(() -> engine.run(program.name(), "false"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("exit 1");
        }
    }

    @Test
    void dockerForgetsTheImageAfterwards() throws Exception {
        try (DockerEngine engine = new DockerEngine()) {
            engine.load(image.archive(directory.resolve("image.tar")));
            assertThat(engine.imageId(image.name())).startsWith("sha256:");
        }
        assertThatThrownBy(() -> new DockerEngine().imageId(image.name()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("No such image");
    }

    @Test
    void dockerRefusesDamage() throws Exception {
        // Another layer than that of the sound image: the engine may know that one, and would not look at it again.
        HandMadeImage other = HandMadeImage.holding(Files.writeString(directory.resolve("port"), "port: 8081"));
        try (DockerEngine engine = new DockerEngine()) {
            Path archive = other.withDamagedLayer().archive(directory.resolve("image.tar"));
            assertThatThrownBy(() -> engine.load(archive))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("docker load");
        }
    }

    @Test
    void aReportOfAnythingElseIsNoImage() {
        assertThat(Loaded.images("Loaded image: a/b:1\nLoaded image ID: sha256:12\n"))
                .containsExactly("a/b:1", "sha256:12");
        assertThatThrownBy(() -> Loaded.images("")).hasMessageStartingWith("no image was loaded");
        assertThatThrownBy(() -> Loaded.images("Loaded image: a\nError unpacking image a"))
                .hasMessageContaining("Error unpacking image a");
    }

    @Test
    void outsideOfATestAMissingToolIsPassedOverAndARefusalIsNot() throws Throwable {
        DynamicTest missing = DynamicTest.dynamicTest("no such tool", () -> {
            throw new TestAbortedException("skipped: a tool that this test invented");
        });
        DynamicTest refusal = DynamicTest.dynamicTest("refusal", () -> {
            throw new AssertionError("damaged");
        });

        Judges.hear(Stream.of(missing));
        assertThatThrownBy(() -> Judges.hear(Stream.of(missing, refusal))).hasMessage("damaged");
    }
}
