package dev.imagepack.build.engine;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import dev.imagepack.ImagepackException;
import dev.imagepack.engine.Engine;

/**
 * Names of one build at an engine, which no other build has. Closing takes them away, with every image that has no other; what
 * cannot be taken away is a warning, for whatever was to be said before is more important. No further name is tried once a
 * minute has gone: an engine that lets us wait for one does so for all.
 */
final class TemporaryImages implements AutoCloseable {

    private static final String DOMAIN = "imagepack.local/";
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Engine engine;
    private final Consumer<String> warnings;
    private final LongSupplier clock;
    private final String repository = DOMAIN + HexFormat.of().formatHex(random());
    private final List<String> names = new ArrayList<>();

    TemporaryImages(Engine engine, Consumer<String> warnings) {
        this(engine, warnings, System::nanoTime);
    }

    /** @param clock in nanoseconds */
    TemporaryImages(Engine engine, Consumer<String> warnings, LongSupplier clock) {
        this.engine = engine;
        this.warnings = warnings;
        this.clock = clock;
    }

    private static byte[] random() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** A name to give; it is taken away even if whoever should give it fails. */
    String name(String tag) {
        String name = repository + ":" + tag;
        names.add(name);
        return name;
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        long begun = clock.getAsLong();
        for (int i = names.size() - 1; i >= 0; i--) {
            if (clock.getAsLong() - begun < PATIENCE.toNanos()) {
                remove(names.get(i));
            } else {
                stays(names.get(i), "the engine takes too long");
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void remove(String name) {
        try {
            engine.remove(name);
        } catch (IOException | ImagepackException e) {
            stays(name, e.getMessage());
        }
    }

    private void stays(String name, String why) {
        warnings.accept("the temporary image " + name + " stays at the engine " + engine.describe()
                + ", for it cannot be removed: " + why);
    }
}
