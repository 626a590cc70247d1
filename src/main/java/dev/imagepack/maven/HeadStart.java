package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltDirectory;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.SavedImage;

/**
 * Reads what the last build left while this one reads its configuration, and forgets it again. Code that runs for the first
 * time is slow, that which reads documents most of all, and until an image is begun other cores have nothing to do. Nothing
 * depends on what comes out of it.
 */
final class HeadStart implements AutoCloseable {

    private final Thread thread;

    private HeadStart(Thread thread) {
        this.thread = thread;
    }

    /**
     * Begins, in a thread of its own.
     *
     * @param built what {@code build-images} left; where nothing is, nothing is read
     * @param layout what {@code pack-images} left
     */
    static HeadStart with(Path built, Path layout) {
        Thread thread = new Thread(() -> read(built, layout), "imagepack-head-start");
        thread.setDaemon(true);
        thread.start();
        return new HeadStart(thread);
    }

    private static void read(Path built, Path layout) {
        try {
            List<BuildOutcome> outcomes = BuiltDirectory.read(built);
            if (!outcomes.isEmpty() && Files.isDirectory(layout)) {
                BuiltImage image = outcomes.get(0).image();
                SavedImage.open(layout, Optional.of(image.alias().value()), image.platform())
                        .close();
            }
        } catch (IOException | ImagepackException e) {
            // Whoever needs it will say what is wrong with it.
        }
    }

    /** Waits until nothing is read any more, because what is there will be replaced; not if this thread is interrupted. */
    @Override
    public void close() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
