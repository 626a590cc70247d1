package dev.imagepack.oci;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.imagepack.testing.Attempt;

import static org.assertj.core.api.Assertions.assertThat;

class DocumentsFuzzTest {

    /** Whatever is understood of an index, a manifest or a configuration survives being written. */
    @FuzzTest
    void documents(byte[] bytes) {
        Attempt.of(() -> ImageIndex.parse(bytes))
                .ifPresent(
                        index -> assertThat(ImageIndex.parse(index.toBytes())).isEqualTo(index));
        Attempt.of(() -> ImageManifest.parse(bytes))
                .ifPresent(manifest ->
                        assertThat(ImageManifest.parse(manifest.toBytes())).isEqualTo(manifest));
        Attempt.of(() -> ImageConfig.parse(bytes)).ifPresent(config -> {
            assertThat(config.bytes()).isEqualTo(bytes);
            assertThat(ContainerConfig.parse(Json.bytes(config.container().toNode())))
                    .isEqualTo(config.container());
        });
        Attempt.of(() -> ContainerConfig.parse(bytes))
                .ifPresent(config -> assertThat(ContainerConfig.parse(Json.bytes(config.toNode())))
                        .isEqualTo(config));
        Attempt.of(() -> HistoryExport.parse(bytes));
        Attempt.of(() -> Documents.mediaTypeOf(bytes));
    }
}
