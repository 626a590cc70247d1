package dev.imagepack.engine;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import com.github.dockerjava.transport.DockerHttpClient;

/**
 * Clients of one engine, each of which carries one call at a time, so that breaking that call off can be done by closing
 * its client. One whose call came to its end keeps its connection, for the next call: over ssh, a new one costs a login.
 */
final class Lanes implements Closeable {

    /** Engines, and what is between, may drop connections on which nothing happens. */
    private static final Duration FRESH = Duration.ofSeconds(20);

    private final Source source;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private final Set<DockerHttpClient> busy = new LinkedHashSet<>();
    private boolean isClosed;

    /** Makes a client. */
    interface Source {
        DockerHttpClient client() throws IOException;
    }

    private record Idle(DockerHttpClient client, long since) {

        boolean isFresh() {
            return System.nanoTime() - since < FRESH.toNanos();
        }
    }

    Lanes(Source source) {
        this.source = source;
    }

    synchronized DockerHttpClient take() throws IOException {
        if (isClosed) {
            throw new IOException("the connection to the engine is closed");
        }
        while (!idle.isEmpty()) {
            Idle last = idle.pop();
            if (last.isFresh()) {
                busy.add(last.client());
                return last.client();
            }
            quietly(last.client());
        }
        DockerHttpClient client = source.client();
        busy.add(client);
        return client;
    }

    /** Takes a client back whose call came to its end. */
    synchronized void giveBack(DockerHttpClient client) {
        if (busy.remove(client)) {
            idle.push(new Idle(client, System.nanoTime()));
        }
    }

    /** Breaks off what a client does. */
    void drop(DockerHttpClient client) {
        synchronized (this) {
            busy.remove(client);
        }
        quietly(client);
    }

    @Override
    public void close() {
        List<DockerHttpClient> all = new ArrayList<>();
        synchronized (this) {
            isClosed = true;
            all.addAll(busy);
            idle.forEach(one -> all.add(one.client()));
            busy.clear();
            idle.clear();
        }
        all.forEach(Lanes::quietly);
    }

    private static void quietly(DockerHttpClient client) {
        try {
            client.close();
        } catch (IOException | RuntimeException e) {
            // It is of no use any more, closed or not.
        }
    }
}
