package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltDirectory;
import dev.imagepack.image.SampleImage;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.OciLayout;

import static org.assertj.core.api.Assertions.assertThat;

class HeadStartTest {

    @TempDir
    private Path directory;

    private final SampleImage app = SampleImage.of(SampleImage.Layer.gzip("srv/app", "application"));

    private Path built() {
        return directory.resolve("built");
    }

    private Path layout() {
        return directory.resolve("images");
    }

    private void leave() throws IOException {
        BuiltDirectory.write(
                built(), List.of(new BuildOutcome(app.built("app"), "embedded", false, "first build", Duration.ZERO)));
        OciLayout layout = OciLayout.create(layout());
        for (byte[] blob : app.blobs()) {
            layout.blobs().put(blob);
        }
        layout.commit(ImageIndex.of(List.of(app.manifestDescriptor())));
    }

    /** Reads, and returns what was thrown where nobody would have seen it. */
    private List<Throwable> read() {
        List<Throwable> thrown = new ArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> thrown.add(e));
        try {
            HeadStart.with(built(), layout()).close();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        return thrown;
    }

    @Test
    void whatIsMissingOrDamagedIsNoFaultHere() throws IOException {
        assertThat(read()).isEmpty();
        leave();
        assertThat(read()).isEmpty();
        Files.writeString(layout().resolve("index.json"), "{");
        assertThat(read()).isEmpty();
        Files.writeString(built().resolve("app.json"), "[]");
        assertThat(read()).isEmpty();
    }

    @Test
    void nothingOfItGoesOnAfterItsEnd() throws IOException {
        leave();
        read();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("imagepack-head-start");
    }
}
