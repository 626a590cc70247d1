package dev.imagepack.build.context;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Documents;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.registry.Registry;

/** An image of this module with all its layers: those that stayed upstream are fetched when they are opened. */
final class SiblingSource implements ImageSource {

    private final BuiltImage image;
    private final BlobStore blobs;
    private final Registry registry;
    private final ImageConfig config;
    private @Nullable ImageSource upstream;

    SiblingSource(BuiltImage image, BlobStore blobs, Registry registry) throws IOException {
        this.image = image;
        this.blobs = blobs;
        this.registry = registry;
        this.config = ImageConfig.parse(blobs.read(image.config(), Documents.LARGEST));
    }

    /** Asked for when it is needed first: an image that comes from the cache needs none. */
    private synchronized ImageSource upstream() {
        if (upstream == null) {
            upstream = found();
        }
        return upstream;
    }

    private ImageSource found() {
        try {
            return registry.find(ImageRef.parse(image.upstream()), image.platform());
        } catch (IOException e) {
            throw new ImagepackException(
                    describe() + ": its upstream " + image.upstream() + " cannot be found: " + e.getMessage(),
                    "Check that its registry can be reached.",
                    e);
        }
    }

    @Override
    public String describe() {
        return "images." + image.alias();
    }

    @Override
    public Optional<ImageRef> name() {
        return Optional.empty();
    }

    @Override
    public Optional<Descriptor> manifest() {
        return Optional.empty();
    }

    @Override
    public ImageConfig config() {
        return config;
    }

    /** The registry's own of those upstream, which the image may name by their diff IDs. */
    @Override
    public List<Descriptor> layers() {
        List<Descriptor> found = new ArrayList<>();
        for (int i = 0; i < image.layers().size(); i++) {
            Layer layer = image.layers().get(i);
            found.add(
                    layer.source() == LayerSource.EMBED
                            ? layer.descriptor()
                            : upstream().layers().get(i));
        }
        return found;
    }

    @Override
    public boolean hasLayer(int position) {
        return true;
    }

    @Override
    public InputStream openLayer(int position) throws IOException {
        Layer layer = image.layers().get(position);
        return layer.source() == LayerSource.EMBED
                ? blobs.open(layer.descriptor())
                : upstream().openLayer(position);
    }

    @Override
    public void close() {}
}
