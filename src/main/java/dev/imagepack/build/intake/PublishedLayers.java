package dev.imagepack.build.intake;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.image.Layer;
import dev.imagepack.io.Compression;
import dev.imagepack.io.Thrown;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.MediaType;

/**
 * The layers of a base that travel with an image, as they are published: in the very bytes that their registry has, whoever
 * built the image. So nobody compresses them again, registries and engines that have the base have them, too, and the image
 * has the layers that the embedded builder would have given it.
 *
 * <p>They come into the cache from the moment that this is made on, several at once, up to the first one that is not compressed where
 * it is published, or is not to be had. Closing gives up what is still under way.
 */
final class PublishedLayers implements AutoCloseable {

    private final BuildRequest request;
    private final ImageSource image;
    private final TakenLayers taking;
    private final IntakeThreads threads;
    private final List<Future<Optional<Layer>>> coming = new ArrayList<>();

    /** @param image left open, and open until this is closed */
    PublishedLayers(BuildRequest request, ImageSource image, TakenLayers taking) {
        this.request = request;
        this.image = image;
        this.taking = taking;
        this.threads = new IntakeThreads(
                "imagepack-base", Math.max(2, Runtime.getRuntime().availableProcessors()));
        for (int i = 0; i < image.layers().size() && !isPlain(i); i++) {
            int position = i;
            coming.add(threads.submit(() -> take(position)));
        }
    }

    private boolean isPlain(int position) {
        String mediaType = image.layers().get(position).mediaType();
        return MediaType.compressionOf(mediaType) == Compression.Algorithm.NONE;
    }

    /** Empty when it is not to be had. */
    private Optional<Layer> take(int position) throws IOException {
        LayerForm form = LayerForm.ofBase(request.spec());
        return image.hasLayer(position)
                ? Optional.of(new SourceLayer(image, position).take(taking, form))
                : Optional.empty();
    }

    /**
     * Waits for the lowest of the layers, which are in the cache then, up to the first one that cannot be had. That is no
     * fault, since whoever built the image has it.
     *
     * @param count how many are asked for
     * @return as many or fewer
     */
    List<Layer> lowest(int count) throws IOException {
        List<Layer> layers = new ArrayList<>();
        try {
            for (Future<Optional<Layer>> layer : coming.subList(0, Math.min(count, coming.size()))) {
                Optional<Layer> taken = layer.get();
                if (taken.isEmpty()) {
                    threads.giveUp();
                    return layers;
                }
                layers.add(taken.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the layers of " + image.describe() + " are fetched");
        } catch (ExecutionException e) {
            passOver(layers.size(), e.getCause());
        }
        return layers;
    }

    private void passOver(int position, Throwable failure) throws IOException {
        if (!(failure instanceof ImagepackException || failure instanceof IOException)) {
            throw Thrown.again(failure);
        }
        // Those above are of no use without it.
        threads.giveUp();
        request.log()
                .step(
                        request.spec().alias(),
                        "layer " + (position + 1) + " of " + image.describe() + " is taken out of the built image: "
                                + failure.getMessage());
    }

    @Override
    public void close() {
        threads.close();
    }
}
