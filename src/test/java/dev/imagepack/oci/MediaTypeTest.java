package dev.imagepack.oci;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.io.Compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MediaTypeTest {

    @Test
    void aLayersTypeSaysItsCompression() {
        assertThat(MediaType.layer(Compression.GZIP)).isEqualTo(MediaType.LAYER_GZIP);
        assertThat(MediaType.layer(Compression.ZSTD)).isEqualTo(MediaType.LAYER_ZSTD);
        assertThat(MediaType.layer(Compression.NONE)).isEqualTo(MediaType.LAYER);
    }

    @ParameterizedTest
    @CsvSource({
        MediaType.LAYER + ", NONE",
        MediaType.LAYER_GZIP + ", GZIP",
        MediaType.LAYER_ZSTD + ", ZSTD",
        MediaType.DOCKER_LAYER + ", NONE",
        MediaType.DOCKER_LAYER_GZIP + ", GZIP",
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip, GZIP",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd, ZSTD"
    })
    void everyKnownLayerTypeIsUnderstood(String type, Compression.Algorithm algorithm) {
        assertThat(MediaType.isLayer(type)).isTrue();
        assertThat(MediaType.compressionOf(type)).isEqualTo(algorithm);
    }

    @ParameterizedTest
    @ValueSource(strings = {MediaType.LAYER + "+lz4", MediaType.CONFIG, "", MediaType.LAYER_GZIP + " "})
    void anUnknownTypeIsNotGuessed(String type) {
        assertThat(MediaType.isLayer(type)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MediaType.compressionOf(type))
                .withMessageContaining("\"" + type + "\" is no layer known here");
    }

    @Test
    void noLayerIsCompressedWithXz() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MediaType.layer(new Compression(Compression.Algorithm.XZ, 0)))
                .withMessageContaining("expected NONE, GZIP or ZSTD");
    }

    @Test
    void dockersTypesHaveAnEqualOfOci() {
        assertThat(MediaType.asOci(MediaType.DOCKER_MANIFEST_LIST)).isEqualTo(MediaType.INDEX);
        assertThat(MediaType.asOci(MediaType.DOCKER_MANIFEST)).isEqualTo(MediaType.MANIFEST);
        assertThat(MediaType.asOci(MediaType.DOCKER_CONFIG)).isEqualTo(MediaType.CONFIG);
        assertThat(MediaType.asOci(MediaType.DOCKER_LAYER_GZIP)).isEqualTo(MediaType.LAYER_GZIP);
        assertThat(MediaType.asOci("text/plain")).isEqualTo("text/plain");
    }

    @Test
    void theKindOfADocumentIsItsType() {
        assertThat(MediaType.isIndex(MediaType.DOCKER_MANIFEST_LIST)).isTrue();
        assertThat(MediaType.isManifest(MediaType.INDEX)).isFalse();
        assertThat(MediaType.isManifest(MediaType.DOCKER_MANIFEST)).isTrue();
        assertThat(MediaType.isConfig(MediaType.DOCKER_CONFIG)).isTrue();
        assertThat(MediaType.isConfig(MediaType.EMPTY)).isFalse();
        assertThat(MediaType.isNondistributable("application/vnd.docker.image.rootfs.foreign.diff.tar"))
                .isTrue();
        assertThat(MediaType.isNondistributable(MediaType.LAYER)).isFalse();
    }
}
