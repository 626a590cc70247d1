package dev.imagepack.ship;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import dev.imagepack.io.Thrown;

/** The threads of one push, which wait for registries most of the time; there are none before several things are to be done. */
final class PushThreads implements AutoCloseable {

    /** A piece of work on one of many things. */
    @FunctionalInterface
    interface Task<T> {
        void on(T thing) throws IOException;
    }

    private final int count;
    private @Nullable ExecutorService threads;

    PushThreads(int count) {
        this.count = count;
    }

    private ExecutorService threads() {
        if (threads == null) {
            threads = Executors.newFixedThreadPool(count, task -> {
                Thread thread = new Thread(task, "imagepack-push");
                thread.setDaemon(true);
                return thread;
            });
        }
        return threads;
    }

    /**
     * Does the task for each thing, several at once, and waits for all. After the first failure nothing more begins, and
     * it is thrown with the other ones suppressed.
     */
    <T> void each(List<T> things, Task<T> task) throws IOException {
        if (things.size() == 1) {
            task.on(things.get(0));
        } else {
            eachAtOnce(things, task);
        }
    }

    private <T> void eachAtOnce(List<T> things, Task<T> task) throws IOException {
        List<Future<?>> tasks = new ArrayList<>();
        for (T thing : things) {
            tasks.add(threads().submit(() -> {
                task.on(thing);
                return null;
            }));
        }
        Throwable failure = null;
        for (Future<?> running : tasks) {
            if (failure != null) {
                running.cancel(false);
            }
            failure = joined(failure, await(running));
        }
        if (failure != null) {
            throw Thrown.again(failure);
        }
    }

    private static @Nullable Throwable await(Future<?> task) throws InterruptedIOException {
        try {
            if (!task.isCancelled()) {
                task.get();
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while images are pushed");
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private static @Nullable Throwable joined(@Nullable Throwable first, @Nullable Throwable second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        if (first != second) {
            first.addSuppressed(second);
        }
        return first;
    }

    /** Ends them; what still runs after a failure is interrupted. */
    @Override
    public void close() {
        if (threads == null) {
            return;
        }
        threads.shutdownNow();
        try {
            threads.awaitTermination(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
