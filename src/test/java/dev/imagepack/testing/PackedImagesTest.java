package dev.imagepack.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What scripts are shown of a package, with one that was written by hand. */
class PackedImagesTest {

    private final HandMadeImage image = HandMadeImage.minimal();

    @TempDir
    private Path module;

    private void pack(HandMadeImage packed, String alias) throws IOException {
        Path output = module.resolve("target/imagepack");
        packed.layout(output.resolve("images"));
        String layer = packed.layer().replace("blobs/sha256/", "sha256:");
        Files.writeString(output.resolve("images.lock"), """
                version: 1
                images:
                  %s:
                    image_id: %s
                    upstream: ''
                    layers:
                      - digest: %s
                        source: embed
                """.formatted(alias, packed.imageId(), layer));
    }

    @Test
    void aLayerIsShownEntryByEntry() throws IOException {
        pack(image, "v1");
        PackedImages packed = PackedImages.of(module.toFile());

        assertThat(packed.aliases()).containsExactly("v1");
        assertThat(packed.sources("v1")).containsExactly("embed");
        assertThat(packed.layer("v1", 0))
                .containsExactly("0755 0:0 etc/", "0755 0:0 etc/app/", "0644 0:0 etc/app/config.yaml");
        assertThat(packed.paths("v1", -1)).containsExactly("etc/", "etc/app/", "etc/app/config.yaml");
        assertThat(packed.text("v1", 0, "etc/app/config.yaml")).isEqualTo("port: 8080\n");
        assertThatThrownBy(() -> packed.text("v1", 0, "etc/none")).hasMessageStartingWith("etc/none is not in");
    }

    @Test
    void damageIsFoundAtOnce() throws IOException {
        pack(image.withDamagedLayer(), "v1");

        assertThatThrownBy(() -> PackedImages.of(module.toFile())).hasMessageContaining("digest-mismatch");
    }

    @Test
    void aLockOfOtherImagesIsFoundAtOnce() throws IOException {
        pack(image, "v2");

        assertThatThrownBy(() -> PackedImages.of(module.toFile())).isInstanceOf(AssertionError.class);
    }
}
