package dev.imagepack.cache;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;

import dev.imagepack.io.Thrown;

/**
 * The blobs that are being made right now, so that threads which need the same one wait for the first of them. Every
 * cache has its own unless {@link Cache#open(Path, SingleFlight)} gives several one to share, as the modules of a reactor
 * may.
 */
public final class SingleFlight {

    /** Makes it. */
    @FunctionalInterface
    interface Maker<T> {
        T make() throws IOException;
    }

    /** By cache and what it is of it. */
    private final ConcurrentMap<String, CompletableFuture<Object>> flights = new ConcurrentHashMap<>();

    public SingleFlight() {}

    /** Its maker was interrupted, which is nobody else's failure. */
    private static final class Abandoned extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * What {@code maker} makes, or what the maker of another thread makes at this moment. A failure goes to everyone who
     * waits, and is forgotten with that. When that other thread is interrupted, one of those who wait makes it.
     *
     * @param directory the cache
     * @param what the thing's name in it, which also says of what type it is
     */
    <T> T make(Path directory, String what, Maker<T> maker) throws IOException {
        String flight = directory + "\n" + what;
        while (true) {
            CompletableFuture<Object> own = new CompletableFuture<>();
            CompletableFuture<Object> other = flights.putIfAbsent(flight, own);
            if (other == null) {
                return make(flight, own, maker);
            }
            try {
                return await(other, what);
            } catch (Abandoned e) {
                // Then it is made here, or by another one who waited.
            }
        }
    }

    private <T> T make(String flight, CompletableFuture<Object> own, Maker<T> maker) throws IOException {
        try {
            T made = maker.make();
            own.complete(made);
            return made;
        } catch (Throwable failure) {
            // First, for those who hear of an interrupt begin anew.
            flights.remove(flight);
            own.completeExceptionally(Thread.currentThread().isInterrupted() ? new Abandoned() : failure);
            throw failure;
        } finally {
            flights.remove(flight, own);
        }
    }

    /** Makers of equally named things make the same type. */
    @SuppressWarnings("unchecked")
    private static <T> T await(CompletableFuture<Object> other, String what) throws IOException, Abandoned {
        try {
            return (T) other.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while another thread makes " + what);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Abandoned abandoned) {
                throw abandoned;
            }
            throw Thrown.again(e.getCause());
        }
    }
}
