package dev.imagepack.maven;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import dev.imagepack.ImagepackException;
import dev.imagepack.dockerfile.Dockerfile;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.Stage;
import dev.imagepack.dockerfile.Variables;
import dev.imagepack.dockerfile.Words;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.LayersRecipe;
import dev.imagepack.image.Recipe;
import dev.imagepack.oci.ImageRef;

/** Which published images a recipe names, as far as that can be read without building anything. */
final class BaseNames {

    private static final int LARGEST = 1 << 20;

    private BaseNames() {}

    /**
     * Their references.
     *
     * @param aliases names that mean images of the module
     */
    static Set<ImageRef> of(Recipe recipe, Aliases aliases) {
        Set<ImageRef> names = new LinkedHashSet<>();
        if (recipe instanceof DockerfileRecipe dockerfile) {
            dockerfile.contexts().values().forEach(base -> addPublished(base, names));
            addStages(dockerfile, aliases, names);
        } else if (recipe instanceof LayersRecipe layers) {
            addPublished(layers.from(), names);
        }
        return names;
    }

    private static void addPublished(BaseImage base, Set<ImageRef> names) {
        if (base instanceof BaseImage.Published published) {
            names.add(published.reference());
        }
    }

    /** A Dockerfile that cannot be read says so when it is built. */
    private static void addStages(DockerfileRecipe recipe, Aliases aliases, Set<ImageRef> names) {
        try {
            Dockerfile file = Dockerfile.parse(recipe.source().name(), bytes(recipe.source()));
            Map<String, String> values = arguments(file, recipe);
            Set<String> known = new HashSet<>(recipe.contexts().keySet());
            known.add("scratch");
            for (Stage stage : file.stages()) {
                String base = Words.escapedBy(file.escape())
                        .expand(stage.base(), Variables.of(values), stage.location())
                        .value();
                if (!known.contains(base) && !aliases.contains(base)) {
                    names.add(ImageRef.parse(base));
                }
                stage.name().ifPresent(known::add);
            }
        } catch (IOException | ImagepackException | IllegalArgumentException e) {
            // Not the business of whoever asks for names.
        }
    }

    private static Map<String, String> arguments(Dockerfile file, DockerfileRecipe recipe) {
        Map<String, String> values = new HashMap<>();
        for (Instruction.Arg arg : file.globalArgs()) {
            for (Instruction.Arg.Declaration declaration : arg.declarations()) {
                String given = recipe.buildArgs().get(declaration.name());
                String text = given == null ? declaration.value().orElse("") : given;
                values.put(
                        declaration.name(),
                        given == null
                                ? Words.escapedBy(file.escape())
                                        .expand(
                                                text,
                                                Variables.of(values),
                                                arg.source().location())
                                        .value()
                                : text);
            }
        }
        return values;
    }

    private static byte[] bytes(DockerfileRecipe.Source source) throws IOException {
        if (source instanceof DockerfileRecipe.InFile file) {
            try (InputStream in = Files.newInputStream(file.path())) {
                return in.readNBytes(LARGEST);
            }
        }
        return ((DockerfileRecipe.Inline) source).text().getBytes(StandardCharsets.UTF_8);
    }
}
