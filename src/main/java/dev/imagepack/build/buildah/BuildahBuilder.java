package dev.imagepack.build.buildah;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.Builder;
import dev.imagepack.build.PreparedBuild;
import dev.imagepack.build.context.CommandRecipe;
import dev.imagepack.build.context.ImageNames;
import dev.imagepack.build.context.Stages;
import dev.imagepack.build.context.UsedBases;
import dev.imagepack.image.Alias;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.io.TarReader;
import dev.imagepack.registry.Registry;

/**
 * Has the buildah program of this machine build Dockerfiles. It is looked for, and started, when there is something to build.
 * Whatever it makes is in a directory of its own and gone afterwards; images come from the registry client, so it needs
 * neither a registry nor credentials.
 */
public final class BuildahBuilder implements Builder {

    private final Outside outside;
    private final Programs programs;

    /**
     * What it may use of the world outside of recipes and contexts.
     *
     * @param program the path of buildah, or its name in a directory of the {@code PATH}
     * @param environment of this process, which buildah gets too
     * @param registry where bases are found that are nowhere else
     * @param limits how much an image may unpack to
     */
    public record Outside(
            String program, Map<String, String> environment, Registry registry, TarReader.Limits limits) {}

    public BuildahBuilder(Outside outside) {
        this.outside = outside;
        this.programs = new Programs(outside.program(), outside.environment());
    }

    @Override
    public String name() {
        return "buildah";
    }

    @Override
    public Set<Alias> siblings(ImageSpec spec, Set<Alias> available) throws IOException {
        return ImageNames.siblings(spec, available, Stages.images(spec));
    }

    @Override
    public PreparedBuild prepare(BuildRequest request) throws IOException {
        if (!(request.spec().recipe() instanceof DockerfileRecipe dockerfile)) {
            throw new ImagepackException(
                    "images." + request.spec().alias()
                            + ": buildah builds Dockerfiles, and this image declares its layers",
                    "Leave builder out, or write embedded.");
        }
        UsedBases bases = new UsedBases(request, outside.registry(), (reference, platform) -> Optional.empty());
        return new BuildahBuild(request, CommandRecipe.read(request, dockerfile, bases), outside, programs);
    }
}
