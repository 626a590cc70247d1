package dev.imagepack.maven;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of one goal that compress and hash: one for each processor, none left when it is closed. */
final class Workers implements Executor, AutoCloseable {

    private final ExecutorService threads;

    /** @param count how many, at least 1 */
    Workers(int count) {
        this.threads = Executors.newFixedThreadPool(count, thread());
    }

    private static ThreadFactory thread() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "imagepack-worker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Everything that was begun is done by now; what an error left behind is interrupted. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
