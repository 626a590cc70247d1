package dev.imagepack.pack;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.imagepack.image.Alias;
import dev.imagepack.oci.Digest;
import dev.imagepack.testing.Attempt;

import static org.assertj.core.api.Assertions.assertThat;

class LockFuzzTest {

    private static final EmbedReferences REFERENCES = new EmbedReferences(
            Map.of(new Alias("app"), Digest.of(new byte[0])), List.of(new Alias("other")), List.of());

    /** A lock that is read has one written form; a manifest that is rewritten stays as it is when that is done again. */
    @FuzzTest
    void lock(byte[] bytes) {
        Attempt.of(() -> ImagesLock.parse(bytes, "images.lock")).ifPresent(lock -> {
            byte[] written = lock.toYaml();
            assertThat(ImagesLock.parse(written, "written")).isEqualTo(lock);
            assertThat(ImagesLock.parse(written, "written").toYaml()).isEqualTo(written);
        });
        String text = new String(bytes, StandardCharsets.UTF_8);
        Attempt.of(() -> REFERENCES.rewrite(text, "manifest"))
                .ifPresent(once ->
                        assertThat(REFERENCES.rewrite(once.text(), "manifest")).isEqualTo(once));
    }
}
