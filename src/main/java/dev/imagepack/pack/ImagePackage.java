package dev.imagepack.pack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.SavedLayout;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageManifest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.MediaType;

/** A package to read: what {@code pack-images} wrote, as its directory, its layout or its archive. Nothing is unpacked. */
public final class ImagePackage implements AutoCloseable {

    private static final int DEEPEST = 3;

    private static final String ADVICE = "Pack the images again with imagepack:pack-images.";

    /**
     * A document of an image with its exact bytes.
     *
     * @param bytes never changed after this
     */
    public record Document(Descriptor descriptor, byte[] bytes) {}

    /**
     * One image of it, for all its platforms.
     *
     * @param references the full references it is known by; empty when nobody said any
     * @param root what the references shall name: a manifest, or an index
     * @param documents the manifests and indexes to {@code root}, those that are named before those that name them, so
     *     that {@code root} is the last one
     * @param blobs configurations and layers, each once
     * @param upstreams the published images that have the layers which the package lacks; empty when it lacks none
     * @param bases the published images that its manifests say they are built upon
     */
    public record Image(
            Alias alias,
            List<ImageRef> references,
            Descriptor root,
            List<Document> documents,
            List<Descriptor> blobs,
            List<ImageRef> upstreams,
            List<ImageRef> bases) {

        public Image {
            references = List.copyOf(references);
            documents = List.copyOf(documents);
            blobs = List.copyOf(blobs);
            upstreams = List.copyOf(upstreams);
            bases = List.copyOf(bases);
        }
    }

    private final SavedLayout layout;
    private final List<Image> images = new ArrayList<>();
    private @Nullable Optional<ImagesLock> lock;

    private ImagePackage(SavedLayout layout) throws IOException {
        this.layout = layout;
        MergedNames names = MergedNames.of(layout);
        for (Descriptor entry : layout.index().manifests()) {
            if (!entry.isAttestation()) {
                images.add(image(entry, names));
            }
        }
    }

    /**
     * Opens a package and reads its documents; the caller closes it.
     *
     * @throws ImagepackException when it is no layout, or holds something else than images with aliases
     */
    public static ImagePackage open(Path path) throws IOException {
        SavedLayout layout = SavedLayout.open(path);
        try {
            return new ImagePackage(layout);
        } catch (IOException | RuntimeException e) {
            layout.close();
            throw e;
        }
    }

    /** Its images, in the order of its index. */
    public List<Image> images() {
        return List.copyOf(images);
    }

    /**
     * The images of these aliases, in the order of its index; all of them when none is given.
     *
     * @throws ImagepackException when there is no such image
     */
    public List<Image> images(List<Alias> aliases) {
        for (Alias alias : aliases) {
            if (images.stream().noneMatch(image -> image.alias().equals(alias))) {
                throw new ImagepackException(
                        layout.path() + ": has no image '" + alias + "'",
                        "It has "
                                + images.stream()
                                        .map(image -> image.alias().value())
                                        .toList() + ".");
            }
        }
        return images.stream()
                .filter(image -> aliases.isEmpty() || aliases.contains(image.alias()))
                .toList();
    }

    /** Whether it has each of these images as it was built, under the same names. */
    public boolean holds(List<BuildOutcome> built) {
        return built.stream().allMatch(outcome -> images.stream().anyMatch(image -> isOf(image, outcome.image())));
    }

    private static boolean isOf(Image image, BuiltImage built) {
        Digest manifest = Digest.of(built.manifest().toBytes());
        return image.alias().equals(built.alias())
                && Set.copyOf(image.references()).equals(Set.copyOf(built.references()))
                && image.documents().stream()
                        .anyMatch(document -> document.descriptor().digest().equals(manifest));
    }

    /** Its blobs, verified as they are read. */
    public SavedLayout layout() {
        return layout;
    }

    @Override
    public void close() throws IOException {
        layout.close();
    }

    private Image image(Descriptor entry, MergedNames names) throws IOException {
        Alias alias = alias(entry);
        List<Document> documents = new ArrayList<>();
        List<ImageManifest> manifests = new ArrayList<>();
        Descriptor root = new Descriptor(entry.mediaType(), entry.digest(), entry.size());
        collect(root, 0, documents, manifests);
        List<Descriptor> blobs = blobs(manifests);
        return new Image(
                alias,
                names.of(
                        entry,
                        manifests.stream()
                                .map(manifest -> manifest.config().digest())
                                .toList()),
                root,
                documents,
                blobs,
                isWhole(blobs) ? List.of() : upstreams(alias),
                bases(manifests));
    }

    /** Then nobody need look into the lock; reading it takes longer than a push of what is there already. */
    private boolean isWhole(List<Descriptor> blobs) throws IOException {
        for (Descriptor blob : blobs) {
            if (!layout.contains(blob)) {
                return false;
            }
        }
        return true;
    }

    private static List<Descriptor> blobs(List<ImageManifest> manifests) {
        return manifests.stream()
                .flatMap(manifest -> Stream.concat(Stream.of(manifest.config()), manifest.layers().stream()))
                .distinct()
                .toList();
    }

    private Alias alias(Descriptor entry) {
        String name = entry.annotations().getOrDefault(ImageIndex.REF_NAME, "");
        try {
            return new Alias(name);
        } catch (IllegalArgumentException e) {
            throw new ImagepackException(
                    layout.path() + ": " + entry.digest() + " is named '" + name + "' by " + ImageIndex.REF_NAME
                            + ", which is no alias",
                    ADVICE);
        }
    }

    private void collect(Descriptor descriptor, int depth, List<Document> documents, List<ImageManifest> manifests)
            throws IOException {
        if (MediaType.isManifest(descriptor.mediaType())) {
            manifests.add(layout.manifest(descriptor));
        } else if (MediaType.isIndex(descriptor.mediaType()) && depth < DEEPEST) {
            for (Descriptor inner : layout.index(descriptor).manifests()) {
                collect(inner, depth + 1, documents, manifests);
            }
        } else {
            throw new ImagepackException(
                    layout.path() + ": " + descriptor.digest() + " is " + descriptor.mediaType() + ", no image",
                    ADVICE);
        }
        documents.add(new Document(descriptor, layout.read(descriptor)));
    }

    /** Anybody may have written them, so those that are no references are passed over. */
    private static List<ImageRef> bases(List<ImageManifest> manifests) {
        List<ImageRef> bases = new ArrayList<>();
        for (ImageManifest manifest : manifests) {
            try {
                Optional.ofNullable(manifest.annotations().get(ImageManifest.BASE_NAME))
                        .map(ImageRef::parse)
                        .filter(base -> !bases.contains(base))
                        .ifPresent(bases::add);
            } catch (IllegalArgumentException e) {
                // Nothing to be had from there.
            }
        }
        return bases;
    }

    private List<ImageRef> upstreams(Alias alias) throws IOException {
        if (lock == null) {
            String place = layout.path() + ": " + ImagesLock.FILE;
            lock = layout.beside(ImagesLock.FILE).map(bytes -> ImagesLock.parse(bytes, place));
        }
        return lock.map(ImagesLock::images).map(images -> images.get(alias)).stream()
                .flatMap(entry -> entry.images().stream())
                .map(ImagesLock.Image::upstream)
                .filter(upstream -> !upstream.isEmpty())
                .distinct()
                .map(ImageRef::parse)
                .toList();
    }
}
