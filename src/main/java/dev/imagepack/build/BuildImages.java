package dev.imagepack.build;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;

import dev.imagepack.cache.Cache;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.ImageSpec;

/** The use case of {@code build-images}: every image of a module, those that others build on first. */
public final class BuildImages {

    /**
     * What one run needs.
     *
     * @param images in the order of the configuration; an alias once for each of its platforms
     * @param project {@code groupId:artifactId}
     * @param module the module's directory
     * @param outputs what packaging itself makes, absolute; no context holds it
     * @param created the time that images carry
     * @param workers threads for compression and hashing; images are built by threads of their own, which wait for these
     * @param parallel how many images may be built at once, at least 1; those that have given way do not count
     * @param builders from each image to who builds it
     * @param log told by several threads at once
     */
    public record Request(
            List<ImageSpec> images,
            String project,
            Path module,
            Set<Path> outputs,
            Instant created,
            Cache cache,
            Executor workers,
            int parallel,
            Function<ImageSpec, Builder> builders,
            BuildLog log) {

        public Request {
            images = List.copyOf(images);
            outputs = Set.copyOf(outputs);
            if (parallel < 1) {
                throw new IllegalArgumentException("parallel is " + parallel + ", expected at least 1");
            }
        }
    }

    private BuildImages() {}

    /**
     * Builds, or takes from the cache, all images; the results are in the order of the configuration. Each image is in the
     * cache as soon as it is done. The first failure lets no further image begin, waits for those under way, and is thrown
     * with their failures as suppressed ones. An interrupt is passed on to the images under way and waits for them to end.
     *
     * @throws dev.imagepack.ImagepackException for a fault of a recipe; images built on each other in a circle are one
     * @throws java.io.InterruptedIOException when the thread is interrupted
     */
    public static List<BuildOutcome> build(Request request) throws IOException {
        List<Job> jobs = request.images().stream()
                .map(image -> new Job(image, request.builders().apply(image)))
                .toList();
        BuildOrder order = BuildOrder.of(jobs);
        return jobs.isEmpty() ? List.of() : new ParallelBuild(request, jobs, order).run();
    }
}
