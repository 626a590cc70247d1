package dev.imagepack.registry.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.imagepack.registry.Body;

/** A body on its way out. Knows when its last bytes were taken, so that a stall can be told from a slow network. */
final class SentBody implements AutoCloseable {

    private final Body body;
    private final AtomicReference<@Nullable InputStream> opened = new AtomicReference<>();
    private volatile long lastTaken = System.nanoTime();
    private volatile long taken;

    SentBody(Body body) {
        this.body = body;
    }

    BodyPublisher publisher() {
        return body.length() == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(this::open), body.length());
    }

    /** When bytes were last taken, on the clock of {@link System#nanoTime}. */
    long lastTaken() {
        return lastTaken;
    }

    boolean isSent() {
        return taken >= body.length();
    }

    private InputStream open() {
        try {
            InputStream stream = new FilterInputStream(body.open()) {
                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    int count = super.read(target, offset, length);
                    lastTaken = System.nanoTime();
                    taken += Math.max(0, count);
                    return count;
                }
            };
            opened.set(stream);
            return stream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the stream, which the JDK leaves open when a request fails. */
    @Override
    public void close() throws IOException {
        InputStream stream = opened.getAndSet(null);
        if (stream != null) {
            stream.close();
        }
    }
}
