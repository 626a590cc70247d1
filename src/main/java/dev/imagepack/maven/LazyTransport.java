package dev.imagepack.maven;

import java.util.Optional;
import java.util.function.Supplier;

import dev.imagepack.registry.RegistryTransport;
import dev.imagepack.registry.http.HttpTransport;

/** The way to registries, made when the first one is needed: a goal that needs none loads nothing of it. */
final class LazyTransport implements Supplier<RegistryTransport>, AutoCloseable {

    private final Supplier<HttpTransport> maker;
    private Optional<HttpTransport> transport = Optional.empty();

    LazyTransport(Supplier<HttpTransport> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized RegistryTransport get() {
        if (transport.isEmpty()) {
            transport = Optional.of(maker.get());
        }
        return transport.get();
    }

    @Override
    public synchronized void close() {
        transport.ifPresent(HttpTransport::close);
    }
}
