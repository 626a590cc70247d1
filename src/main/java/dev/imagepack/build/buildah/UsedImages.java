package dev.imagepack.build.buildah;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.context.UsedBase;
import dev.imagepack.build.context.UsedBases;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.SavedImage;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.registry.Registry;

/** The images that a recipe uses, given to buildah: it gets none by itself, so it needs neither names nor credentials. */
final class UsedImages {

    private final BuildRequest request;
    private final Registry registry;

    UsedImages(BuildRequest request, Registry registry) {
        this.request = request;
        this.registry = registry;
    }

    /** What buildah calls it: the digits of its image ID. */
    static String name(UsedBase base) {
        return base.config()
                .map(config -> config.id().hex())
                .orElseThrow(() -> new ImagepackException(
                        base.written() + ": only an engine has it, and buildah is no such engine",
                        "Push it to a registry, or name it as oci-layout://… or docker-archive://…."));
    }

    /** Those that are images, each once, by their names. */
    static Map<String, UsedBase> byName(Iterable<UsedBase> bases) {
        Map<String, UsedBase> images = new LinkedHashMap<>();
        for (UsedBase base : bases) {
            if (!(base.image() instanceof BaseImage.Scratch)) {
                images.putIfAbsent(name(base), base);
            }
        }
        return images;
    }

    /** Opens one; the caller closes it. */
    ImageSource open(UsedBase base) throws IOException {
        if (base.image() instanceof BaseImage.Saved saved) {
            return SavedImage.open(saved.path(), saved.name(), base.platform());
        }
        if (base.image() instanceof BaseImage.Sibling sibling) {
            return new BuiltSource(
                    UsedBases.sibling(request, sibling.alias(), base.platform()),
                    request.cache().blobs(),
                    registry);
        }
        return base.published().orElseThrow();
    }
}
