package dev.imagepack.build.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.LayerSource;
import dev.imagepack.image.PublishedSample;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleImage.Layer;
import dev.imagepack.image.UpstreamMatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A base's layers come from where they are published while somebody still builds on it. */
@Timeout(60)
class PublishedLayersTest {

    private static final String NAME = "registry.example/base:1";
    private static final Layer LOWER = Layer.gzip("etc/lower", "lower".repeat(300));
    private static final Layer UPPER = Layer.gzip("etc/upper", "upper".repeat(300));
    private static final Layer TOP = Layer.gzip("etc/top", "top".repeat(300));
    private static final SampleImage BASE = SampleImage.of(LOWER, UPPER);
    private static final SampleImage APP = SampleImage.of(LOWER, UPPER, TOP);

    @TempDir
    private Path home;

    private IntakeScene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new IntakeScene(home);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private Intake expecting(PublishedSample.Opener opener) {
        scene.base = BaseLayers.published(NAME, new PublishedSample(BASE, NAME, opener));
        Intake intake = new Intake(scene.limits);
        intake.expect(scene.request("app"), scene.base);
        return intake;
    }

    private BuiltImage take(Intake intake) throws IOException {
        return intake.takeSaved(
                new ByteArrayInputStream(SaveForm.PODMAN.of(APP)),
                "the engine",
                scene.foreign("app", SaveForm.PODMAN.id(APP), APP));
    }

    private static InputStream stored(int position) {
        return new ByteArrayInputStream(BASE.layers().get(position).stored());
    }

    @Test
    void theyComeBeforeTheImageIsThereAndOnce() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        AtomicInteger opened = new AtomicInteger();
        try (Intake intake = expecting(position -> {
            opened.incrementAndGet();
            begun.countDown();
            return stored(position);
        })) {
            begun.await();
            BuiltImage image = take(intake);

            scene.check(image);
            assertThat(image.layers().subList(0, 2))
                    .extracting(layer -> layer.descriptor())
                    .containsExactly(LOWER.descriptor(), UPPER.descriptor());
        }
        assertThat(opened).hasValue(2);
    }

    @Test
    void theyComeAtTheSameTime() throws IOException {
        CyclicBarrier both = new CyclicBarrier(2);
        try (Intake intake = expecting(position -> {
            meet(both);
            return stored(position);
        })) {
            assertThat(take(intake).layers().get(1).descriptor()).isEqualTo(UPPER.descriptor());
        }
    }

    private static void meet(CyclicBarrier all) throws IOException {
        try {
            all.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IOException(e);
        }
    }

    /** A build that fails does not wait for them. */
    @Test
    void whoGivesUpInterruptsThemAndLeavesNothing() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        AtomicInteger interrupted = new AtomicInteger();
        List<Thread> threads = new CopyOnWriteArrayList<>();
        try (Intake intake = expecting(position -> {
            threads.add(Thread.currentThread());
            begun.countDown();
            throw hanging(interrupted);
        })) {
            begun.await();
        }
        assertThat(interrupted).hasValue(2);
        assertThat(scene.blobs()).isEmpty();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** An upper layer that hangs is given up with the lower one that cannot be had. */
    @Test
    void theUpperOnesAreNotWaitedForWhenALowerOneFails() throws IOException {
        AtomicInteger interrupted = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        try (Intake intake = expecting(position -> {
            if (position == 1) {
                begun.countDown();
                throw hanging(interrupted);
            }
            await(begun);
            throw new IOException("no network");
        })) {
            BuiltImage image = take(intake);

            scene.check(image);
            assertThat(scene.plain(image.layers().get(0))).isEqualTo(LOWER.plain());
        }
        assertThat(interrupted).hasValue(1);
    }

    /** Waits for ever, as a registry may that sends nothing more. */
    private static IOException hanging(AtomicInteger interrupted) throws IOException {
        try {
            new CountDownLatch(1).await();
            throw new AssertionError("nobody counts down");
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void thoseThatStayUpstreamAreNotFetched() throws IOException {
        scene.upstreamMatch = new UpstreamMatch("registry.example");
        try (Intake intake = expecting(position -> {
            throw new AssertionError("opened");
        })) {
            assertThat(take(intake).layers())
                    .extracting(layer -> layer.source())
                    .containsExactly(LayerSource.UPSTREAM, LayerSource.UPSTREAM, LayerSource.EMBED);
        }
        assertThat(scene.warnings).isEmpty();
    }

    @Test
    void whoIsInterruptedWhileTheyComeEndsAndStaysInterrupted() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        try (Intake intake = expecting(position -> {
            begun.countDown();
            throw hanging(new AtomicInteger());
        })) {
            begun.await();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> take(intake))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessageContaining(NAME);
        }
        assertThat(Thread.interrupted()).isTrue();
    }
}
