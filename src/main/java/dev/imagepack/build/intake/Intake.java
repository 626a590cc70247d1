package dev.imagepack.build.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.StoredLayer;

/**
 * Takes in images that others built: the layers that travel are in the cache afterwards, in the form in which they travel,
 * each read once and verified, two of them at a time. When it fails, nothing that is not whole stays there. Used by one thread; none of its own
 * outlives it.
 */
public final class Intake implements AutoCloseable {

    private final TarReader.Limits limits;

    /** By the published base. */
    private final Map<ImageSource, PublishedLayers> coming = new IdentityHashMap<>();

    /** @param limits of what an engine sends in all, and of what one layer unpacks to */
    public Intake(TarReader.Limits limits) {
        this.limits = limits;
    }

    /**
     * Begins to fetch what of a base will travel with an image that is about to be built on it, while that is built. Nothing,
     * where the base is to stay upstream.
     */
    public void expect(BuildRequest request, BaseLayers base) {
        if (Split.wanted(request, base).isEmpty()) {
            base.source().ifPresent(source -> published(request, source));
        }
    }

    private PublishedLayers published(BuildRequest request, ImageSource base) {
        return coming.computeIfAbsent(
                base, source -> new PublishedLayers(request, source, new TakenLayers(request, limits)));
    }

    /**
     * Takes images out of a stream that an engine's {@code GET /images/get} (or {@code docker save}, or
     * {@code podman save}) gives, whatever the engine's age and store. Layers go into the cache as they arrive.
     *
     * @param save read once, to its end, and left open; must come without compression
     * @param engine what messages call the sender
     * @param images all that are asked for in this stream, one at least; they share one cache
     * @return the images, in the same order
     * @throws ImagepackException when the stream is cut short or damaged, lacks an image or a layer, or holds another one
     *     than was promised
     */
    public List<BuiltImage> takeSaved(InputStream save, String engine, List<ForeignImage> images) throws IOException {
        try (LayerStock stock = new LayerStock(new TakenLayers(images.get(0).request(), limits))) {
            SaveReader reader = new SaveReader(engine, stock, limits);
            List<Cut> cuts = new ArrayList<>();
            for (ForeignImage image : images) {
                Cut cut = cut(image.request(), image.base(), image.diffIds());
                cuts.add(cut);
                reader.expect(image, cut.split());
                stock.expect(image.diffIds(), cut.split(), cut.height());
            }
            reader.read(save);
            stock.settle();
            List<BuiltImage> built = new ArrayList<>();
            for (int i = 0; i < images.size(); i++) {
                built.add(built(images.get(i), cuts.get(i), reader, stock));
            }
            return built;
        }
    }

    /**
     * Where an image is cut, and what of it need not be taken out of it.
     *
     * @param published the layers of a base that travel, as they are published
     */
    private record Cut(Split split, List<Layer> published) {

        /** How many of the lowest layers are not taken out of the image. */
        int height() {
            return split.upstreamCount() + published.size();
        }

        /** Those layers; how upstream ones are named may show only after the image was read. */
        List<Layer> below() throws IOException {
            return Stream.concat(split.upstreamLayers().stream(), published.stream())
                    .toList();
        }
    }

    private Cut cut(BuildRequest request, BaseLayers base, List<DiffId> image) throws IOException {
        Split split = Split.of(request, base, image);
        int count = split.publishedCount();
        return new Cut(
                split,
                count == 0
                        ? List.of()
                        : published(request, base.source().orElseThrow()).lowest(count));
    }

    private static BuiltImage built(ForeignImage image, Cut cut, SaveReader reader, LayerStock stock)
            throws IOException {
        SaveDocuments.Listed listed = listed(image, reader);
        List<DiffId> diffIds = listed.config().diffIds();
        List<Layer> layers = new ArrayList<>(cut.below());
        for (int i = layers.size(); i < diffIds.size(); i++) {
            DiffId diffId = diffIds.get(i);
            String file = listed.files().get(i);
            String missing = image.place() + ": layer " + (i + 1) + " (" + diffId + ") is missing: " + reader.engine()
                    + " says it is '" + file + "', which " + reader.fate(file);
            StoredLayer stored = stock.find(diffId, cut.split().form(i))
                    .orElseThrow(() -> new ImagepackException(
                            missing,
                            "Pull the base image again, so that the engine has all its layers, and build again."));
            layers.add(new Layer(stored.diffId(), stored.descriptor(), LayerSource.EMBED));
        }
        return new Assembly(image.request())
                .assemble(listed.config(), layers, cut.split().upstream());
    }

    private static SaveDocuments.Listed listed(ForeignImage image, SaveReader reader) {
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

    /**
     * Takes an image out of a layout, an archive or wherever it lies.
     *
     * @param image left open
     * @param request what it was built for
     * @param base what it was built on
     * @throws ImagepackException when a layer cannot be read or is not what its diff ID says
     */
    public BuiltImage take(ImageSource image, BuildRequest request, BaseLayers base) throws IOException {
        Cut cut = cut(request, base, image.config().diffIds());
        TakenLayers taking = new TakenLayers(request, limits);
        List<Layer> layers = new ArrayList<>(cut.below());
        for (int i = layers.size(); i < image.config().diffIds().size(); i++) {
            layers.add(new SourceLayer(image, i).take(taking, cut.split().form(i)));
        }
        return new Assembly(request)
                .assemble(image.config(), layers, cut.split().upstream());
    }

    /** Gives up what is still fetched; then nothing of it writes to the cache any more. */
    @Override
    public void close() {
        coming.values().forEach(PublishedLayers::close);
    }
}
