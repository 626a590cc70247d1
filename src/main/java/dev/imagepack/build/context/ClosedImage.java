package dev.imagepack.build.context;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

import dev.imagepack.image.BaseImage;
import dev.imagepack.image.SavedImage;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.Platform;

/** An image that somebody saved, of which nothing is open but for as long as a layer is read. */
final class ClosedImage implements ImageSource {

    private final BaseImage.Saved saved;
    private final Platform platform;
    private final String place;
    private final Optional<ImageRef> name;
    private final Optional<Descriptor> manifest;
    private final ImageConfig config;
    private final List<Descriptor> layers;

    /** @throws dev.imagepack.ImagepackException when it is not there, or not understood */
    ClosedImage(BaseImage.Saved saved, Platform platform) throws IOException {
        this.saved = saved;
        this.platform = platform;
        try (ImageSource image = open()) {
            this.place = image.describe();
            this.name = image.name();
            this.manifest = image.manifest();
            this.config = image.config();
            this.layers = List.copyOf(image.layers());
        }
    }

    private ImageSource open() throws IOException {
        return SavedImage.open(saved.path(), saved.name(), platform);
    }

    @Override
    public String describe() {
        return place;
    }

    @Override
    public Optional<ImageRef> name() {
        return name;
    }

    @Override
    public Optional<Descriptor> manifest() {
        return manifest;
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
    public boolean hasLayer(int position) throws IOException {
        try (ImageSource image = open()) {
            return image.hasLayer(position);
        }
    }

    @Override
    public InputStream openLayer(int position) throws IOException {
        ImageSource image = open();
        try {
            return new FilterInputStream(image.openLayer(position)) {
                @Override
                public void close() throws IOException {
                    try (image) {
                        super.close();
                    }
                }
            };
        } catch (IOException | RuntimeException e) {
            image.close();
            throw e;
        }
    }

    @Override
    public void close() {}
}
