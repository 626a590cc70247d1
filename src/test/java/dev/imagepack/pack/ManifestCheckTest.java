package dev.imagepack.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.Alias;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ManifestCheckTest {

    private static final List<Alias> APP = List.of(new Alias("app"));

    @TempDir
    private Path directory;

    private List<Path> manifest(String text) throws IOException {
        return List.of(Files.writeString(directory.resolve("manifest.yml"), text));
    }

    @Test
    void referencesToKnownImagesAreRight() throws IOException {
        List<Path> manifests = manifest("a: embed:app\nb: embed:app@sha256:" + "0".repeat(64) + "\n");
        assertThatCode(() -> ManifestCheck.check(manifests, APP, List.of())).doesNotThrowAnyException();
    }

    @Test
    void referencesToNoImageAreFaultsOfTheirLine() throws IOException {
        List<Path> manifests = manifest("a: embed:app\nb: embed:missing\n");
        assertThatThrownBy(() -> ManifestCheck.check(manifests, APP, List.of()))
                .isInstanceOf(ImagepackException.class)
                .hasMessage(manifests.get(0) + ":2: there is no image 'missing'");
    }

    @Test
    void aReferenceToSeveralPlatformsIsAFault() throws IOException {
        List<Path> manifests = manifest("a: embed:app\n");
        List<Alias> twice = List.of(new Alias("app"), new Alias("app"), new Alias("web"));
        assertThatThrownBy(() -> ManifestCheck.check(manifests, twice, List.of()))
                .isInstanceOf(ImagepackException.class)
                .hasMessage(
                        manifests.get(0) + ":1: 'app' is built for several platforms, and a reference means one image");
    }

    @Test
    void misspeltReferencesAreFaults() throws IOException {
        for (String text : List.of("Emebd:app", "'embed:'", "embed:app@")) {
            List<Path> manifests = manifest("image: " + text + "\n");
            assertThatThrownBy(() -> ManifestCheck.check(manifests, APP, List.of()))
                    .isInstanceOf(ImagepackException.class)
                    .hasMessageStartingWith(manifests.get(0) + ":1: ");
        }
    }

    @Test
    void aManifestMustBeThere() {
        assertThatThrownBy(() -> ManifestCheck.check(List.of(directory.resolve("gone.yml")), APP, List.of()))
                .isInstanceOf(ImagepackException.class)
                .hasMessageContaining("gone.yml");
    }

    @Test
    void nothingIsKnownWhileALayoutIsMissing() throws IOException {
        List<Path> manifests = manifest("a: embed:missing\n");
        assertThatCode(() -> ManifestCheck.check(manifests, APP, List.of(directory.resolve("later"))))
                .doesNotThrowAnyException();
    }
}
