package dev.imagepack.maven;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.SampleImage;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.registry.MemoryRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AskedTagsTest {

    private static final ImageRef BASE = ImageRef.parse("registry.example/base:1");

    private final MemoryRegistry registry = new MemoryRegistry();

    @Test
    void eachIsAskedOnce() throws IOException {
        Digest first = registry.publish("registry.example/base", "1", image("a"));
        AskedTags tags = new AskedTags(() -> registry);
        tags.begin(BASE);
        assertThat(tags.meaning(BASE)).contains(first);
        registry.publish("registry.example/base", "1", image("b"));
        tags.begin(BASE);
        assertThat(tags.meaning(BASE)).contains(first);
        assertThat(registry.drain()).containsExactly("HEAD registry.example/base manifests/1");
    }

    private static SampleImage image(String text) {
        return SampleImage.of(SampleImage.Layer.gzip("file", text));
    }

    /** The goal goes on with its work meanwhile. */
    @Test
    void whoBeginsDoesNotWait() throws Exception {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        List<String> threads = Collections.synchronizedList(new ArrayList<>());
        AskedTags tags = new AskedTags(() -> {
            threads.add(Thread.currentThread().getName());
            try {
                mayAnswer.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return registry;
        });
        tags.begin(BASE);
        mayAnswer.countDown();
        assertThat(tags.meaning(BASE)).isEmpty();
        assertThat(threads).containsExactly("imagepack-tag");
    }

    @Test
    void aFaultIsThatOfTheRegistry() {
        AskedTags refused = new AskedTags(() -> call -> {
            throw new ImagepackException("registry.example: refused", "Log in.");
        });
        assertThatThrownBy(() -> refused.meaning(BASE))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("registry.example: refused");
        AskedTags cut = new AskedTags(() -> call -> {
            throw new IOException("cut");
        });
        assertThatThrownBy(() -> cut.meaning(BASE))
                .isInstanceOf(IOException.class)
                .hasMessage("cut");
    }
}
