package dev.imagepack.build.engine;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

import dev.imagepack.ImagepackException;
import dev.imagepack.engine.Engine;

/**
 * Names of one build at an engine, which no other build has. Closing takes them away, with every image that has no other; what
 * cannot be taken away is a warning, for whatever was to be said before is more important.
 */
final class TemporaryImages implements AutoCloseable {

    private static final String DOMAIN = "imagepack.local/";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Engine engine;
    private final Consumer<String> warnings;
    private final String repository = DOMAIN + HexFormat.of().formatHex(random());
    private final List<String> names = new ArrayList<>();

    TemporaryImages(Engine engine, Consumer<String> warnings) {
        this.engine = engine;
        this.warnings = warnings;
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
        for (int i = names.size() - 1; i >= 0; i--) {
            remove(names.get(i));
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void remove(String name) {
        try {
            engine.remove(name);
        } catch (IOException | ImagepackException e) {
            warnings.accept("the temporary image " + name + " stays at the engine " + engine.describe()
                    + ", for it cannot be removed: " + e.getMessage());
        }
    }
}
