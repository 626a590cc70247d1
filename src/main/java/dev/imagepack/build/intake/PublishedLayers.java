package dev.imagepack.build.intake;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.image.Layer;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.MediaType;

/**
 * The layers of a base that travel with an image, as they are published: in the very bytes that their registry has, whoever
 * built the image. So nobody compresses them again, registries and engines that have the base have them, too, and the image
 * has the layers that the embedded builder would have given it.
 */
final class PublishedLayers {

    private final BuildRequest request;
    private final TakenLayers taking;

    PublishedLayers(BuildRequest request, TakenLayers taking) {
        this.request = request;
        this.taking = taking;
    }

    /**
     * The lowest of a published image's layers, which are in the cache afterwards: up to the first one that is not compressed
     * there, or cannot be had, which is no fault, since whoever built the image has it.
     *
     * @param count how many are asked for
     * @param form that of a base's layers, whose tars stay as they are
     * @return as many or fewer
     */
    List<Layer> lowest(ImageSource image, int count, LayerForm form) throws IOException {
        List<Layer> layers = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                if (isPlain(image.layers().get(i)) || !image.hasLayer(i)) {
                    return layers;
                }
                layers.add(new SourceLayer(image, i).take(taking, form));
            }
        } catch (InterruptedIOException e) {
            throw e;
        } catch (ImagepackException | IOException e) {
            request.log()
                    .step(
                            request.spec().alias(),
                            "layer " + (layers.size() + 1) + " of " + image.describe()
                                    + " is taken out of the built image: " + e.getMessage());
        }
        return layers;
    }

    private static boolean isPlain(Descriptor blob) {
        return MediaType.compressionOf(blob.mediaType()) == Compression.Algorithm.NONE;
    }
}
