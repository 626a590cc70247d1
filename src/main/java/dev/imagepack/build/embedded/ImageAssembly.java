package dev.imagepack.build.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.imagepack.build.BuildRequest;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.oci.ContainerConfig;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.History;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.StoredLayer;

/** Puts an image together: the base's layers, the new ones, and the configuration. */
final class ImageAssembly {

    private final BuildRequest request;

    ImageAssembly(BuildRequest request) {
        this.request = request;
    }

    /** Everything in the configuration but the layers. */
    record Settings(ContainerConfig container, List<History> history, String author) {}

    /**
     * Stores the configuration and describes the image.
     *
     * @param below the base's layers as the image has them
     * @param added the new ones
     */
    BuiltImage assemble(Base base, List<Layer> below, List<StoredLayer> added, Settings settings) throws IOException {
        ImageSpec spec = request.spec();
        List<Layer> layers = new ArrayList<>(below);
        added.forEach(layer -> layers.add(new Layer(layer.diffId(), layer.descriptor(), LayerSource.EMBED)));
        ImageConfig config = ImageConfig.assemble(
                base.config(),
                spec.platform(),
                labelled(settings.container(), spec),
                layers.stream().map(Layer::diffId).toList(),
                settings.history(),
                request.created(),
                settings.author());
        Digest digest = request.cache().blobs().put(config.bytes());
        Descriptor descriptor = new Descriptor(MediaType.CONFIG, digest, config.bytes().length);
        return new BuiltImage(spec.alias(), spec.references(), spec.platform(), descriptor, layers, base.upstream());
    }

    private static ContainerConfig labelled(ContainerConfig container, ImageSpec spec) {
        return container.with(update -> spec.labels().forEach(update::label));
    }
}
