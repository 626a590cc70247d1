package dev.imagepack.oci;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.imagepack.testing.Attempt;

import static org.assertj.core.api.Assertions.assertThat;

class ReferencesFuzzTest {

    /** Each value prints as something that reads as the same value. */
    @FuzzTest
    void references(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Attempt.ofValue(() -> ImageRef.parse(text)).ifPresent(ref -> {
            assertThat(ImageRef.parse(ref.toString())).isEqualTo(ref);
            assertThat(ImageRef.parse(ref.familiar())).isEqualTo(ref);
        });
        Attempt.ofValue(() -> Platform.parse(text)).ifPresent(platform -> {
            assertThat(Platform.parse(platform.toString())).isEqualTo(platform);
            assertThat(platform.choices(List.of(platform))).containsExactly(platform);
            Platform.LINUX_AMD64.choices(List.of(platform, Platform.LINUX_AMD64));
        });
        Attempt.ofValue(() -> Digest.parse(text))
                .ifPresent(digest -> assertThat(digest.toString()).isEqualTo(text));
        Attempt.ofValue(() -> DiffId.parse(text))
                .ifPresent(diffId -> assertThat(diffId.toString()).isEqualTo(text));
        Attempt.ofValue(() -> Rfc3339.parse(text)).ifPresent(this::assertTime);
        MediaType.isValid(text);
    }

    private void assertTime(Instant time) {
        assertThat(Rfc3339.parse(Rfc3339.format(time))).isEqualTo(time);
    }
}
