package dev.imagepack.build.context;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import dev.imagepack.dockerfile.Location;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.oci.ImageRef;

/**
 * What a name in FROM or {@code --from} means when it is no stage: a further context, an image of the module, or a
 * registry's.
 */
public final class ImageNames {

    private static final String SCRATCH = "scratch";

    private final DockerfileRecipe recipe;
    private final Set<Alias> siblings;

    /** @param siblings the aliases of the other images of the module */
    public ImageNames(DockerfileRecipe recipe, Set<Alias> siblings) {
        this.recipe = recipe;
        this.siblings = siblings;
    }

    /** Those of the module's other images that are among these names. */
    public static Set<Alias> siblings(ImageSpec spec, Set<Alias> available, Set<String> names) {
        Set<Alias> siblings = new TreeSet<>(available);
        siblings.remove(spec.alias());
        siblings.removeIf(alias -> !names.contains(alias.value()));
        return siblings;
    }

    /** What the name means; a fault of this place when it is no name of an image. */
    public BaseImage find(String name, Location at) {
        Optional<BaseImage> context = context(name);
        if (context.isPresent()) {
            return context.get();
        }
        if (name.equals(SCRATCH)) {
            return new BaseImage.Scratch();
        }
        for (Alias alias : siblings) {
            if (alias.value().equals(name)) {
                return new BaseImage.Sibling(alias);
            }
        }
        try {
            return new BaseImage.Published(ImageRef.parse(name));
        } catch (IllegalArgumentException e) {
            throw at.fault(
                    "'" + name + "' is neither a stage, a context, an image of this module nor an image name: "
                            + e.getMessage(),
                    "Correct the name, or give it a place in <contexts>.");
        }
    }

    /** A context's name may leave out what an image's name may leave out: {@code tiny} is also {@code tiny:latest}. */
    private Optional<BaseImage> context(String name) {
        BaseImage exact = recipe.contexts().get(name);
        Optional<String> wanted = normal(name);
        if (exact != null || wanted.isEmpty()) {
            return Optional.ofNullable(exact);
        }
        return recipe.contexts().entrySet().stream()
                .filter(context -> normal(context.getKey()).equals(wanted))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static Optional<String> normal(String name) {
        try {
            return Optional.of(ImageRef.parse(name).withDefaultTag().toString());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
