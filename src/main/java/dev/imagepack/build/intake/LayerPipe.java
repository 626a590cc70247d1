package dev.imagepack.build.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/**
 * The bytes of a layer on their way from the thread that reads a stream, which fills this, to the one that takes the layer
 * in, which reads it; one megabyte of them at a time. When the stream breaks off, so does this; closed before its end, it
 * takes nothing more.
 */
final class LayerPipe extends InputStream {

    private static final int BLOCK = 64 << 10;
    private static final int BLOCKS = 16;

    /** How far the stream has come. */
    private enum State {
        COMING,
        WHOLE,
        BROKEN
    }

    private final byte[][] blocks = new byte[BLOCKS][];
    private final int[] lengths = new int[BLOCKS];

    /** How many blocks were filled and emptied so far; what lies between belongs to the reader, the rest to the filler. */
    private long filled;

    private long emptied;
    private State state = State.COMING;
    private boolean closed;

    /** In the block that is being read. */
    private int position;

    /** Hands over all that {@code in} has; less when this is closed before. Leaves {@code in} open. */
    void fill(InputStream in) throws IOException {
        State end = State.BROKEN;
        try {
            while (awaitRoom() && put(in)) {
                // The next block.
            }
            end = State.WHOLE;
        } finally {
            end(end);
        }
    }

    private synchronized boolean awaitRoom() throws InterruptedIOException {
        while (filled - emptied == BLOCKS && !closed) {
            await();
        }
        return !closed;
    }

    /** False at the end. */
    private boolean put(InputStream in) throws IOException {
        int at = (int) (filled % BLOCKS);
        if (blocks[at] == null) {
            blocks[at] = new byte[BLOCK];
        }
        lengths[at] = in.readNBytes(blocks[at], 0, BLOCK);
        if (lengths[at] == 0) {
            return false;
        }
        synchronized (this) {
            filled++;
            notifyAll();
        }
        return true;
    }

    private synchronized void end(State reached) {
        state = reached;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (!awaitBytes()) {
            return -1;
        }
        int at = (int) (emptied % BLOCKS);
        int count = Math.min(length, lengths[at] - position);
        System.arraycopy(blocks[at], position, bytes, offset, count);
        position += count;
        if (position == lengths[at]) {
            empty();
        }
        return count;
    }

    private synchronized boolean awaitBytes() throws IOException {
        while (filled == emptied && state == State.COMING) {
            await();
        }
        if (filled == emptied && state == State.BROKEN) {
            throw new IOException("the rest of it did not come");
        }
        return filled > emptied;
    }

    private synchronized void empty() {
        emptied++;
        position = 0;
        notifyAll();
    }

    private void await() throws InterruptedIOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a layer was taken in");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
