package dev.imagepack.image;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;

import dev.imagepack.oci.Json;
import dev.imagepack.oci.Platform;
import dev.imagepack.testing.Attempt;

import static org.assertj.core.api.Assertions.assertThat;

class ImageDocumentsFuzzTest {

    private static final FileSystem FILES = Jimfs.newFileSystem(Configuration.unix());

    /** Built images say in their document what they are; a saved image is chosen or refused, whatever stands in the tar. */
    @FuzzTest
    void documents(byte[] bytes) throws IOException {
        Attempt.ofValue(() -> outcome(Json.parse(bytes, 1 << 20, "document")))
                .ifPresent(outcome -> assertThat(outcome(outcome.toJson())).isEqualTo(outcome));
        Attempt.ofValue(() -> BuiltImage.fromJson(Json.parse(bytes, 1 << 20, "document")))
                .ifPresent(
                        image -> assertThat(BuiltImage.fromJson(image.toJson())).isEqualTo(image));
        Attempt.of(() -> DockerManifest.parse(bytes, "archive: manifest.json"));
        Path file = Files.write(FILES.getPath("/work/image.tar"), bytes);
        Attempt.of(() -> {
            try (SavedImage image = SavedImage.open(file, Optional.empty(), Platform.LINUX_AMD64)) {
                return image.layers().size();
            }
        });
    }

    private static BuildOutcome outcome(JsonNode json) {
        return BuildOutcome.fromJson(new JsonObject(json, ""));
    }
}
