package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.intake.PlainSize;
import dev.imagepack.build.intake.TakenLayers;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.io.Compression;
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

    /** Stores what is not stored yet and describes the image. */
    BuiltImage assemble(Base base, List<StoredLayer> added, Settings settings) throws IOException {
        ImageSpec spec = request.spec();
        List<Layer> layers = new ArrayList<>(Parallel.map(base.layers(), this::taken));
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

    private Layer taken(Base.BaseLayer layer) throws IOException {
        try {
            return layer.source() == LayerSource.UPSTREAM ? upstream(layer) : embedded(layer);
        } catch (ImagepackException e) {
            String place = layer.tar().describe();
            throw e.getMessage().startsWith(place)
                    ? e
                    : new ImagepackException(place + ": " + e.getMessage(), e.advice(), e);
        }
    }

    private Layer upstream(Base.BaseLayer layer) throws IOException {
        if (!Bases.byDiffId(request.spec())) {
            return new Layer(layer.diffId(), layer.stored(), LayerSource.UPSTREAM);
        }
        long size =
                new PlainSize(request.cache()).of(layer.diffId(), layer.tar().describe(), layer.tar()::open);
        Descriptor plain = new Descriptor(MediaType.LAYER, layer.diffId().asDigest(), size);
        return new Layer(layer.diffId(), plain, LayerSource.UPSTREAM);
    }

    private Layer embedded(Base.BaseLayer layer) throws IOException {
        Descriptor stored = layer.stored();
        if (isPlain(layer) && request.spec().compression().algorithm() != Compression.Algorithm.NONE) {
            return compressed(layer);
        }
        if (!request.cache().blobs().contains(stored.digest(), stored.size())) {
            store(layer);
        }
        return new Layer(layer.diffId(), stored, LayerSource.EMBED);
    }

    private void store(Base.BaseLayer layer) throws IOException {
        try (InputStream blob = layer.blob().open()) {
            request.cache().blobs().put(layer.stored(), blob);
        }
    }

    /** Engines save layers uncompressed; in a package they would be several times as large as they need be. */
    private static boolean isPlain(Base.BaseLayer layer) {
        return MediaType.compressionOf(layer.stored().mediaType()) == Compression.Algorithm.NONE;
    }

    private Layer compressed(Base.BaseLayer layer) throws IOException {
        StoredLayer made = new TakenLayers(request, layer.tar().limits())
                .compressed(layer.diffId(), layer.tar().describe(), layer.tar()::open);
        return new Layer(made.diffId(), made.descriptor(), LayerSource.EMBED);
    }
}
