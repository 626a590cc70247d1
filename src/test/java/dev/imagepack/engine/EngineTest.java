package dev.imagepack.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.io.Content;
import dev.imagepack.testing.HandMadeImage;
import dev.imagepack.testing.Tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EngineTest {

    private static final HandMadeImage IMAGE = HandMadeImage.minimal();

    /** As engines write it. */
    private static final String NAME = IMAGE.name().replace("docker.io/", "");

    private Engine engine;

    @BeforeEach
    void find() {
        Tool.DOCKER.require();
        engine = Engine.at(EngineAddress.parse(System.getenv("DOCKER_HOST")));
    }

    @AfterEach
    void close() throws IOException {
        if (engine != null) {
            engine.remove(IMAGE.name());
            engine.close();
        }
    }

    @Test
    void saysWhatItIs() throws Exception {
        String version = Tool.DOCKER
                .run("version", "--format", "{{.Server.Version}} ({{.Server.Os}}/{{.Server.Arch}})")
                .strip();

        assertThat(engine.facts()).hasToString("Docker " + version);
    }

    @Test
    void loadsInspectsTagsSavesAndRemovesAnImage(@TempDir Path directory) throws Exception {
        assertThat(engine.load(Content.of(IMAGE.archive(directory.resolve("image.tar")))))
                .containsExactly(NAME);

        EngineImage loaded = engine.inspect(IMAGE.name()).orElseThrow();
        assertThat(loaded.id()).hasToString(IMAGE.imageId());
        assertThat(loaded.layers()).hasSize(1);
        engine.tag(IMAGE.name(), "imagepack.test/engine/second", "a-tag");
        assertThat(engine.inspect("imagepack.test/engine/second:a-tag"))
                .map(EngineImage::id)
                .hasValue(loaded.id());
        assertThat(saved(IMAGE.name())).contains("manifest.json");
        assertThat(engine.remove("imagepack.test/engine/second:a-tag")).isTrue();
        assertThat(engine.remove("imagepack.test/engine/second:a-tag")).isFalse();
    }

    private List<String> saved(String name) throws IOException {
        try (InputStream archive = engine.save(List.of(name), Optional.empty());
                TarArchiveInputStream tar = new TarArchiveInputStream(archive)) {
            List<String> names = new ArrayList<>();
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
            }
            return names;
        }
    }

    @Test
    void givesTheEnginesWordsWhenItRefuses() {
        assertThatThrownBy(() -> engine.save(List.of("imagepack.test/not/there:1"), Optional.empty()))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining(engine.describe())
                .hasMessageContaining("404")
                .hasMessageContaining("GET /images/get")
                .hasMessageContaining("imagepack.test/not/there:1");
    }

    @Test
    void findsNoImageThatIsNotThere() throws Exception {
        assertThat(engine.inspect("imagepack.test/not/there:1")).isEmpty();
    }

    @Test
    void pullsFromNowhere() {
        assertThatThrownBy(() ->
                        engine.pull("localhost:1/nothing", "1", Optional.empty(), Optional.empty(), message -> {}))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining("localhost:1");
    }

    @Test
    void saysWhatTheEngineSaysInTheMidstOfALoad() {
        assertThatThrownBy(() -> engine.load(Content.of("no archive at all".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining("POST /images/load");
    }
}
