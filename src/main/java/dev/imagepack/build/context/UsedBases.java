package dev.imagepack.build.context;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildBase;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.oci.ContainerConfig;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.Platform;
import dev.imagepack.registry.HeldBaseException;
import dev.imagepack.registry.Registry;

/** Finds the images that a Dockerfile uses, without fetching a layer. */
public final class UsedBases {

    /** Where an image may be that no registry has. */
    @FunctionalInterface
    public interface Elsewhere {

        /** What is there by this name; empty when nothing is. */
        Optional<Found> find(ImageRef reference, Platform platform) throws IOException;

        /**
         * An image that was found there.
         *
         * @param id what identifies it
         * @param container its variables and its triggers
         * @param diffIds its layers, bottom first
         */
        record Found(String id, ContainerConfig container, List<DiffId> diffIds) {}
    }

    private final BuildRequest request;
    private final Registry registry;
    private final Elsewhere elsewhere;

    /** @param elsewhere where a name is looked for that no registry knows */
    public UsedBases(BuildRequest request, Registry registry, Elsewhere elsewhere) {
        this.request = request;
        this.registry = registry;
        this.elsewhere = elsewhere;
    }

    /**
     * Finds one.
     *
     * @param image which; no directory
     * @param written how the recipe names it
     * @throws ImagepackException when it cannot be had
     */
    UsedBase find(BaseImage image, String written, Platform platform) throws IOException {
        if (image instanceof BaseImage.Published published) {
            return published(published, written, platform);
        }
        if (image instanceof BaseImage.Saved saved) {
            ImageSource source = new ClosedImage(saved, platform);
            return known(image, platform, source, BuildBase.of(written, source));
        }
        if (image instanceof BaseImage.Sibling sibling) {
            BuiltImage built = sibling(request, sibling.alias(), platform);
            SiblingSource source = new SiblingSource(built, request.cache().blobs(), registry);
            String hindrance =
                    "it is below " + source.describe() + ", and only the builder embedded leaves it out there";
            return known(image, platform, source, BuildBase.ofModule(written, built, hindrance));
        }
        return new UsedBase(
                written,
                image,
                platform,
                "scratch",
                Optional.empty(),
                ContainerConfig.EMPTY,
                List.of(),
                Optional.empty(),
                BuildBase.NONE);
    }

    private UsedBase published(BaseImage.Published image, String written, Platform platform) throws IOException {
        ImageSource source;
        try {
            source = registry.find(image.reference(), platform);
        } catch (HeldBaseException e) {
            throw e;
        } catch (ImagepackException e) {
            Elsewhere.Found found = elsewhere.find(image.reference(), platform).orElseThrow(() -> e);
            return new UsedBase(
                    written,
                    image,
                    platform,
                    found.id(),
                    Optional.empty(),
                    found.container(),
                    found.diffIds(),
                    Optional.empty(),
                    BuildBase.ofEngine(written, image.reference(), e.getMessage(), found.diffIds()));
        }
        return known(image, platform, source, BuildBase.of(written, source));
    }

    private static UsedBase known(BaseImage image, Platform platform, ImageSource source, BuildBase builtOn) {
        String written = builtOn.written();
        ImageConfig config = source.config();
        refuseOtherPlatform(written, config.platform(), platform);
        return new UsedBase(
                written,
                image,
                platform,
                identity(image, source),
                Optional.of(config),
                config.container(),
                config.diffIds(),
                Optional.of(source),
                builtOn);
    }

    /** A manifest says how the layers are stored, which the configuration does not; a layout, what it is called elsewhere. */
    private static String identity(BaseImage image, ImageSource source) {
        Digest digest =
                source.manifest().map(Descriptor::digest).orElse(source.config().id());
        Optional<ImageRef> name = image instanceof BaseImage.Saved ? source.name() : Optional.empty();
        return digest + name.map(called -> " called " + called).orElse("");
    }

    private static void refuseOtherPlatform(String written, Platform found, Platform wanted) {
        if (wanted.choices(List.of(found)).isEmpty()) {
            throw new ImagepackException(
                    written + " is for " + found + ", but the image is built for " + wanted,
                    "Name a base for " + wanted + ", or set <platform>" + found + "</platform>.");
        }
    }

    /** The one of a sibling's images that is for this platform. */
    public static BuiltImage sibling(BuildRequest request, Alias alias, Platform platform) {
        List<BuiltImage> images = request.siblings().get(alias);
        List<Platform> offered = images.stream().map(BuiltImage::platform).toList();
        Platform best = platform.choices(offered).stream()
                .findFirst()
                .orElseThrow(() -> new ImagepackException(
                        "images." + alias + " is built for "
                                + offered.stream().map(Platform::toString).collect(Collectors.joining(", "))
                                + ", but here it is wanted for " + platform,
                        "Add " + platform + " to its <platforms>, or name another image."));
        return images.get(offered.indexOf(best));
    }
}
