package dev.imagepack.pack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.image.SavedLayout;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageManifest;
import dev.imagepack.oci.MediaType;

/**
 * Another layout whose images come into the package: all of them, each under the alias that its annotation ref.name says.
 * Its lock, if there is one, tells which layers are upstream and must agree with the layout; without a lock every blob has
 * to be there.
 */
final class LayoutMerge implements PackedImage.Origin, AutoCloseable {

    /** Of indexes inside indexes; tools nest once. */
    private static final int DEEPEST = 4;

    private final SavedLayout layout;
    private final MergedNames names;
    private final Optional<ImagesLock> lock;
    private final List<PackedImage> images = new ArrayList<>();

    private LayoutMerge(SavedLayout layout) throws IOException {
        this.layout = layout;
        this.names = MergedNames.of(layout);
        String place = layout.path() + ": " + ImagesLock.FILE;
        this.lock = layout.beside(ImagesLock.FILE).map(bytes -> ImagesLock.parse(bytes, place));
        for (Descriptor entry : layout.index().manifests()) {
            if (!entry.isAttestation()) {
                images.add(image(entry));
            }
        }
        requireAliases();
    }

    /**
     * Opens a layout and reads its documents; layers are read when they are brought.
     *
     * @throws ImagepackException when it is no layout, its images have no aliases, or its lock contradicts it
     */
    static LayoutMerge open(Path path) throws IOException {
        SavedLayout layout = SavedLayout.open(path);
        try {
            return new LayoutMerge(layout);
        } catch (IOException | RuntimeException e) {
            layout.close();
            throw e;
        }
    }

    /** Where the layout is. */
    Path path() {
        return layout.path();
    }

    /** Its images, in the order of its index. */
    List<PackedImage> images() {
        return List.copyOf(images);
    }

    @Override
    public String describe() {
        return layout.path().toString();
    }

    @Override
    public void bring(Descriptor blob, BlobStore target) throws IOException {
        layout.copy(blob, target);
    }

    @Override
    public void close() throws IOException {
        layout.close();
    }

    private PackedImage image(Descriptor entry) throws IOException {
        Alias alias = alias(entry);
        Descriptor descriptor = onlyManifest(alias, entry);
        ImageManifest manifest = layout.manifest(descriptor);
        ImageConfig config = layout.config(manifest);
        Optional<ImagesLock.Image> locked = locked(alias, manifest);
        BuiltImage image = built(alias, entry, manifest, config, locked);
        requireBlobs(image);
        return new PackedImage(image, descriptor, entry.annotations(), Optional.empty(), this);
    }

    private Alias alias(Descriptor entry) {
        String name = entry.annotations().getOrDefault(ImageIndex.REF_NAME, "");
        try {
            return new Alias(name);
        } catch (IllegalArgumentException e) {
            throw fault("index.json: " + entry.digest() + " is named '" + name + "' by " + ImageIndex.REF_NAME
                    + ", which is no alias");
        }
    }

    /** The entry, or the one image in the index that it is. */
    private Descriptor onlyManifest(Alias alias, Descriptor entry) throws IOException {
        List<Descriptor> manifests = new ArrayList<>();
        collect(entry, 0, manifests);
        if (manifests.size() != 1) {
            throw fault("'" + alias + "' (" + entry.digest() + ") holds " + manifests.size()
                    + " images, and only one per alias can be packed");
        }
        return manifests.get(0);
    }

    private void collect(Descriptor descriptor, int depth, List<Descriptor> manifests) throws IOException {
        if (descriptor.isAttestation()) {
            return;
        }
        if (MediaType.isManifest(descriptor.mediaType())) {
            manifests.add(descriptor);
        } else if (MediaType.isIndex(descriptor.mediaType()) && depth < DEEPEST) {
            for (Descriptor inner : layout.index(descriptor).manifests()) {
                collect(inner, depth + 1, manifests);
            }
        } else {
            throw fault(descriptor.digest() + " is " + descriptor.mediaType() + ", no image that can be packed");
        }
    }

    private BuiltImage built(
            Alias alias,
            Descriptor entry,
            ImageManifest manifest,
            ImageConfig config,
            Optional<ImagesLock.Image> locked) {
        List<Layer> layers = new ArrayList<>();
        List<DiffId> diffIds = config.diffIds();
        for (int i = 0; i < diffIds.size(); i++) {
            int position = i;
            LayerSource source =
                    locked.map(image -> image.layers().get(position).source()).orElse(LayerSource.EMBED);
            layers.add(new Layer(diffIds.get(i), manifest.layers().get(i), source));
        }
        try {
            return new BuiltImage(
                    alias,
                    names.of(entry, manifest.config().digest()),
                    config.platform(),
                    manifest.config(),
                    layers,
                    locked.map(ImagesLock.Image::upstream).orElse(""));
        } catch (IllegalArgumentException e) {
            throw fault(e.getMessage());
        }
    }

    /** What the lock says of an image, position by position the same as the manifest. */
    private Optional<ImagesLock.Image> locked(Alias alias, ImageManifest manifest) {
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        ImagesLock.Image image = lock.get().images().get(alias);
        if (image == null) {
            throw fault(ImagesLock.FILE + " lacks '" + alias + "', which the layout has");
        }
        if (!image.imageId().equals(manifest.config().digest())) {
            throw fault(ImagesLock.FILE + ": images." + alias + ".image_id is " + image.imageId() + ", the layout has "
                    + manifest.config().digest());
        }
        List<Digest> said =
                image.layers().stream().map(ImagesLock.Layer::digest).toList();
        List<Digest> found = manifest.layers().stream().map(Descriptor::digest).toList();
        if (!said.equals(found)) {
            throw fault(ImagesLock.FILE + ": images." + alias + ".layers are " + said + ", the layout has " + found);
        }
        return Optional.of(image);
    }

    private void requireBlobs(BuiltImage image) throws IOException {
        for (Descriptor blob : image.blobs()) {
            if (!layout.contains(blob)) {
                throw fault("blob " + blob.digest() + " (" + blob.size() + " bytes) of '" + image.alias()
                        + "' is missing, or has another size"
                        + (lock.isPresent()
                                ? ""
                                : "; there is no " + ImagesLock.FILE + " that would call it upstream"));
            }
        }
    }

    /** Each alias once, and the same ones in layout and lock. */
    private void requireAliases() {
        Set<Alias> seen = new HashSet<>();
        for (PackedImage image : images) {
            if (!seen.add(image.alias())) {
                throw fault("index.json: '" + image.alias() + "' is there twice");
            }
        }
        Set<Alias> extra = new TreeSet<>(
                lock.map(ImagesLock::images).map(SortedMap::keySet).orElse(Set.of()));
        extra.removeAll(seen);
        if (!extra.isEmpty()) {
            throw fault(ImagesLock.FILE + " has " + extra + ", which the layout lacks");
        }
    }

    private ImagepackException fault(String what) {
        return new ImagepackException(
                layout.path() + ": " + what, "Make the layout again, or leave it out of <mergeLayouts>.");
    }
}
