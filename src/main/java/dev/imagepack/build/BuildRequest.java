package dev.imagepack.build;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

import dev.imagepack.cache.Cache;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;

/**
 * One image to be built, and the world it is built in.
 *
 * @param spec the image
 * @param siblings the images of this module that it builds on, already built; each with all its platforms, in the order of
 *     the configuration
 * @param module the module's directory; names in messages and keys are relative to it
 * @param outputs files and directories, absolute, that are made by packaging itself and so belong to no image: no context
 *     holds them
 * @param created the time that the image and everything in its new layers carries
 * @param cache where blobs go and what is known
 * @param workers threads for compression and hashing
 * @param log where warnings go
 * @param giveWay called, from the image's own thread, when from now on the image mostly waits for others: so that one more
 *     may be built meanwhile
 */
public record BuildRequest(
        ImageSpec spec,
        Map<Alias, List<BuiltImage>> siblings,
        Path module,
        Set<Path> outputs,
        Instant created,
        Cache cache,
        Executor workers,
        BuildLog log,
        Runnable giveWay) {

    public BuildRequest {
        outputs = Set.copyOf(outputs);
    }

    /** An image that no other one waits for. */
    public BuildRequest(
            ImageSpec spec,
            Map<Alias, List<BuiltImage>> siblings,
            Path module,
            Set<Path> outputs,
            Instant created,
            Cache cache,
            Executor workers,
            BuildLog log) {
        this(spec, siblings, module, outputs, created, cache, workers, log, () -> {});
    }
}
