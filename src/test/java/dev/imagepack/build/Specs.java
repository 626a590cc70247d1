package dev.imagepack.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.LayersRecipe;
import dev.imagepack.image.Recipe;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;

/** Specifications of images for tests. */
final class Specs {

    private Specs() {}

    /** An image that {@link TextBuilder} can build. */
    static ImageSpec text(String alias, String... lines) {
        return spec(alias, inline(new TreeMap<>(), lines));
    }

    /** The same with named contexts. */
    static ImageSpec withContexts(String alias, SortedMap<String, BaseImage> contexts, String... lines) {
        return spec(alias, inline(contexts, lines));
    }

    /** The same for another platform than linux/amd64. */
    static ImageSpec on(String platform, ImageSpec spec) {
        return spec(spec.alias().value(), spec.recipe(), Platform.parse(platform));
    }

    private static Recipe inline(SortedMap<String, BaseImage> contexts, String... lines) {
        return new DockerfileRecipe(
                new DockerfileRecipe.Inline(String.join("\n", lines), "images.x.dockerfileContent"),
                Path.of("").toAbsolutePath(),
                Optional.empty(),
                new TreeMap<>(),
                contexts);
    }

    /** An image of declared layers. */
    static ImageSpec layers(String alias, BaseImage from) {
        LayersRecipe.Container container = new LayersRecipe.Container(
                Optional.empty(),
                Optional.empty(),
                new TreeMap<>(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return spec(alias, new LayersRecipe(from, List.of(), container));
    }

    private static ImageSpec spec(String alias, Recipe recipe) {
        return spec(alias, recipe, Platform.LINUX_AMD64);
    }

    private static ImageSpec spec(String alias, Recipe recipe, Platform platform) {
        return new ImageSpec(
                new Alias(alias),
                List.of(ImageRef.parse("registry.example/" + alias.toLowerCase(java.util.Locale.ROOT) + ":1")),
                recipe,
                new BuilderChoice.Embedded(),
                platform,
                UpstreamMatch.NOTHING,
                UpstreamDescriptors.REGISTRY,
                false,
                false,
                Compression.NONE,
                new TreeMap<>(),
                new TreeMap<>());
    }
}
