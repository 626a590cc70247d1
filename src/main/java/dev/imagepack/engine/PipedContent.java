package dev.imagepack.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import dev.imagepack.io.Content;

/** Content to be read: a thread of its own writes it, as fast as it is read. A failure of the writer fails the reader. */
final class PipedContent extends InputStream {

    private static final int CHUNK = 64 << 10;
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(4);
    private byte[] chunk = {};
    private int position;
    private boolean ended;
    private volatile boolean closed;
    private @Nullable Thread writer;
    private volatile @Nullable Throwable failure;

    PipedContent(Content content, Executor threads) {
        threads.execute(() -> write(content));
    }

    /** Why the content could not be written, if that was so. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    private void write(Content content) {
        begin();
        try {
            Chunks out = new Chunks();
            content.writeTo(out);
            out.flush();
        } catch (IOException | RuntimeException | Error e) {
            if (!closed) {
                failure = e;
            }
        }
        try {
            offer(END);
        } catch (IOException e) {
            // Nobody reads any more.
        }
        end();
    }

    private synchronized void begin() {
        writer = Thread.currentThread();
    }

    /** From here on the thread belongs to others, who must not be interrupted. */
    private synchronized void end() {
        writer = null;
        Thread.interrupted();
    }

    private void offer(byte[] bytes) throws IOException {
        try {
            if (closed) {
                throw new IOException("nobody reads this any more");
            }
            chunks.put(bytes);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("nobody reads this any more");
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (position == chunk.length && !next()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, bytes, offset, count);
        position += count;
        return count;
    }

    private boolean next() throws IOException {
        try {
            if (!ended) {
                chunk = chunks.take();
                position = 0;
                ended = chunk == END;
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while a call was sent");
        }
        if (ended && failure != null) {
            throw new IOException("what is to be sent cannot be read: " + failure.getMessage(), failure);
        }
        return !ended;
    }

    @Override
    public synchronized void close() {
        closed = true;
        chunks.clear();
        if (writer != null) {
            writer.interrupt();
        }
    }

    /** Gathers what is written into chunks. */
    private final class Chunks extends OutputStream {

        private byte[] buffer = new byte[CHUNK];
        private int count;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                int step = Math.min(length - done, CHUNK - count);
                System.arraycopy(bytes, offset + done, buffer, count, step);
                count += step;
                done += step;
                if (count == CHUNK) {
                    flush();
                }
            }
        }

        @Override
        public void flush() throws IOException {
            if (count > 0) {
                offer(count == CHUNK ? buffer : Arrays.copyOf(buffer, count));
                buffer = new byte[CHUNK];
                count = 0;
            }
        }
    }
}
