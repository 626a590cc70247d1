package dev.imagepack.build.intake;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that take layers in; when this is closed there are none any more, and nothing of theirs writes to the cache. */
final class IntakeThreads implements AutoCloseable {

    private final ExecutorService threads;

    /** @param count how many there are at most */
    IntakeThreads(String name, int count) {
        this.threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    <T> Future<T> submit(Callable<T> task) {
        return threads.submit(task);
    }

    /** Interrupts what is under way, and begins nothing that waits. */
    void giveUp() {
        threads.shutdownNow();
    }

    /** Gives up and waits, even if this thread is interrupted: whoever writes a file must be the one who takes it away. */
    @Override
    public void close() {
        giveUp();
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.HOURS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
