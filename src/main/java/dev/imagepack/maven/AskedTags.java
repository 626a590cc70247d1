package dev.imagepack.maven;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import dev.imagepack.io.Thrown;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.registry.RegistryTransport;
import dev.imagepack.registry.Tags;

/**
 * What tags mean, each asked once in a run of a goal: as soon as somebody knows that it will be needed, by a thread of its
 * own, for the first connection takes as long as all the rest.
 */
final class AskedTags implements Tags {

    private final Supplier<RegistryTransport> transport;
    private final Map<String, CompletableFuture<Optional<Digest>>> asked = new ConcurrentHashMap<>();

    /** @param transport the way to registries, made when the first one is asked */
    AskedTags(Supplier<RegistryTransport> transport) {
        this.transport = transport;
    }

    /** Asks now; {@link #meaning} waits for the answer. */
    void begin(ImageRef reference) {
        asked.computeIfAbsent(
                reference.toString(),
                absent -> CompletableFuture.supplyAsync(() -> ask(reference), AskedTags::inThread));
    }

    private static void inThread(Runnable task) {
        Thread thread = new Thread(task, "imagepack-tag");
        thread.setDaemon(true);
        thread.start();
    }

    private Optional<Digest> ask(ImageRef reference) {
        try {
            return Tags.at(transport.get()).meaning(reference);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Digest> meaning(ImageRef reference) throws IOException {
        begin(reference);
        try {
            return asked.get(reference.toString()).join();
        } catch (CompletionException e) {
            throw Thrown.again(e.getCause() instanceof UncheckedIOException io ? io.getCause() : e.getCause());
        }
    }
}
