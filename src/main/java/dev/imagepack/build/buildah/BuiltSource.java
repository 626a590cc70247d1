package dev.imagepack.build.buildah;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.registry.Registry;

/** An image of the module, already built: what travels is in the cache, what does not is where it is published. */
final class BuiltSource implements ImageSource {

    private static final int LARGEST_CONFIG = 4 << 20;

    private final BuiltImage image;
    private final BlobStore blobs;
    private final ImageConfig config;
    private final Optional<ImageSource> upstream;

    /** @param registry where the layers are that do not travel */
    BuiltSource(BuiltImage image, BlobStore blobs, Registry registry) throws IOException {
        this.image = image;
        this.blobs = blobs;
        this.config = ImageConfig.parse(blobs.read(image.config(), LARGEST_CONFIG));
        this.upstream = image.layers().stream().anyMatch(BuiltSource::isUpstream)
                ? Optional.of(registry.find(ImageRef.parse(image.upstream()), image.platform()))
                : Optional.empty();
    }

    private static boolean isUpstream(Layer layer) {
        return layer.source() == LayerSource.UPSTREAM;
    }

    @Override
    public String describe() {
        return "images." + image.alias();
    }

    @Override
    public Optional<ImageRef> name() {
        return image.name();
    }

    @Override
    public Optional<Descriptor> manifest() {
        return Optional.empty();
    }

    @Override
    public ImageConfig config() {
        return config;
    }

    /** As they are stored: a manifest may name an upstream layer in another way. */
    @Override
    public List<Descriptor> layers() {
        List<Descriptor> layers =
                new ArrayList<>(image.layers().stream().map(Layer::descriptor).toList());
        for (int i = 0; i < layers.size(); i++) {
            if (isUpstream(image.layers().get(i))) {
                layers.set(i, upstream.orElseThrow().layers().get(i));
            }
        }
        return layers;
    }

    @Override
    public boolean hasLayer(int position) {
        return true;
    }

    @Override
    public InputStream openLayer(int position) throws IOException {
        Layer layer = image.layers().get(position);
        return isUpstream(layer) ? upstream.orElseThrow().openLayer(position) : blobs.open(layer.descriptor());
    }

    @Override
    public void close() throws IOException {
        if (upstream.isPresent()) {
            upstream.get().close();
        }
    }
}
