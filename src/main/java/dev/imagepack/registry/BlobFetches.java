package dev.imagepack.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;

import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;

/**
 * The blobs that are on their way right now, so that threads and modules which need the same one wait for the first of
 * them. One object for all modules of a Maven run.
 */
public final class BlobFetches {

    private final ConcurrentMap<Path, CompletableFuture<Void>> underway = new ConcurrentHashMap<>();

    public BlobFetches() {}

    /** Brings a blob into a store. */
    @FunctionalInterface
    interface Fetch {
        void run() throws IOException;
    }

    /** Afterwards the blob is in the store: it was, or {@code fetch}, of this or another thread, brought it there. */
    void ensure(BlobStore store, Descriptor blob, Fetch fetch) throws IOException {
        if (store.contains(blob.digest(), blob.size())) {
            return;
        }
        CompletableFuture<Void> own = new CompletableFuture<>();
        CompletableFuture<Void> other = underway.putIfAbsent(store.path(blob.digest()), own);
        if (other != null) {
            await(other);
            return;
        }
        try {
            if (!store.contains(blob.digest(), blob.size())) {
                fetch.run();
            }
            own.complete(null);
        } catch (Throwable failure) {
            own.completeExceptionally(failure);
            throw failure;
        } finally {
            underway.remove(store.path(blob.digest()), own);
        }
    }

    private static void await(CompletableFuture<Void> other) throws IOException {
        try {
            other.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while another thread fetches a blob");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }
}
