package dev.imagepack.maven;

import javax.inject.Inject;
import javax.inject.Singleton;

import dev.imagepack.cache.SingleFlight;
import dev.imagepack.registry.PushSession;

/** What the modules of one Maven run share while they are built in parallel: what is being made, fetched or pushed. */
@Singleton
final class Flights {

    private final SingleFlight layers = new SingleFlight();
    private final PushSession pushes = new PushSession();

    @Inject
    Flights() {}

    SingleFlight layers() {
        return layers;
    }

    /** Blobs that go to registries. */
    PushSession pushes() {
        return pushes;
    }
}
