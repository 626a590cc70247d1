package dev.imagepack.cache;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.imagepack.io.Thrown;

/**
 * Something done with each item of a list, by the calling thread and by workers that happen to be free. The calling thread
 * never waits for a worker to become free, so it may be one of them itself.
 */
final class InParallel<T> {

    /** What is done; throws what went wrong. */
    @FunctionalInterface
    interface Step<T> {
        void accept(T item) throws IOException;
    }

    private final List<T> items;
    private final Step<T> step;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CountDownLatch left;

    private InParallel(List<T> items, Step<T> step) {
        this.items = items;
        this.step = step;
        this.left = new CountDownLatch(items.size());
    }

    /** Returns when all items are done; after a failure, which is thrown, items not begun are left alone. */
    static <T> void forEach(List<T> items, Executor workers, Step<T> step) throws IOException {
        InParallel<T> run = new InParallel<>(items, step);
        int helpers = Math.min(items.size(), Runtime.getRuntime().availableProcessors()) - 1;
        for (int i = 0; i < helpers; i++) {
            workers.execute(run::takeItems);
        }
        run.takeItems();
        run.await();
    }

    private void takeItems() {
        for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
            try {
                if (failure.get() == null) {
                    step.accept(items.get(i));
                }
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            } finally {
                left.countDown();
            }
        }
    }

    private void await() throws IOException {
        try {
            left.await();
        } catch (InterruptedException e) {
            failure.compareAndSet(null, e);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while files are read");
        }
        Throwable first = failure.get();
        if (first != null) {
            throw Thrown.again(first);
        }
    }
}
