package dev.imagepack.registry;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageManifest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;

/** One image at a registry for one platform: its documents are here, its layers come when they are opened. */
final class PublishedImage implements ImageSource {

    /** Opens a layer, fetched before if need be. */
    @FunctionalInterface
    interface LayerOpener {
        InputStream open(ImageRef reference, Descriptor layer) throws IOException;
    }

    private final ImageRef reference;
    private final Descriptor manifest;
    private final ImageConfig config;
    private final List<Descriptor> layers;
    private final LayerOpener opener;
    private final Predicate<Descriptor> has;

    /** ImagepackException when manifest and configuration contradict each other. */
    PublishedImage(ImageRef reference, KnownImages.Known known, LayerOpener opener, Predicate<Descriptor> has) {
        this.reference = reference;
        this.manifest = new Descriptor(known.manifestType(), Digest.of(known.manifest()), known.manifest().length);
        this.config = ImageConfig.parse(known.config());
        this.layers =
                ImageManifest.parse(known.manifest(), known.manifestType()).layers();
        this.opener = opener;
        this.has = has;
        if (layers.size() != config.diffIds().size()) {
            throw new ImagepackException(
                    reference.familiar() + ": its manifest has " + layers.size() + " layers, its configuration "
                            + config.diffIds().size(),
                    "The image is damaged; build and push it again, or name another.");
        }
    }

    @Override
    public String describe() {
        return reference.familiar();
    }

    @Override
    public Optional<ImageRef> name() {
        return Optional.of(reference);
    }

    @Override
    public Optional<Descriptor> manifest() {
        return Optional.of(manifest);
    }

    @Override
    public ImageConfig config() {
        return config;
    }

    @Override
    public List<Descriptor> layers() {
        return layers;
    }

    @Override
    public boolean hasLayer(int position) {
        return has.test(layers.get(position));
    }

    @Override
    public InputStream openLayer(int position) throws IOException {
        return opener.open(reference, layers.get(position));
    }

    /** Holds nothing open. */
    @Override
    public void close() {}
}
