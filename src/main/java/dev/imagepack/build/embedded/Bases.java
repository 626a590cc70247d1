package dev.imagepack.build.embedded;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildBase;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.UpstreamName;
import dev.imagepack.build.context.UsedBases;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.image.SavedImage;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Documents;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;
import dev.imagepack.registry.Registry;

/** Opens the images that a recipe builds upon or copies from, and decides for each layer whether it travels. */
final class Bases {

    /** Opens an image anew each time its bytes are needed, so that nothing stays open in between. */
    @FunctionalInterface
    private interface Opener {
        ImageSource open() throws IOException;
    }

    /** A layer of a published image: the image, and which of its layers. */
    record UpstreamLayer(String upstream, int position) {}

    private final BuildRequest request;
    private final Registry registry;
    private final Map<UpstreamLayer, Base.BaseLayer> known;
    private final TarReader.Limits limits;

    /**
     * @param known upstream layers met so far in this run: a sibling's are not in the cache, but whoever built the
     *     sibling has met them
     * @param limits how much a layer may unpack to
     */
    Bases(BuildRequest request, Registry registry, Map<UpstreamLayer, Base.BaseLayer> known, TarReader.Limits limits) {
        this.request = request;
        this.registry = registry;
        this.known = known;
        this.limits = limits;
    }

    TarReader.Limits limits() {
        return limits;
    }

    /**
     * Opens an image.
     *
     * @param image which
     * @param written how the recipe names it
     * @param platform what it must run on
     */
    Base open(BaseImage image, String written, Platform platform) throws IOException {
        if (image instanceof BaseImage.Saved saved) {
            request.cache().sightings().everything(saved.path());
            return open(written, platform, () -> SavedImage.open(saved.path(), saved.name(), platform));
        }
        if (image instanceof BaseImage.Published published) {
            return open(written, platform, () -> registry.find(published.reference(), platform));
        }
        if (image instanceof BaseImage.Sibling sibling) {
            return sibling(sibling.alias(), written, platform);
        }
        if (image instanceof BaseImage.Directory directory) {
            throw new ImagepackException(
                    written + " is a directory (" + directory.path() + "), not an image to build upon",
                    "Begin with FROM scratch and COPY --from=" + written + " what is needed.");
        }
        return Base.SCRATCH;
    }

