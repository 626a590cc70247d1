package dev.imagepack.build.engine;

import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.engine.Engine;
import dev.imagepack.image.PublishedSample;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleImage.Layer;
import dev.imagepack.image.UpstreamMatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What of a published base travels is fetched while the engine builds on it. */
@Timeout(60)
class BaseWhileBuildingTest {

    private static final String NAME = "registry.example/base:1";
    private static final SampleImage BASE = SampleImage.of(Layer.gzip("etc/lower", "lower"));

    @TempDir
    Path home;

    private final CountDownLatch opened = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final ScriptedEngine engine =
            new ScriptedEngine("{\"errorDetail\":{\"message\":\"no make\"},\"error\":\"x\"}\n");
    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(home);
        bench.registry = (reference, platform) -> new PublishedSample(BASE, NAME, position -> {
            opened.countDown();
            return hang();
        });
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    /** As a registry does that sends nothing. */
    private java.io.InputStream hang() throws InterruptedIOException {
        try {
            new CountDownLatch(1).await();
            throw new AssertionError("nobody counts down");
        } catch (InterruptedException e) {
            interrupted.countDown();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private void build() throws Exception {
        bench.build(new Engine(engine), "FROM " + NAME, "RUN make");
    }

    @Test
    void aBuildThatFailsIsTheErrorAndGivesUpWhatIsFetched() {
        engine.whileBuilding = () -> await(opened);

        assertThatThrownBy(this::build).hasMessageContaining("no make");
        assertThat(interrupted.getCount()).isZero();
    }

    @Test
    void whatStaysUpstreamIsNotFetched() {
        bench.upstreamMatch = new UpstreamMatch("registry.example");

        assertThatThrownBy(this::build).hasMessageContaining("no make");
        assertThat(opened.getCount()).isEqualTo(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
