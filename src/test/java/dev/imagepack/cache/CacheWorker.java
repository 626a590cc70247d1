package dev.imagepack.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import dev.imagepack.oci.StoredLayer;

import static dev.imagepack.cache.CacheInputsTest.inputs;
import static dev.imagepack.cache.TestLayers.digest;
import static dev.imagepack.cache.TestLayers.layer;
import static dev.imagepack.cache.TestLayers.result;

/**
 * A process that builds: it fills a cache with small images, each of a layer of its own and one that all share, and says
 * so line by line, for as long as somebody listens. Arguments: the cache, the alias of its images, the number of the first and of the one after the last.
 */
final class CacheWorker {

    private CacheWorker() {}

    public static void main(String[] arguments) throws IOException {
        try (Cache cache = Cache.open(Path.of(arguments[0]))) {
            System.out.println("open");
            int end = Integer.parseInt(arguments[3]);
            for (int i = Integer.parseInt(arguments[2]); i < end && !System.out.checkError(); i++) {
                build(cache, arguments[1], i);
                System.out.println("built " + i);
            }
        }
    }

    static Slot slot(String alias) {
        return new Slot("shop:web", alias, "linux/amd64");
    }

    static CacheInputs inputsOf(int number) {
        return inputs("number", "no. " + number);
    }

    /** The content depends on the number only, so that workers meet at the same blobs. */
    static void build(Cache cache, String alias, int number) throws IOException {
        String content = ("content " + number + "\n").repeat(2000);
        StoredLayer own = cache.layer(digest("layer " + number), () -> layer(cache.blobs(), content));
        StoredLayer shared = cache.layer(digest("shared layer"), () -> layer(cache.blobs(), "shared"));
        cache.keepDerived("listing", digest("layer " + number), content.getBytes(StandardCharsets.UTF_8));
        Path file = cache.blobs().path(own.descriptor().digest());
        cache.files().of(file);
        cache.keep(
                slot(alias),
                inputsOf(number),
                result(alias + " " + number),
                List.of(own.descriptor(), shared.descriptor()));
        cache.files().save();
    }
}
