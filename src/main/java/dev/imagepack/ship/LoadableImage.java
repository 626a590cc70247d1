package dev.imagepack.ship;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.imagepack.image.SavedLayout;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageManifest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;
import dev.imagepack.pack.ImagePackage;

/**
 * An image of a package as one engine gets it.
 *
 * @param names at least one, with tags
 * @param manifest of the platform that suits the engine best, else of the first
 */
record LoadableImage(ImagePackage.Image image, List<ImageRef> names, ImageManifest manifest, ImageConfig config) {

    private record Variant(ImageManifest manifest, ImageConfig config) {}

    static LoadableImage of(ImagePackage.Image image, SavedLayout layout, Platform engine) throws IOException {
        List<Variant> variants = new ArrayList<>();
        for (ImagePackage.Document document : image.documents()) {
            if (MediaType.isManifest(document.descriptor().mediaType())) {
                ImageManifest manifest = layout.manifest(document.descriptor());
                variants.add(new Variant(manifest, layout.config(manifest)));
            }
        }
        Variant best = best(variants, engine);
        return new LoadableImage(image, names(image), best.manifest(), best.config());
    }

    private static Variant best(List<Variant> variants, Platform engine) {
        List<Platform> offered =
                variants.stream().map(variant -> variant.config().platform()).toList();
        List<Platform> choices = engine.choices(offered);
        return variants.get(choices.isEmpty() ? 0 : offered.indexOf(choices.get(0)));
    }

    private static List<ImageRef> names(ImagePackage.Image image) {
        List<ImageRef> tagged = image.references().stream()
                .filter(reference -> reference.tag().isPresent())
                .toList();
        String alias = image.alias().value().toLowerCase(Locale.ROOT);
        return tagged.isEmpty() ? List.of(ImageRef.parse(alias).withDefaultTag()) : tagged;
    }

    /** What the engine calls it. */
    Digest id(boolean byManifest) {
        return byManifest ? image.root().digest() : config.id();
    }

    List<Descriptor> layers() {
        return manifest.layers();
    }
}
