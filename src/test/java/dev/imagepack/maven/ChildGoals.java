package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;

import dev.imagepack.build.BuildImages;
import dev.imagepack.build.BuildLog;
import dev.imagepack.cache.Cache;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltDirectory;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.pack.PackImages;
import dev.imagepack.pack.PackLog;

/**
 * A process that does what {@code build-images} and {@code pack-images} do in a module with an {@code images.yml}, but
 * without Maven, which would take longer to start than to build. Says {@code start} first and a line for each image and
 * file last. Arguments: the module and the cache.
 */
final class ChildGoals {

    private static final int LARGEST_CONFIG = 1 << 20;

    private ChildGoals() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println("start");
        run(Path.of(arguments[0]), Path.of(arguments[1])).forEach(System.out::println);
    }

    /** Where the packed layout, its lock and so on go. */
    static Path output(Path module) {
        return module.resolve("target/imagepack");
    }

    static Path archive(Path module) {
        return module.resolve("target/shop-1.0-images.tar");
    }

    /** Builds and packs; what came out, a line each. */
    static List<String> run(Path module, Path cacheRoot) throws IOException {
        int processors = Runtime.getRuntime().availableProcessors();
        try (Cache cache = Cache.open(cacheRoot);
                Workers workers = new Workers(processors)) {
            List<BuildOutcome> images = BuildImages.build(new BuildImages.Request(
                    specs(module),
                    "com.example:shop",
                    module,
                    Set.of(output(module), archive(module), cacheRoot),
                    BuildTime.of(System.getenv("SOURCE_DATE_EPOCH"), null),
                    cache,
                    workers,
                    processors,
                    Wiring.standard().builders(WiringTest.outside()),
                    BuildLog.SILENT));
            Path built = output(module).resolve("built");
            BuiltDirectory.write(built, images);
            PackImages.pack(
                    new PackImages.Request(
                            BuiltDirectory.read(built),
                            cache.blobs(),
                            List.of(),
                            List.of(),
                            output(module),
                            Optional.of(archive(module)),
                            List.of(),
                            false),
                    PackLog.SILENT);
            return results(module, images, cache);
        }
    }

    private static List<ImageSpec> specs(Path module) throws IOException {
        Reading reading = new Reading(UserProperties.of(new Properties()), new Faults());
        ModuleFacts facts = new ModuleFacts(module, "shop", "1.0");
        ImageConfiguration configuration =
                new ImageConfiguration(Optional.empty(), Optional.empty(), UnaryOperator.identity());
        ImagesReader.Images images =
                new ImagesReader(facts, ImageDefaults.NONE, reading).read(configuration.sources(facts, reading));
        reading.faults().throwIfAny();
        return images.specs();
    }

    private static List<String> results(Path module, List<BuildOutcome> images, Cache cache) throws IOException {
        List<String> lines = new ArrayList<>();
        for (BuildOutcome outcome : images) {
            ImageConfig config =
                    ImageConfig.parse(cache.blobs().read(outcome.image().config(), LARGEST_CONFIG));
            lines.add(outcome.image().alias() + " layers " + config.diffIds());
            lines.add(outcome.image().alias() + " image " + config.id());
            lines.add(outcome.image().alias() + " manifest "
                    + Digest.of(outcome.image().manifest().toBytes()));
        }
        lines.add("lock " + Digest.of(Files.readAllBytes(output(module).resolve("images.lock"))));
        lines.add("archive " + Digest.of(Files.readAllBytes(archive(module))));
        return lines;
    }
}
