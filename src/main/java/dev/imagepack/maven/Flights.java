package dev.imagepack.maven;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.inject.Inject;
import javax.inject.Singleton;

import dev.imagepack.cache.SingleFlight;
import dev.imagepack.registry.PushSession;

/** What the modules of one Maven run share while they are built in parallel: what is being made, fetched or pushed. */
@Singleton
final class Flights {

    private final SingleFlight layers = new SingleFlight();
    private final PushSession pushes = new PushSession();
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    @Inject
    Flights() {}

    SingleFlight layers() {
        return layers;
    }

    /** Blobs that go to registries. */
    PushSession pushes() {
        return pushes;
    }

    /** Whether this is said for the first time in this run. */
    boolean isNew(String line) {
        return said.add(line);
    }
}
