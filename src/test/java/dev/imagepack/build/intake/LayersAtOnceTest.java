package dev.imagepack.build.intake;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleImage.Layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A stream is read on while a layer of it is still being compressed and put in place. */
@Timeout(60)
class LayersAtOnceTest {

    private static final Layer LOWER = Layer.plain("etc/lower", "lower".repeat(3000));
    private static final Layer UPPER = Layer.plain("etc/upper", "upper".repeat(3000));
    private static final SampleImage APP = SampleImage.of(LOWER, UPPER);

    @TempDir
    private Path home;

    private final CountDownLatch stays = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private IntakeScene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new IntakeScene(home);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private BuiltImage take(InputStream save) throws IOException {
        return scene.take(save, scene.foreign("app", SaveForm.PODMAN.id(APP), APP))
                .get(0);
    }

    private static InputStream save() {
        return new ByteArrayInputStream(SaveForm.PODMAN.of(APP));
    }

    /** Does something when all of a stream was read. */
    private static InputStream ending(InputStream in, Runnable end) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = in.read(bytes, offset, length);
                if (read < 0) {
                    end.run();
                }
                return read;
            }
        };
    }

    @Test
    void aLayerMayBeReadyLongAfterTheStreamEnds() throws IOException {
        scene.whenAdvanced = () -> await(stays);
        BuiltImage image = take(ending(save(), stays::countDown));

        scene.check(image);
        assertThat(scene.plain(image.layers().get(0))).isEqualTo(LOWER.plain());
        assertThat(scene.plain(image.layers().get(1))).isEqualTo(UPPER.plain());
    }

    @Test
    void whoIsInterruptedGivesThemUp() throws Exception {
        Thread[] intake = new Thread[1];
        scene.whenAdvanced = () -> {
            intake[0] = Thread.currentThread();
            hang();
        };
        assertThatThrownBy(() -> take(ending(save(), () -> {
                    await(begun);
                    Thread.currentThread().interrupt();
                })))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(interrupted.getCount()).isZero();
        assertThat(scene.blobs()).isEmpty();
        intake[0].join();
    }

    /** The stream's fault is told, not what it did to the layer that was under way. */
    @Test
    void aStreamThatBreaksOffIsTheErrorAndGivesUpTheLayersBelow() {
        scene.whenAdvanced = this::hang;
        byte[] whole = SaveForm.PODMAN.of(APP);
        InputStream cut = new ByteArrayInputStream(whole, 0, whole.length - 20_000);

        assertThatThrownBy(() -> take(ending(cut, () -> await(begun))))
                .isInstanceOf(ImagepackException.class)
                .hasMessageStartingWith("what the engine saved cannot be used: ")
                .hasMessageNotContaining("did not come");
        assertThat(interrupted.getCount()).isZero();
    }

    private void hang() {
        try {
            begun.countDown();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
