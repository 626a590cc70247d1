package dev.imagepack.build.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Layer;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.ImageSource;

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
     * Takes an image out of a stream, as {@link SavedImages} does.
     *
     * @param save read once, to its end, and left open
     * @param engine what messages call the sender
     */
    public BuiltImage takeSaved(InputStream save, String engine, ForeignImage image) throws IOException {
        CutImage cut = cut(image);
        return SavedImages.read(save, engine, List.of(cut), limits).image(cut);
    }

    /**
     * Decides which layers must come out of the engine, and waits for those of the base that come from where it is published.
     * Then this may be closed, and the image shares a stream with others.
     */
    public CutImage cut(ForeignImage image) throws IOException {
        return new CutImage(image, cut(image.request(), image.base(), image.diffIds()));
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
