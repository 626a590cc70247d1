package dev.imagepack.build.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.intake.CutImage;
import dev.imagepack.build.intake.SavedImages;
import dev.imagepack.engine.Engine;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.io.TarReader;
import dev.imagepack.io.Thrown;
import dev.imagepack.oci.Platform;

/**
 * Takes the images of one run out of one engine. An engine that saves an image writes all its layers, those of the base too,
 * but each only once in a stream. So the images that are built while a save is under way share the next one, and one that
 * is built while there is none is saved at once: no image waits for another one that is still being built. One that waits
 * lets another one be built.
 *
 * <p>What goes wrong with a shared stream is no image's fault until it is known whose: each that it did not give is saved
 * again by itself. An engine that failed at a shared stream is not asked for another one.
 */
final class SharedSaves {

    /** A call has to name them all. */
    private static final int MOST = 16;

    private final TarReader.Limits limits;
    private final List<Turn> waiting = new ArrayList<>();
    private boolean isSaving;

    /** How many images a stream may have. */
    private int most = MOST;

    /** An image that shall be taken out. */
    private static final class Turn {

        private final String name;
        private final CutImage image;

        /** Set under the lock. */
        private @Nullable Group group;

        Turn(String name, CutImage image) {
            this.name = name;
            this.image = image;
        }

        Platform platform() {
            return image.request().spec().platform();
        }
    }

    /**
     * Images that come out of one stream.
     *
     * @param turns the thread of the first one reads the stream
     */
    private record Group(List<Turn> turns, CompletableFuture<SavedImages> stream) {

        boolean isShared() {
            return turns.size() > 1;
        }
    }

    /** @param limits of what an engine sends for an image, and of what one layer unpacks to */
    SharedSaves(TarReader.Limits limits) {
        this.limits = limits;
    }

    /**
     * An image, its layers in the cache; alone, or with others whose threads wait here.
     *
     * @param name by which the engine has it
     * @throws dev.imagepack.ImagepackException when the engine does not save it, or what it saves is not the image
     */
    BuiltImage take(Engine engine, String name, CutImage image) throws IOException {
        Turn turn = new Turn(name, image);
        Group group = await(turn);
        if (group.turns().get(0) == turn) {
            lead(engine, group);
        }
        try {
            return saved(group).image(image);
        } catch (IOException | RuntimeException e) {
            if (!group.isShared() || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            sayAgain(image.request(), group, e);
            return read(engine, List.of(turn)).image(image);
        }
    }

    /** Waits until the image is one of a group; its own thread leads that when nobody else takes it along. */
    private synchronized Group await(Turn turn) throws InterruptedIOException {
        waiting.add(turn);
        if (isSaving) {
            turn.image.request().giveWay().run();
        }
        try {
            while (turn.group == null && isSaving) {
                wait();
            }
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            waiting.remove(turn);
        }
        return Optional.ofNullable(turn.group).orElseGet(() -> group(turn));
    }

    /** Those that wait and can come out of one call, which is for one platform. */
    private Group group(Turn first) {
        List<Turn> together = Stream.concat(Stream.of(first), waiting.stream())
                .filter(turn -> turn.platform().equals(first.platform()))
                .limit(most)
                .toList();
        Group group = new Group(together, new CompletableFuture<>());
        together.forEach(turn -> turn.group = group);
        waiting.removeAll(together);
        isSaving = true;
        notifyAll();
        return group;
    }

    private void lead(Engine engine, Group group) {
        try {
            group.stream().complete(read(engine, group.turns()));
        } catch (IOException | RuntimeException | Error e) {
            group.stream().completeExceptionally(e);
        } finally {
            end(group);
        }
    }

    private synchronized void end(Group group) {
        if (group.isShared() && group.stream().isCompletedExceptionally()) {
            most = 1;
        }
        isSaving = false;
        notifyAll();
    }

    private SavedImages read(Engine engine, List<Turn> turns) throws IOException {
        List<String> names = turns.stream().map(turn -> turn.name).toList();
        List<CutImage> images = turns.stream().map(turn -> turn.image).toList();
        try (InputStream save = engine.save(names, Optional.of(turns.get(0).platform()))) {
            return SavedImages.read(save, engine.describe(), images, limits);
        }
    }

    private static SavedImages saved(Group group) throws IOException {
        try {
            return group.stream().get();
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (ExecutionException e) {
            throw Thrown.again(e.getCause());
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while an engine saves images");
    }

    private static void sayAgain(BuildRequest request, Group group, Exception failure) {
        request.log()
                .step(
                        request.spec().alias(),
                        "is saved by itself, for a save of " + group.turns().size() + " images failed: "
                                + failure.getMessage());
    }

    /** How many images wait for the next save. */
    synchronized int waiting() {
        return waiting.size();
    }
}
