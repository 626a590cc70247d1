package dev.imagepack.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;

/**
 * A sample image as it is published.
 *
 * @param reference its name
 * @param opener gives the bytes of its layers
 */
public record PublishedSample(SampleImage image, String reference, Opener opener) implements ImageSource {

    /** Opens a layer's blob. */
    @FunctionalInterface
    public interface Opener {
        InputStream open(int position) throws IOException;
    }

    /** One whose layers are there. */
    public PublishedSample(SampleImage image, String reference) {
        this(
                image,
                reference,
                position ->
                        new ByteArrayInputStream(image.layers().get(position).stored()));
    }

    @Override
    public String describe() {
        return reference;
    }

    @Override
    public Optional<ImageRef> name() {
        return Optional.of(ImageRef.parse(reference));
    }

    @Override
    public Optional<Descriptor> manifest() {
        return Optional.of(image.manifestDescriptor());
    }

    @Override
    public ImageConfig config() {
        return ImageConfig.parse(image.config());
    }

    @Override
    public List<Descriptor> layers() {
        return image.layers().stream().map(SampleImage.Layer::descriptor).toList();
    }

    @Override
    public boolean hasLayer(int position) {
        return true;
    }

    @Override
    public InputStream openLayer(int position) throws IOException {
        return opener.open(position);
    }

    @Override
    public void close() {}
}
