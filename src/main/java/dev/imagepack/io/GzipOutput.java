package dev.imagepack.io;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;

/**
 * One gzip member (RFC 1952), deflated block by block on several threads. Blocks are cut at fixed places and each is
 * deflated with the 32 KiB before it as a dictionary, so the bytes are the same for any number of threads. The header
 * holds no name and no time. Used by one thread at a time.
 */
final class GzipOutput extends OutputStream {

    private static final byte[] HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};

    /** An empty final block: without it a reader expects more. */
    private static final byte[] LAST_BLOCK = {3, 0};

    private final OutputStream out;
    private final Executor workers;
    private final Deflaters deflaters;
    private final int limit = limit();
    private final CRC32 crc = new CRC32();
    private final Deque<Job> jobs = new ArrayDeque<>();
    private final Deque<DeflateBlock> free = new ArrayDeque<>();
    private DeflateBlock current = new DeflateBlock();
    private int blocks = 1;
    private long length;
    private boolean ended;
    private boolean closed;

    /** Writes the header at once; closes the deflaters with itself. */
    GzipOutput(OutputStream out, Executor workers, Deflaters deflaters) throws IOException {
        this.out = out;
        this.workers = workers;
        this.deflaters = deflaters;
        out.write(HEADER);
    }

    /**
     * Two blocks for each core keep all at work, also while the writing thread deflates one and fills none; each takes two
     * megabytes, and all together little of a small heap.
     */
    private static int limit() {
        long room = Runtime.getRuntime().maxMemory() / 32 / (2 * DeflateBlock.SIZE);
        return (int) Math.max(3, Math.min(2L * Runtime.getRuntime().availableProcessors() + 2, room));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        if (ended) {
            throw new IOException("the compressed stream is closed or has failed");
        }
        boolean done = false;
        try {
            for (int at = offset; at < offset + count; ) {
                if (current.isFull()) {
                    startNextBlock();
                }
                at += current.add(bytes, at, offset + count - at);
            }
            done = true;
        } finally {
            if (!done) {
                abandon();
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (OutputStream closing = out) {
            if (!ended) {
                finish();
            }
        } finally {
            abandon();
            deflaters.close();
        }
    }

    private void finish() throws IOException {
        submit();
        while (!jobs.isEmpty()) {
            writeOldest();
        }
        out.write(LAST_BLOCK);
        writeLittleEndian(crc.getValue());
        writeLittleEndian(length);
    }

    private void startNextBlock() throws IOException {
        DeflateBlock full = current;
        submit();
        current = nextBlock();
        current.startAfter(full);
        while (!jobs.isEmpty() && jobs.getFirst().isDone()) {
            writeOldest();
        }
    }

    private void submit() {
        current.updateTo(crc);
        length += current.length();
        Job job = new Job(current);
        jobs.addLast(job);
        try {
            workers.execute(job);
        } catch (RejectedExecutionException e) {
            // A pool that is full or shut down: this thread does it when the job's turn comes.
        }
    }

    private DeflateBlock nextBlock() throws IOException {
        if (free.isEmpty() && blocks < limit) {
            blocks++;
            return new DeflateBlock();
        }
        if (free.isEmpty()) {
            writeOldest();
        }
        return free.removeFirst();
    }

    private void writeOldest() throws IOException {
        Job oldest = jobs.getFirst();
        while (!oldest.isDone()) {
            if (!helpWithOne()) {
                await(oldest);
            }
        }
        jobs.removeFirst();
        oldest.result().writeTo(out);
        free.addLast(oldest.block);
    }

    /** Does the first job that nobody has begun; false when there is none. */
    private boolean helpWithOne() {
        return jobs.stream().anyMatch(Job::runUnlessBegun);
    }

    private static void await(Job job) throws IOException {
        try {
            job.done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while compressing").initCause(e);
        }
    }

    /** No job begins any more; those that run come to their end by themselves. */
    private void abandon() {
        ended = true;
        jobs.forEach(job -> job.begun.set(true));
        jobs.clear();
        free.clear();
    }

    private void writeLittleEndian(long number) throws IOException {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write((int) (number >>> shift) & 0xFF);
        }
    }

    /** A block on its way through a worker. */
    private final class Job implements Runnable {

        private final DeflateBlock block;
        private final AtomicBoolean begun = new AtomicBoolean();
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile @Nullable Throwable failure;

        Job(DeflateBlock block) {
            this.block = block;
        }

        @Override
        public void run() {
            runUnlessBegun();
        }

        boolean runUnlessBegun() {
            if (!begun.compareAndSet(false, true)) {
                return false;
            }
            try {
                deflaters.use(block::deflate);
            } catch (Throwable e) {
                failure = e;
            } finally {
                done.countDown();
            }
            return true;
        }

        boolean isDone() {
            return done.getCount() == 0;
        }

        DeflateBlock result() throws IOException {
            Throwable thrown = failure;
            if (thrown != null) {
                throw new IOException("compressing failed: " + thrown, thrown);
            }
            return block;
        }
    }
}
