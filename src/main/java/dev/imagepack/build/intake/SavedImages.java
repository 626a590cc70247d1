package dev.imagepack.build.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.StoredLayer;

/**
 * Images that an engine saved in one stream, which was read: their layers are in the cache. Several threads may ask for
 * them; what is wrong with one of them shows when that one is asked for.
 */
public final class SavedImages {

    private final SaveReader reader;
    private final LayerStock stock;

    private SavedImages(SaveReader reader, LayerStock stock) {
        this.reader = reader;
        this.stock = stock;
    }

    /**
     * Reads a stream that an engine's {@code GET /images/get} (or {@code docker save}, or {@code podman save}) gives, whatever
     * the engine's age and store. Layers go into the cache as they arrive.
     *
     * @param save read once, to its end, and left open; must come without compression
     * @param engine what messages call the sender
     * @param images all that are asked for in this stream, one at least; they share one cache
     * @param limits of what an engine sends for each image, and of what one layer unpacks to
     * @throws ImagepackException when the stream is cut short or damaged
     */
    public static SavedImages read(InputStream save, String engine, List<CutImage> images, TarReader.Limits limits)
            throws IOException {
        try (LayerStock stock = new LayerStock(new TakenLayers(images.get(0).request(), limits))) {
            SaveReader reader = new SaveReader(engine, stock, limits.times(images.size()));
            for (CutImage image : images) {
                reader.expect(image.image(), image.cut().split());
                stock.expect(image, new TakenLayers(image.request(), limits));
            }
            reader.read(save);
            stock.settle();
            return new SavedImages(reader, stock);
        }
    }

    /**
     * One of the images that were asked for.
     *
     * @throws ImagepackException when the stream lacked it or a layer of it, or held another one than was promised
     */
    public BuiltImage image(CutImage cut) throws IOException {
        ForeignImage image = cut.image();
        SaveDocuments.Listed listed = listed(image);
        List<DiffId> diffIds = listed.config().diffIds();
        List<Layer> layers = new ArrayList<>(cut.cut().below());
        for (int i = layers.size(); i < diffIds.size(); i++) {
            StoredLayer stored =
                    stock.find(diffIds.get(i), cut.cut().split().form(i)).orElseThrow(missing(image, listed, i));
            layers.add(new Layer(stored.diffId(), stored.descriptor(), LayerSource.EMBED));
        }
        return new Assembly(image.request())
                .assemble(listed.config(), layers, cut.cut().split().upstream());
    }

    private Supplier<ImagepackException> missing(ForeignImage image, SaveDocuments.Listed listed, int position) {
        String file = listed.files().get(position);
        return () -> new ImagepackException(
                image.place() + ": layer " + (position + 1) + " ("
                        + listed.config().diffIds().get(position) + ") is missing: " + reader.engine() + " says it is '"
                        + file + "', which " + reader.fate(file),
                "Pull the base image again, so that the engine has all its layers, and build again.");
    }

    private SaveDocuments.Listed listed(ForeignImage image) {
        SaveDocuments.Listed listed;
        try {
            listed = reader.documents().find(image.id(), image.request().spec().platform());
        } catch (ImagepackException e) {
            throw new ImagepackException(
                    image.place() + ": what " + reader.engine() + " saved is not understood: " + e.getMessage(),
                    e.advice(),
                    e);
        } catch (IllegalArgumentException e) {
            throw new ImagepackException(
                    image.place() + ": the image " + image.id() + " is not in what " + reader.engine() + " saved: "
                            + e.getMessage(),
                    "Build again; something else may have removed or replaced the image in between.",
                    e);
        }
        requirePromised(image, listed);
        return listed;
    }

    private static void requirePromised(ForeignImage image, SaveDocuments.Listed listed) {
        ImageConfig config = listed.config();
        if (!config.diffIds().equals(image.diffIds())) {
            throw contradiction(
                    image,
                    "its configuration has the layers " + config.diffIds() + ", the engine said " + image.diffIds());
        }
        if (listed.files().size() != config.diffIds().size()) {
            throw contradiction(
                    image,
                    "its configuration has " + config.diffIds().size() + " layers, its list "
                            + listed.files().size());
        }
    }

    private static ImagepackException contradiction(ForeignImage image, String what) {
        return new ImagepackException(
                image.place() + ": the image " + image.id() + " contradicts itself: " + what,
                "Build again; something else may have replaced the image in between.");
    }
}