    private Base open(String written, Platform platform, Opener opener) throws IOException {
        try (ImageSource source = opener.open()) {
            ImageConfig config = source.config();
            refuseOtherPlatform(source, config.platform(), platform);
            String upstream = upstream(source, written);
            List<Descriptor> descriptors = source.layers();
            List<Base.BaseLayer> layers = new ArrayList<>();
            for (int i = 0; i < descriptors.size(); i++) {
                Base.BaseLayer layer = layer(source, descriptors.get(i), i, opener, !upstream.isEmpty());
                if (!upstream.isEmpty()) {
                    known.putIfAbsent(new UpstreamLayer(upstream, i), layer);
                }
                layers.add(layer);
            }
            Optional<ImageRef> published = source.manifest()
                    .flatMap(manifest ->
                            UpstreamName.of(source, written).map(name -> name.withDigest(manifest.digest())));
            return new Base(
                    written,
                    identity(source, descriptors, upstream),
                    Optional.of(config),
                    layers,
                    upstream,
                    published,
                    BuildBase.of(written, source));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** A manifest says how the layers are stored, which the configuration does not; its annotations do not matter. */
    private static String identity(ImageSource source, List<Descriptor> layers, String upstream) {
        String image = source.config().id().toString();
        if (source.manifest().isPresent()) {
            Fingerprint stored = new Fingerprint().text(image);
            layers.forEach(
                    layer -> stored.text(layer.mediaType()).text(layer.digest().toString()));
            image = stored.digest().toString();
        }
        return image + (upstream.isEmpty() ? "" : " at " + upstream);
    }

    private static void refuseOtherPlatform(ImageSource source, Platform found, Platform wanted) {
        if (wanted.choices(List.of(found)).isEmpty()) {
            throw new ImagepackException(
                    source.describe() + " is for " + found + ", but the image is built for " + wanted,
                    "Name a base for " + wanted + ", or set <platform>" + found + "</platform>.");
        }
    }

    private Base.BaseLayer layer(ImageSource source, Descriptor found, int position, Opener opener, boolean upstream) {
        Descriptor stored = new Descriptor(MediaType.asOci(found.mediaType()), found.digest(), found.size());
        DiffId diffId = source.config().diffIds().get(position);
        String describe = "layer " + (position + 1) + " of " + source.describe();
        BaseTar tar = new BaseTar(
                diffId,
                describe,
                stored.mediaType(),
                () -> open(opener, image -> image.openLayer(position), describe),
                limits);
        Base.Blob blob = () -> open(opener, image -> image.openLayerUnverified(position), describe);
        return new Base.BaseLayer(diffId, stored, upstream ? LayerSource.UPSTREAM : LayerSource.EMBED, tar, blob);
    }

    /** Opens one of an image's layers. */
    private interface LayerOpener {
        InputStream open(ImageSource image) throws IOException;
    }

    private static InputStream open(Opener opener, LayerOpener layer, String describe) throws IOException {
        ImageSource source = opener.open();
        try {
            return new LayerInput(layer.open(source), source, describe);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** Reads a layer of an image that is closed with it; a fault of the image says which layer it is in. */
    private static final class LayerInput extends FilterInputStream {

        private final ImageSource source;
        private final String describe;

        LayerInput(InputStream in, ImageSource source, String describe) {
            super(in);
            this.source = source;
            this.describe = describe;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return in.read(buffer, offset, length);
            } catch (ImagepackException e) {
                throw new ImagepackException(describe + ": " + e.getMessage(), e.advice(), e);
            }
        }

        @Override
        public void close() throws IOException {
            try (source) {
                super.close();
            }
        }
    }

    /** The published image that keeps the base's layers; empty unless the configuration wants them kept there. */
    private String upstream(ImageSource source, String written) {
        return UpstreamName.of(source, written)
                .filter(request.spec().upstreamMatch()::matches)
                .flatMap(name -> source.manifest().map(manifest -> UpstreamName.text(name, manifest.digest())))
                .orElse("");
    }

    private Base sibling(Alias alias, String written, Platform platform) throws IOException {
        BuiltImage image = UsedBases.sibling(request, alias, platform);
        ImageConfig config = ImageConfig.parse(request.cache().blobs().read(image.config(), Documents.LARGEST));
        String upstream = keptUpstream(image);
        List<Base.BaseLayer> layers = new ArrayList<>();
        for (int i = 0; i < image.layers().size(); i++) {
            layers.add(siblingLayer(image, i, upstream.isEmpty() ? LayerSource.EMBED : LayerSource.UPSTREAM));
        }
        return new Base(
                written,
                "image " + image.alias(),
                Optional.of(config),
                layers,
                upstream,
                Optional.empty(),
                BuildBase.ofModule(written, image, ""));
    }

    /** The sibling's upstream, if this image's own configuration wants it kept there too. */
    private String keptUpstream(BuiltImage image) {
        return UpstreamName.published(image.upstream())
                .filter(request.spec().upstreamMatch()::matches)
                .map(name -> image.upstream())
                .orElse("");
    }

    private Base.BaseLayer siblingLayer(BuiltImage image, int position, LayerSource upstreamBecomes)
            throws IOException {
        Layer layer = image.layers().get(position);
        if (layer.source() == LayerSource.UPSTREAM) {
            Base.BaseLayer met = upstreamLayer(image, position);
            return new Base.BaseLayer(layer.diffId(), met.stored(), upstreamBecomes, met.tar(), met.blob());
        }
        String describe = "layer " + (position + 1) + " of images." + image.alias();
        Base.Blob blob = () -> request.cache().blobs().open(layer.descriptor());
        BaseTar tar = new BaseTar(layer.diffId(), describe, layer.descriptor().mediaType(), blob, limits);
        return new Base.BaseLayer(layer.diffId(), layer.descriptor(), LayerSource.EMBED, tar, blob);
    }

    /** Whoever built the sibling has met its base, unless that was another builder; then it is found again. */
    private Base.BaseLayer upstreamLayer(BuiltImage image, int position) throws IOException {
        Base.BaseLayer met = known.get(new UpstreamLayer(image.upstream(), position));
        if (met != null) {
            return met;
        }
        ImageRef reference = ImageRef.parse(image.upstream());
        Opener opener = () -> registry.find(reference, image.platform());
        try (ImageSource source = opener.open()) {
            return layer(source, source.layers().get(position), position, opener, true);
        }
    }

    /** Whether upstream layers are to be named by diff ID. */
    static boolean byDiffId(ImageSpec spec) {
        return spec.upstreamDescriptors() == UpstreamDescriptors.DIFF_ID;
    }
}
