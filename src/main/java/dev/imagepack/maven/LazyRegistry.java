package dev.imagepack.maven;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.Platform;
import dev.imagepack.registry.Registry;

/** Where published images are found, made when the first one is looked for: a build without any loads nothing of it. */
final class LazyRegistry implements Registry {

    private final Supplier<Registry> maker;
    private Optional<Registry> registry = Optional.empty();

    LazyRegistry(Supplier<Registry> maker) {
        this.maker = maker;
    }

    @Override
    public ImageSource find(ImageRef reference, Platform platform) throws IOException {
        return registry().find(reference, platform);
    }

    private synchronized Registry registry() {
        if (registry.isEmpty()) {
            registry = Optional.of(maker.get());
        }
        return registry.get();
    }
}
