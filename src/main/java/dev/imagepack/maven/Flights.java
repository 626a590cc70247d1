package dev.imagepack.maven;

import javax.inject.Inject;
import javax.inject.Singleton;

import dev.imagepack.cache.SingleFlight;

/** What the modules of one Maven run share while they are built in parallel: layers that are being made. */
@Singleton
final class Flights {

    private final SingleFlight layers = new SingleFlight();

    @Inject
    Flights() {}

    SingleFlight layers() {
        return layers;
    }
}
