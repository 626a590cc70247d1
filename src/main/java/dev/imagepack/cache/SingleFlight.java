package dev.imagepack.cache;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;

import dev.imagepack.oci.Digest;
import dev.imagepack.oci.StoredLayer;

/**
 * The layers that are being made right now, so that threads which need the same one wait for the first of them. Every
 * cache has its own unless {@link Cache#open(Path, SingleFlight)} gives several one to share, as the modules of a reactor
 * may.
 */
public final class SingleFlight {

    /** A layer of one cache directory. */
    private record Flight(Path directory, Digest key) {}

    private final ConcurrentMap<Flight, CompletableFuture<StoredLayer>> flights = new ConcurrentHashMap<>();

    public SingleFlight() {}

    /**
     * What {@code maker} makes, or what the maker of another thread makes at this moment. A failure goes to everyone who
     * waits, and is forgotten with that.
     */
    StoredLayer make(Path directory, Digest key, Cache.LayerMaker maker) throws IOException {
        Flight flight = new Flight(directory, key);
        CompletableFuture<StoredLayer> own = new CompletableFuture<>();
        CompletableFuture<StoredLayer> other = flights.putIfAbsent(flight, own);
        if (other != null) {
            return await(other, key);
        }
        try {
            StoredLayer layer = maker.make();
            own.complete(layer);
            return layer;
        } catch (Throwable failure) {
            own.completeExceptionally(failure);
            throw failure;
        } finally {
            flights.remove(flight);
        }
    }

    private static StoredLayer await(CompletableFuture<StoredLayer> other, Digest key) throws IOException {
        try {
            return other.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while another thread makes the layer " + key);
        } catch (ExecutionException e) {
            throw Failures.asThrown(e.getCause());
        }
    }
}
