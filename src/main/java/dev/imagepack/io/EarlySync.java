package dev.imagepack.io;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

import org.jspecify.annotations.Nullable;

/**
 * Brings what is written to a file to the disk while more is written, so that the sync at its end has little left to wait
 * for. Told by the one thread that writes.
 */
final class EarlySync {

    /** So much at a time: a smaller file is not worth a thread, and a system call for each megabyte would cost more. */
    static final long STEP = 32L << 20;

    /** Brings all that is written by now to the disk. */
    @FunctionalInterface
    interface Sync {
        void run() throws IOException;
    }

    private final Sync sync;
    private long waiting;
    private @Nullable Thread thread;
    private volatile @Nullable IOException failure;

    EarlySync(Sync sync) {
        this.sync = sync;
    }

    /** So many bytes more were written. */
    void wrote(int count) {
        waiting += count;
        if (waiting >= STEP && (thread == null || !thread.isAlive())) {
            waiting = 0;
            thread = new Thread(this::run, "imagepack-sync");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        try {
            sync.run();
        } catch (ClosedChannelException e) {
            // An interrupt closed it; whoever writes finds out.
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Waits until nothing is under way; an interrupt is kept for later. */
    void end() {
        boolean interrupted = false;
        while (thread != null) {
            try {
                thread.join();
                thread = null;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** As {@link #end}; throws what the disk said meanwhile, for it says it only once. */
    void finish() throws IOException {
        end();
        IOException said = failure;
        if (said != null) {
            throw said;
        }
    }
}
