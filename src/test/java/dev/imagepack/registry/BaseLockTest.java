package dev.imagepack.registry;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleImage.Layer;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BaseLockTest {

    private static final Digest A = Digest.of(new byte[] {1});
    private static final Digest B = Digest.of(new byte[] {2});
    private static final Platform ARM64 = Platform.parse("linux/arm64");

    private static final String TEXT = """
            # The bases of this build, as imagepack:lock-bases found them. Check this file in.
            docker.io/library/busybox:1.36 * %s
            docker.io/library/busybox:1.36 linux/arm64 %s
            registry.example/jre:17 * %s
            """.formatted(A, B, B);

    @Test
    void isReadBackAsItWasWritten() {
        BaseLock lock = BaseLock.parse(TEXT, "base-images.lock");
        assertThat(lock.toText()).isEqualTo(TEXT);
        BaseLock.Entry busybox = lock.find(ImageRef.parse("busybox:1.36")).orElseThrow();
        assertThat(busybox.digest()).isEqualTo(A);
        assertThat(busybox.digest(ARM64)).contains(B);
        assertThat(busybox.digest(Platform.LINUX_AMD64)).isEmpty();
        assertThat(lock.find(ImageRef.parse("busybox:1.35"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "busybox:1 * |expected a reference, * or a platform, and a digest",
                "busybox * sha256:0000000000000000000000000000000000000000000000000000000000000000|must have a tag and no digest",
                "busybox:1 * sha256:0|has 1 digits",
                "busybox:1 linux sha256:0000000000000000000000000000000000000000000000000000000000000000|linux",
                "busybox:1 linux/arm64 sha256:0000000000000000000000000000000000000000000000000000000000000000|there is no line",
            })
    void namesTheLineOfAFault(String line, String message) {
        assertThatThrownBy(() -> BaseLock.parse("# a comment\n" + line + "\n", "base-images.lock"))
                .isInstanceOf(ImagepackException.class)
                .hasMessageStartingWith("base-images.lock:")
                .hasMessageContaining(message);
    }

    @Test
    void aLineMayNotBeThereTwice() {
        String line = "busybox:1 * " + A + "\n";
        assertThatThrownBy(() -> BaseLock.parse(line + line, "lock"))
                .hasMessage("lock:2: 'busybox:1 *' is there twice");
    }

    @Test
    void anUpdateChangesOnlyWhatMoved() throws Exception {
        MemoryRegistry registry = new MemoryRegistry();
        SampleImage amd = SampleImage.of(Layer.gzip("a", "a"));
        SampleImage arm = new SampleImage(ARM64, java.util.List.of(Layer.gzip("b", "b")));
        Digest index = registry.publishIndex("registry.example/jre", "17", amd, arm);
        Digest single = registry.publish("docker.io/library/busybox", "1", SampleImage.of(Layer.gzip("d", "d")));
        ImageRef jre = ImageRef.parse("registry.example/jre:17");
        ImageRef busybox = ImageRef.parse("busybox:1");
        BaseLock first = LockBases.update(
                BaseLock.NOTHING, Map.of(jre, Set.of(ARM64), busybox, Set.of(Platform.LINUX_AMD64)), registry);
        assertThat(first.toText().lines().skip(1))
                .containsExactly(
                        "docker.io/library/busybox:1 * " + single,
                        "registry.example/jre:17 * " + index,
                        "registry.example/jre:17 linux/arm64 "
                                + arm.manifestDescriptor().digest());
        BaseLock further = LockBases.update(first, Map.of(jre, Set.of(Platform.LINUX_AMD64)), registry);
        assertThat(further.find(jre).orElseThrow().platforms().keySet())
                .extracting(Platform::toString)
                .containsExactly("linux/amd64", "linux/arm64");
        Digest moved = registry.publish("docker.io/library/busybox", "1", SampleImage.of(Layer.gzip("c", "c")));
        BaseLock second = LockBases.update(further, Map.of(busybox, Set.of(Platform.LINUX_AMD64)), registry);
        assertThat(second.toText()).isEqualTo(further.toText().replace(single.toString(), moved.toString()));
    }
}
