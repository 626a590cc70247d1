package dev.imagepack.build.embedded;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.Builder;
import dev.imagepack.build.PreparedBuild;
import dev.imagepack.download.Downloads;
import dev.imagepack.image.Alias;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.LayersRecipe;
import dev.imagepack.registry.Registry;

/** Builds images in this JVM, from Dockerfiles that run no command and from declared layers. */
public final class EmbeddedBuilder implements Builder {

    private final Registry registry;
    private final Downloads downloads;
    private final Map<Bases.UpstreamLayer, Base.BaseLayer> known = new ConcurrentHashMap<>();

    /**
     * @param registry where bases are found that are nowhere else
     * @param downloads gets what ADD names by its address
     */
    public EmbeddedBuilder(Registry registry, Downloads downloads) {
        this.registry = registry;
        this.downloads = downloads;
    }

    @Override
    public String name() {
        return "embedded";
    }

    @Override
    public Set<Alias> siblings(ImageSpec spec, Set<Alias> available) throws IOException {
        Set<Alias> siblings = new TreeSet<>();
        if (spec.recipe() instanceof DockerfileRecipe dockerfile) {
            Set<Alias> others = new TreeSet<>(available);
            others.remove(spec.alias());
            for (String name : images(dockerfile, spec)) {
                others.stream().filter(alias -> alias.value().equals(name)).forEach(siblings::add);
            }
        }
        return siblings;
    }

    /** A Dockerfile that cannot be read names no images here; {@link #prepare} says what is wrong with it. */
    private static Set<String> images(DockerfileRecipe recipe, ImageSpec spec) throws IOException {
        try {
            return DockerfileBuild.images(recipe, spec.platform());
        } catch (ImagepackException e) {
            return Set.of();
        }
    }

    @Override
    public PreparedBuild prepare(BuildRequest request) throws IOException {
        Bases bases = new Bases(request, registry, known);
        return request.spec().recipe() instanceof DockerfileRecipe dockerfile
                ? DockerfileBuild.prepare(request, dockerfile, bases, downloads)
                : LayersBuild.prepare(request, (LayersRecipe) request.spec().recipe(), bases);
    }
}
