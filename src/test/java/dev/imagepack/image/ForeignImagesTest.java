package dev.imagepack.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.History;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;
import dev.imagepack.testing.Vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Small images that other projects use as fixtures: what we read must be what is known of them. */
class ForeignImagesTest {

    private static Path fixture(String name) {
        return Vectors.root("third-party").resolve("images").resolve(name);
    }

    @TestFactory
    Stream<DynamicTest> dockerArchivesAreReadAsTheyAre() {
        return Stream.of(
                        "ggcr-hello-world-v25/hello-world-v25.tar",
                        "ggcr-overwritten_file/overwritten_file.tar",
                        "ggcr-whiteout_image/whiteout_image.tar",
                        "ggcr-test_bundle/test_bundle.tar test_image_2",
                        "ggcr-test_link/test_link.tar test_image_1")
                .map(line -> line.split(" "))
                .map(words -> DynamicTest.dynamicTest(words[0], () -> check(words)));
    }

    private static void check(String[] words) throws IOException {
        Path archive = fixture(words[0]);
        JsonNode expect = new ObjectMapper()
                .readTree(Files.readAllBytes(fixture(words[0].substring(0, words[0].indexOf('/')) + ".expect.json")))
                .path("expect");
        String architecture = expect.at("/config/architecture").asText();
        Optional<String> name = words.length > 1 ? Optional.of(reference(words[1])) : Optional.empty();
        try (SavedImage image = SavedImage.open(archive, name, Platform.parse("linux/" + architecture))) {
            assertThat(image.config().platform().architecture()).isEqualTo(architecture);
            assertThat(image.config().container().cmd().orElse(List.of()))
                    .isEqualTo(Vectors.texts(expect.at("/config/config/Cmd")));
            assertThat(image.config().container().env()).isEqualTo(Vectors.texts(expect.at("/config/config/Env")));
            assertThat(image.config().history().stream().map(History::createdBy))
                    .isEqualTo(expect.path("history").findValuesAsText("created_by"));
            List<List<String>> layers = new ArrayList<>();
            for (int i = 0; i < image.layers().size(); i++) {
                layers.add(paths(image, i));
            }
            List<List<String>> expected = new ArrayList<>();
            expect.path("layers").forEach(layer -> expected.add(Vectors.texts(layer)));
            assertThat(layers).isEqualTo(expected);
        }
    }

    private static String reference(String name) {
        return name.equals("test_image_1") ? "bazel/v1/tarball:test_image_1" : name;
    }

    private static List<String> paths(SavedImage image, int position) throws IOException {
        Descriptor layer = image.layers().get(position);
        TreeSet<String> paths = new TreeSet<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                Compression.decompress(image.openLayer(position), MediaType.compressionOf(layer.mediaType())))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String path =
                        "/" + String.join("/", entry.getName().split("/+")).replaceAll("^\\.?/", "");
                paths.add(path.equals("/.") ? "/" : path);
            }
        }
        return List.copyOf(paths);
    }

    @Test
    void aLinkedDuplicateOfAnEngineBeforeDocker25IsRead() throws IOException {
        Path archive = fixture("ggcr-test_link/test_link.tar");

        try (SavedImage image =
                SavedImage.open(archive, Optional.of("bazel/v1/tarball:test_image_3"), Platform.LINUX_AMD64)) {
            assertThat(image.layers()).hasSize(2);
            try (InputStream linked = image.openLayer(0)) {
                assertThat(linked.readAllBytes()).hasSize(10240);
            }
        }
    }

    @Test
    void anArchiveWithKeysInAnotherCaseIsRefused() {
        Path archive = fixture("jib-image/jib-image.tar");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> SavedImage.open(archive, Optional.empty(), Platform.LINUX_AMD64))
                .withMessageContaining("jib-image.tar: manifest.json: [0].Config is no text");
    }

    @ParameterizedTest
    @CsvSource({
        "ggcr-test_index, 1, mediaType",
        "ggcr-test_index, 3, mediaType",
        "ggcr-test_index, 4, mediaType",
        "ggcr-test_index, 2, there is no image '2'",
        "regclient-external, a3, there is no image 'a3'",
        "cimage-delete_image_only_one_image, latest, is not what its name says",
    })
    void layoutsWithFaultsAreRefused(String layout, String name, String fault) {
        Path path = fixture(layout);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> SavedImage.open(path, Optional.of(name), Platform.LINUX_AMD64))
                .withMessageContaining(layout)
                .withMessageContaining(fault);
    }
}
