package dev.imagepack.build.intake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.UpstreamName;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.MediaType;

/**
 * Where an image that was built by others is cut: its lowest layers are the base's, if those are there position by
 * position, and stay upstream, if the configuration wants that and the base is published.
 */
final class Split {

    private final BuildRequest request;
    private final BaseLayers base;
    private final int baseCount;
    private final String upstream;

    private Split(BuildRequest request, BaseLayers base, int baseCount, String upstream) {
        this.request = request;
        this.base = base;
        this.baseCount = baseCount;
        this.upstream = upstream;
    }

    /**
     * Decides. Whoever asked for the image is told, by others, when a base does not stay upstream that should.
     *
     * @param image the layers of the whole image
     */
    static Split of(BuildRequest request, BaseLayers base, List<DiffId> image) {
        int count = base.in(image);
        boolean isBelow = count == base.diffIds().size();
        String upstream = wanted(request, base)
                .filter(name -> isBelow)
                .flatMap(name -> base.source()
                        .flatMap(ImageSource::manifest)
                        .map(manifest -> UpstreamName.text(name, manifest.digest())))
                .orElse("");
        return new Split(request, base, count, upstream);
    }

    /** The name of a base that the configuration wants to stay upstream; empty of any other. */
    static Optional<ImageRef> wanted(BuildRequest request, BaseLayers base) {
        return base.source()
                .flatMap(source -> UpstreamName.of(source, base.written()))
                .filter(request.spec().upstreamMatch()::matches);
    }

    /** The published image that keeps the lowest layers; empty when all are embedded. */
    String upstream() {
        return upstream;
    }

    /** How many of the lowest layers are upstream. */
    int upstreamCount() {
        return upstream.isEmpty() ? 0 : baseCount;
    }

    /** How many of the lowest layers are those of a published base, and travel with the image. */
    int publishedCount() {
        return upstream.isEmpty() && base.source().isPresent() ? baseCount : 0;
    }

    /** Of those that stay upstream, the ones whose plain size must be known and is not. */
    List<DiffId> unmeasured() {
        PlainSize sizes = new PlainSize(request.cache());
        return base.diffIds().subList(0, byDiffId() ? upstreamCount() : 0).stream()
                .filter(layer -> sizes.find(layer).isEmpty())
                .toList();
    }

    /** The upstream layers, as the manifest shall name them. */
    List<Layer> upstreamLayers() throws IOException {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < upstreamCount(); i++) {
            Descriptor stored = base.source().orElseThrow().layers().get(i);
            Descriptor named = byDiffId() ? plain(i) : stored;
            layers.add(new Layer(base.diffIds().get(i), named, LayerSource.UPSTREAM));
        }
        return layers;
    }

    private Descriptor plain(int position) throws IOException {
        SourceLayer layer = new SourceLayer(base.source().orElseThrow(), position);
        long size = layer.plainSize(new PlainSize(request.cache()));
        return new Descriptor(MediaType.LAYER, base.diffIds().get(position).asDigest(), size);
    }

    private boolean byDiffId() {
        return request.spec().upstreamDescriptors() == UpstreamDescriptors.DIFF_ID;
    }

    /** What the layer at a position becomes: those of the base keep their times, for they are shared with others. */
    LayerForm form(int position) {
        ImageSpec spec = request.spec();
        boolean rewritten = spec.rewriteTimestamps() && position >= baseCount;
        return rewritten ? new LayerForm(spec.compression(), Optional.of(request.created())) : LayerForm.ofBase(spec);
    }

    /** Which layers the blobs are under which a registry has those of the base. */
    Map<Digest, DiffId> publishedBlobs() {
        Map<Digest, DiffId> blobs = new HashMap<>();
        for (int i = 0; base.source().isPresent() && i < baseCount; i++) {
            blobs.put(
                    base.source().get().layers().get(i).digest(), base.diffIds().get(i));
        }
        return blobs;
    }
}
