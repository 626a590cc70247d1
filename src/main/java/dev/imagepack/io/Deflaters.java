package dev.imagepack.io;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.zip.Deflater;

/** The deflaters of one stream: as many as threads are at work, used again, and their native memory freed at the end. */
final class Deflaters implements AutoCloseable {

    private final int level;
    private final Deque<Deflater> idle = new ArrayDeque<>();
    private boolean closed;

    Deflaters(int level) {
        this.level = level;
    }

    void use(Consumer<Deflater> work) {
        Deflater deflater = take();
        try {
            work.accept(deflater);
        } finally {
            give(deflater);
        }
    }

    /** Those that are in use are freed when they come back. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(Deflater::end);
        idle.clear();
    }

    private synchronized Deflater take() {
        return idle.isEmpty() ? new Deflater(level, true) : idle.removeLast();
    }

    private synchronized void give(Deflater deflater) {
        if (closed) {
            deflater.end();
        } else {
            idle.addLast(deflater);
        }
    }
}
