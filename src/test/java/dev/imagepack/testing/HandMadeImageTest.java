package dev.imagepack.testing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The image by hand has the digests that the whole field agrees on. */
class HandMadeImageTest {

    @Test
    void theMinimalImageHasItsKnownDigests() {
        HandMadeImage image = HandMadeImage.minimal();

        assertThat(image.layer())
                .isEqualTo("blobs/sha256/98053238550bc09e1169684579ecbb843f3bac0459c7cfaf80ea0f86f1836b24");
        assertThat(image.imageId())
                .isEqualTo("sha256:969d4535ef22b4c377f399d91c24b8dd5738aeae61f21eedd68e65fdb35d5b76");
        assertThat(HandMadeImage.sha256(image.manifest().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("sha256:12e9856be90cf5809086b6ec6b4f5e86275e8f5fd799d138b6a22499be2a9a15");
        assertThat(HandMadeImage.sha256(image.files().get("index.json")))
                .isEqualTo("sha256:bdd81a0aca804d869608e62698a20393fa709978091b017cc0713df3fe3f74c3");
    }

    @Test
    void itsLayerIsWhatGnuTarWrites(@TempDir Path directory) throws Exception {
        Path tree = Files.createDirectories(directory.resolve("etc/app"));
        Files.writeString(tree.resolve("config.yaml"), "port: 8080\n");
        Path layer = directory.resolve("layer.tar");
        Tool.TAR
                .require()
                .run(
                        "--create",
                        "--file=" + layer,
                        "--directory=" + directory,
                        "--format=gnu",
                        "--sort=name",
                        "--numeric-owner",
                        "--owner=0",
                        "--group=0",
                        "--mode=u=rwX,go=rX",
                        "--mtime=@0",
                        "--blocking-factor=1",
                        "etc");

        HandMadeImage image = HandMadeImage.minimal();
        assertThat(layer).hasBinaryContent(image.files().get(image.layer()));
    }

    @Test
    void aDamagedLayerKeepsItsNameAndItsSize() {
        HandMadeImage sound = HandMadeImage.minimal();
        HandMadeImage damaged = sound.withDamagedLayer();

        assertThat(damaged.manifest()).isEqualTo(sound.manifest());
        assertThat(damaged.files().get(damaged.layer()))
                .hasSameSizeAs(sound.files().get(sound.layer()))
                .contains("qort: 8080\n".getBytes(StandardCharsets.UTF_8));
    }
}
