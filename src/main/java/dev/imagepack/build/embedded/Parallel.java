package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

import dev.imagepack.io.Thrown;

/**
 * Does one thing to several values at once, on as many threads as the machine has cores; none of them outlives the
 * call.
 */
final class Parallel {

    /** What is done. */
    @FunctionalInterface
    interface Work<A, B> {
        B apply(A value) throws IOException;
    }

    /** What is done for its result alone. */
    @FunctionalInterface
    interface Source<A> {
        A get() throws IOException;
    }

    private Parallel() {}

    /** What {@code join} makes of two things that are got at once; fails as {@link #map} does. */
    static <A, B, C> C both(Source<A> one, Source<B> other, BiFunction<A, B, C> join) throws IOException {
        AtomicReference<A> first = new AtomicReference<>();
        AtomicReference<B> second = new AtomicReference<>();
        map(List.of(1, 2), which -> {
            if (which == 1) {
                first.set(one.get());
            } else {
                second.set(other.get());
            }
            return which;
        });
        return join.apply(first.get(), second.get());
    }

    /**
     * The results in the order of the values; the first failure in that order is thrown when all have ended. None is
     * interrupted because of another's failure, for threads elsewhere may wait for what it makes.
     *
     * @throws InterruptedIOException if this thread is interrupted before all have ended; it stays interrupted
     */
    static <A, B> List<B> map(List<A> values, Work<A, B> work) throws IOException {
        refuseIfInterrupted();
        int threads = Math.min(values.size(), Runtime.getRuntime().availableProcessors());
        if (threads <= 1) {
            List<B> results = new ArrayList<>();
            for (A value : values) {
                results.add(work.apply(value));
            }
            return results;
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "imagepack-layer");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Callable<B>> tasks = new ArrayList<>();
            values.forEach(value -> tasks.add(() -> work.apply(value)));
            return results(pool.invokeAll(tasks));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while layers were read or written");
        } finally {
            end(pool);
        }
    }

    /** Waiting for work that has ended already would not notice an interrupt; so nothing begins under one. */
    private static void refuseIfInterrupted() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted before layers were read or written");
        }
    }

    private static <B> List<B> results(List<Future<B>> ended) throws IOException, InterruptedException {
        List<B> results = new ArrayList<>();
        for (Future<B> task : ended) {
            try {
                results.add(task.get());
            } catch (ExecutionException e) {
                throw Thrown.again(e.getCause());
            }
        }
        return results;
    }

    /** Waits even if this thread is interrupted: whoever writes a file must be the one who takes it away. */
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        boolean interrupted = Thread.interrupted();
        boolean ended = false;
        while (!ended) {
            try {
                ended = pool.awaitTermination(1, TimeUnit.HOURS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
