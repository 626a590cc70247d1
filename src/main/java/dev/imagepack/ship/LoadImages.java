package dev.imagepack.ship;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.imagepack.ImagepackException;
import dev.imagepack.engine.ApiVersion;
import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineFacts.Store;
import dev.imagepack.engine.EngineFault;
import dev.imagepack.engine.EngineImage;
import dev.imagepack.image.Alias;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.pack.ImagePackage;

/**
 * The use case of {@code load-images}: the images of a package into an engine, in one archive that is streamed from the
 * package's blobs. What the engine has already is not sent, and afterwards the engine is asked whether it has each image.
 */
public final class LoadImages {

    /** Docker 23, the first that unpacks layers of zstd. */
    private static final ApiVersion READS_ZSTD = new ApiVersion(1, 42);

    /**
     * What one run needs.
     *
     * @param images the package; stays open
     * @param aliases which of its images; empty for all
     * @param engine stays open
     */
    public record Request(ImagePackage images, List<Alias> aliases, Engine engine, LoadLog log) {

        public Request {
            aliases = List.copyOf(aliases);
        }
    }

    private final ImagePackage source;
    private final Engine engine;
    private final Store store;
    private final LoadLog log;

    private LoadImages(Request request) throws IOException {
        this.source = request.images();
        this.engine = request.engine();
        this.store = engine.facts().store();
        this.log = request.log();
    }

    /**
     * Loads the images.
     *
     * @throws ImagepackException when a layer is neither in the package nor in the engine, or the engine refuses the images
     *     or does not have them afterwards
     */
    public static LoadReport load(Request request) throws IOException {
        return new LoadImages(request).load(request.images().images(request.aliases()));
    }

    private LoadReport load(List<ImagePackage.Image> chosen) throws IOException {
        List<LoadableImage> all = new ArrayList<>();
        List<LoadableImage> wanted = new ArrayList<>();
        for (ImagePackage.Image image : chosen) {
            LoadableImage loadable =
                    LoadableImage.of(image, source.layout(), engine.facts().platform());
            all.add(loadable);
            if (!isThere(loadable)) {
                wanted.add(loadable);
            }
        }
        EngineLayers spared = wanted.isEmpty() ? EngineLayers.none() : send(wanted);
        List<LoadReport.Load> loads = new ArrayList<>();
        for (LoadableImage image : all) {
            boolean isNew = wanted.contains(image);
            if (isNew) {
                requireThere(image);
            }
            loads.add(load(image, isNew, spared));
        }
        loads.forEach(load -> log.loaded(engine, load));
        return new LoadReport(loads);
    }

    private Digest id(LoadableImage image) {
        return image.id(store == Store.CONTAINERD);
    }

    /** An image that is there under another name gets its names; then nothing needs to be sent. */
    private boolean isThere(LoadableImage image) throws IOException {
        Optional<EngineImage> found = engine.inspect(id(image).toString());
        if (found.isEmpty() || !hasId(found.get(), image)) {
            return false;
        }
        for (ImageRef name : image.names()) {
            if (!isNamed(image, name)) {
                engine.tag(
                        id(image).toString(),
                        name.withoutTag().toString(),
                        name.tag().orElseThrow());
            }
        }
        return true;
    }

    private boolean isNamed(LoadableImage image, ImageRef name) throws IOException {
        return engine.inspect(name.toString())
                .filter(found -> hasId(found, image))
                .isPresent();
    }

    private boolean hasId(EngineImage found, LoadableImage image) {
        Digest wanted = id(image);
        return found.id().equals(wanted) || found.target().equals(Optional.of(wanted));
    }

    /** Sends them, and says what the engine was trusted to have. */
    private EngineLayers send(List<LoadableImage> wanted) throws IOException {
        EngineLayers there = store == Store.CLASSIC ? EngineLayers.of(engine, wanted) : EngineLayers.none();
        requireNothingMissing(wanted, there);
        try {
            engine.load(archive(wanted, there).content(log));
            return there;
        } catch (EngineFault e) {
            if (spares(wanted, there) && isComplete(wanted)) {
                log.sparedInVain(String.valueOf(e.getMessage()));
                engine.load(archive(wanted, EngineLayers.none()).content(log));
                return EngineLayers.none();
            }
            throw e;
        }
    }

    private LoadArchive archive(List<LoadableImage> wanted, EngineLayers there) throws IOException {
        boolean takesZstd = store == Store.CLASSIC && engine.facts().api().isAtLeast(READS_ZSTD);
        return store == Store.CONTAINERD
                ? LoadArchive.oci(source.layout(), wanted)
                : LoadArchive.docker(source.layout(), wanted, there, takesZstd);
    }

    private static boolean spares(List<LoadableImage> wanted, EngineLayers there) {
        return wanted.stream().anyMatch(image -> !image.layers().isEmpty() && there.has(image, 0));
    }

    private boolean isComplete(List<LoadableImage> wanted) throws IOException {
        for (LoadableImage image : wanted) {
            for (Descriptor layer : image.layers()) {
                if (!source.layout().contains(layer)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Layers that do not travel must be in the engine, and its store must be one that finds them there. */
    private void requireNothingMissing(List<LoadableImage> wanted, EngineLayers there) throws IOException {
        List<String> missing = new ArrayList<>();
        for (LoadableImage image : wanted) {
            for (int position = 0; position < image.layers().size(); position++) {
                Descriptor layer = image.layers().get(position);
                if (!source.layout().contains(layer) && !there.has(image, position)) {
                    missing.add("  " + layer.digest() + " of images."
                            + image.image().alias() + from(image));
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new ImagepackException(
                    "layers that are not in the package are not in the engine at " + engine.describe() + " either:\n"
                            + String.join("\n", missing),
                    store == Store.CLASSIC
                            ? "Have the engine pull the base first: "
                                    + wanted.stream()
                                            .flatMap(image -> image.image().upstreams().stream())
                                            .distinct()
                                            .map(upstream -> "docker pull " + upstream)
                                            .collect(Collectors.joining(", "))
                                    + "; or build without upstreamMatch. Nothing was loaded."
                            : engine.facts().product() + " here takes only images that are whole: build without"
                                    + " upstreamMatch. Nothing was loaded.");
        }
    }

    private static String from(LoadableImage image) {
        List<ImageRef> upstreams = image.image().upstreams();
        return upstreams.isEmpty()
                ? ""
                : ", from " + upstreams.stream().map(ImageRef::familiar).collect(Collectors.joining(", "));
    }

    private void requireThere(LoadableImage image) throws IOException {
        for (ImageRef name : image.names()) {
            if (!isNamed(image, name)) {
                throw new ImagepackException(
                        "the engine at " + engine.describe() + " took images."
                                + image.image().alias()
                                + " and says nothing of a fault, but " + name.familiar() + " is not " + id(image)
                                + " there",
                        "See what it has with docker images; its log may say more.");
            }
        }
    }

    private LoadReport.Load load(LoadableImage image, boolean isNew, EngineLayers there) {
        LoadReport.Amount sent = LoadReport.Amount.NONE;
        LoadReport.Amount spared = LoadReport.Amount.NONE;
        for (int position = 0; position < image.layers().size(); position++) {
            long size = image.layers().get(position).size();
            if (isNew && !there.has(image, position)) {
                sent = sent.plus(size);
            } else {
                spared = spared.plus(size);
            }
        }
        return new LoadReport.Load(
                image.image().alias(), image.names(), id(image), image.config().platform(), sent, spared, !isNew);
    }
}
