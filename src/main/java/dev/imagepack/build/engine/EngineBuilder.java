package dev.imagepack.build.engine;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.Builder;
import dev.imagepack.build.PreparedBuild;
import dev.imagepack.build.context.CommandRecipe;
import dev.imagepack.build.context.ImageNames;
import dev.imagepack.build.context.Stages;
import dev.imagepack.build.context.UsedBases;
import dev.imagepack.engine.EngineFault;
import dev.imagepack.engine.EngineImage;
import dev.imagepack.image.Alias;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;
import dev.imagepack.registry.Registry;

/** Has an engine build Dockerfiles. Nothing is asked of it before there is something to build. */
public final class EngineBuilder implements Builder {

    private final String name;
    private final Outside outside;

    /** Of the images that are built by this, all of one run at one engine. */
    final SharedSaves saves;

    /**
     * What it may use of the world outside of recipes and contexts.
     *
     * @param source the engine
     * @param registry says what the names of bases mean
     * @param authorizations the value of {@code X-Registry-Auth} for an image, where this user has credentials
     * @param pullsAlways whether every build must ask registries, so that no image comes from the cache
     * @param limits how much an image that an engine sends may unpack to
     */
    public record Outside(
            EngineSource source,
            Registry registry,
            Function<ImageRef, Optional<String>> authorizations,
            boolean pullsAlways,
            TarReader.Limits limits) {}

    /**
     * A builder for one run.
     *
     * @param name {@code local} or {@code remote}
     */
    public EngineBuilder(String name, Outside outside) {
        this.name = name;
        this.outside = outside;
        this.saves = new SharedSaves(outside.limits());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Alias> siblings(ImageSpec spec, Set<Alias> available) throws IOException {
        return ImageNames.siblings(spec, available, Stages.images(spec));
    }

    @Override
    public PreparedBuild prepare(BuildRequest request) throws IOException {
        if (!(request.spec().recipe() instanceof DockerfileRecipe dockerfile)) {
            throw new ImagepackException(
                    "images." + request.spec().alias() + ": builder " + name + " builds Dockerfiles, and this image"
                            + " declares its layers",
                    "Leave builder out, or write embedded.");
        }
        CommandRecipe recipe =
                CommandRecipe.read(request, dockerfile, new UsedBases(request, outside.registry(), this::atEngine));
        return new EngineBuild(request, recipe, outside, saves);
    }

    /** A base that no registry has may be one that somebody built there. */
    private Optional<UsedBases.Elsewhere.Found> atEngine(ImageRef reference, Platform platform) throws IOException {
        try {
            return outside.source()
                    .engine()
                    .inspect(reference.familiar())
                    .filter(image -> isFor(image, platform))
                    .map(image ->
                            new UsedBases.Elsewhere.Found(image.id().toString(), image.container(), image.layers()));
        } catch (EngineFault e) {
            return Optional.empty();
        }
    }

    private static boolean isFor(EngineImage image, Platform platform) {
        return image.platform()
                .map(found -> !platform.choices(List.of(found)).isEmpty())
                .orElse(true);
    }
}
