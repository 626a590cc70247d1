package dev.imagepack.image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.oci.ImageRef;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class UpstreamMatchTest {

    private static final String DIGEST = "@sha256:" + "1".repeat(64);

    @ParameterizedTest
    @CsvSource({
        "registry.example, registry.example/base:1, true",
        "registry.example, registry.example.evil/base:1, false",
        "registry.example, registry.example:5000/base:1, true",
        "registry.example/, registry.example/base:1, true",
        "registry.example/base, registry.example/base, true",
        "registry.example/base, registry.example/base:1, true",
        "registry.example/base, registry.example/base/inner:1, true",
        "registry.example/base, registry.example/basement:1, false",
        "registry.example/base:1, registry.example/base:1, true",
        "registry.example/base:1, registry.example/base:11, false",
        "registry.example/base:, registry.example/base:11, true",
        "registry.example/longer, registry.example/long, false",
        "docker.io/library, alpine:3, true",
        "alpine, alpine:3, false",
    })
    void aPrefixCountsUpToABoundary(String prefix, String base, boolean matches) {
        assertThat(new UpstreamMatch(prefix).matches(ImageRef.parse(base))).isEqualTo(matches);
        assertThat(new UpstreamMatch(prefix).matches(ImageRef.parse(base + DIGEST)))
                .isEqualTo(matches);
    }

    @Test
    void nothingMatchesNothing() {
        assertThat(UpstreamMatch.NOTHING.matches(ImageRef.parse("alpine"))).isFalse();
    }

    @Test
    void aPrefixWithABlankIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UpstreamMatch("registry.example "))
                .withMessageContaining("'registry.example '");
    }
}
