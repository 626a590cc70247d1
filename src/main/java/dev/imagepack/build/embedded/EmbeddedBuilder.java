package dev.imagepack.build.embedded;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.Builder;
import dev.imagepack.build.PreparedBuild;
import dev.imagepack.build.context.ImageNames;
import dev.imagepack.build.context.Stages;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.download.Downloads;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.LayersRecipe;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.registry.Registry;

/** Builds images in this JVM, from Dockerfiles that run no command and from declared layers. */
public final class EmbeddedBuilder implements Builder {

    /** Its {@link #name}. */
    public static final String NAME = "embedded";

    private final Outside outside;
    private final Map<Bases.UpstreamLayer, Base.BaseLayer> known = new ConcurrentHashMap<>();

    /**
     * What it may use of the world outside of recipes and contexts.
     *
     * @param registry where bases are found that are nowhere else
     * @param downloads gets what ADD names by its address
     * @param limits how much an archive or a layer of a base may unpack to
     */
    public record Outside(Registry registry, Downloads downloads, TarReader.Limits limits) {}

    public EmbeddedBuilder(Outside outside) {
        this.outside = outside;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<Alias> siblings(ImageSpec spec, Set<Alias> available) throws IOException {
        return ImageNames.siblings(spec, available, Stages.images(spec));
    }

    /**
     * The images at registries that a recipe is built upon or copies from. Only the recipe is read: nothing is opened, and
     * the files it copies need not be there yet.
     *
     * @param aliases of all images of the module
     * @throws ImagepackException when the Dockerfile cannot be read
     */
    public static Set<ImageRef> published(ImageSpec spec, Set<Alias> aliases) throws IOException {
        Set<ImageRef> published = new LinkedHashSet<>();
        if (spec.recipe() instanceof DockerfileRecipe recipe) {
            Set<Alias> siblings = new TreeSet<>(aliases);
            siblings.remove(spec.alias());
            ImageNames names = new ImageNames(recipe, siblings);
            Location start = Location.of(recipe.source().name(), 1);
            for (String name : Stages.images(recipe, spec.platform())) {
                add(names.find(name, start), published);
            }
        } else if (spec.recipe() instanceof LayersRecipe layers) {
            add(layers.from(), published);
        }
        return published;
    }

    private static void add(BaseImage image, Set<ImageRef> published) {
        if (image instanceof BaseImage.Published found) {
            published.add(found.reference().withDefaultTag());
        }
    }

    @Override
    public PreparedBuild prepare(BuildRequest request) throws IOException {
        Bases bases = new Bases(request, outside.registry(), known, outside.limits());
        return request.spec().recipe() instanceof DockerfileRecipe dockerfile
                ? DockerfileBuild.prepare(request, dockerfile, bases, outside)
                : LayersBuild.prepare(request, (LayersRecipe) request.spec().recipe(), bases);
    }
}
