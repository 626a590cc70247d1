package dev.imagepack.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;

import dev.imagepack.oci.Digest;

/**
 * The blobs that a Maven run has brought to registries, or is bringing there right now: a module that needs one for
 * another repository of the same registry waits for it and has it mounted, so that it crosses the wire once.
 */
public final class PushSession {

    /** The path of a repository that has a blob, by registry and digest. */
    private final ConcurrentMap<String, CompletableFuture<String>> paths = new ConcurrentHashMap<>();

    public PushSession() {}

    /** Brings the blob to the repository, given the path of another one of the same registry that has it. */
    @FunctionalInterface
    interface Delivery {
        void run(Optional<String> other) throws IOException;
    }

    /** Reads something and writes it again. */
    @FunctionalInterface
    interface Update {
        void run() throws IOException;
    }

    /** Runs {@code update} while nobody else of this run updates anything. */
    synchronized void alone(Update update) throws IOException {
        update.run();
    }

    /**
     * Runs {@code delivery}, while nobody else delivers the same blob to the same registry for the first time. When the
     * first one fails, the next one tries by itself.
     */
    void deliver(Repository repository, Digest blob, Delivery delivery) throws IOException {
        String key = repository.domain() + " " + blob;
        while (true) {
            CompletableFuture<String> own = new CompletableFuture<>();
            CompletableFuture<String> first = paths.putIfAbsent(key, own);
            if (first == null) {
                deliverFirst(key, own, repository, delivery);
                return;
            }
            Optional<String> path = await(first);
            if (path.isPresent()) {
                delivery.run(path);
                return;
            }
        }
    }

    private void deliverFirst(String key, CompletableFuture<String> own, Repository repository, Delivery delivery)
            throws IOException {
        boolean delivered = false;
        try {
            delivery.run(Optional.empty());
            delivered = true;
        } finally {
            if (!delivered) {
                paths.remove(key, own);
            }
            own.complete(delivered ? repository.path() : "");
        }
    }

    /** Empty when the first one failed. */
    private static Optional<String> await(CompletableFuture<String> first) throws IOException {
        try {
            return Optional.of(first.get()).filter(path -> !path.isEmpty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while another module pushes a blob");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }
}
