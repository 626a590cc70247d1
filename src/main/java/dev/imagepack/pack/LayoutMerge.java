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
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

/**
 * Another layout whose images come into the package: all of them, each under the alias that its annotation ref.name says.
 * Its lock, if there is one, tells which layers are upstream and must agree with the layout; without a lock every blob has
 * to be there.
 */
final class LayoutMerge implements PackedImage.Origin, AutoCloseable {

    /** Of indexes inside indexes; tools nest once. */
    private static final int DEEPEST = 4;

    /** More than any layout has; each is read. */
    private static final int MOST_DOCUMENTS = 10_000;

    private final SavedLayout layout;
    private final MergedNames names;
    private final Optional<ImagesLock> lock;
    private final List<PackedEntry> entries = new ArrayList<>();
    private int documents;

    private LayoutMerge(SavedLayout layout) throws IOException {
        this.layout = layout;
        this.names = MergedNames.of(layout);
        String place = layout.path() + ": " + ImagesLock.FILE;
        this.lock = layout.beside(ImagesLock.FILE).map(bytes -> ImagesLock.parse(bytes, place));
        for (Descriptor entry : layout.index().manifests()) {
            if (!entry.isAttestation()) {
                entries.add(entry(entry));
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

    /** What it has under each alias, in the order of its index. */
    List<PackedEntry> entries() {
        return List.copyOf(entries);
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

    private PackedEntry entry(Descriptor entry) throws IOException {
        Alias alias = alias(entry);
        List<Descriptor> listed = new ArrayList<>();
        collect(entry, 0, listed);
        Optional<ImagesLock.Entry> locked = locked(alias, listed.size());
        List<ImageManifest> manifests = new ArrayList<>();
        for (Descriptor descriptor : listed) {
            manifests.add(layout.manifest(descriptor));
        }
        List<ImageRef> references = names.of(
                entry,
                manifests.stream().map(manifest -> manifest.config().digest()).toList());
        List<PackedImage> images = new ArrayList<>();
        for (int i = 0; i < listed.size(); i++) {
            BuiltImage image = image(alias, references, manifests.get(i), locked);
            images.add(new PackedImage(image, listed.get(i), Optional.empty(), this));
        }
        requireDifferentPlatforms(alias, images);
        return isPlainIndex(entry, listed)
                ? new PackedEntry(images, Optional.of(layout.read(entry)), entry, entry.annotations())
                : PackedEntry.of(images, entry.annotations());
    }

    /** An index of another packer stays as it is, unless it speaks of more than the images, or of one only. */
    private boolean isPlainIndex(Descriptor entry, List<Descriptor> images) throws IOException {
        return images.size() > 1 && layout.index(entry).manifests().equals(images);
    }

    private void requireDifferentPlatforms(Alias alias, List<PackedImage> images) {
        Set<Platform> seen = new HashSet<>();
        for (PackedImage image : images) {
            if (!seen.add(image.image().platform())) {
                throw fault(
                        "'" + alias + "' holds two images for " + image.image().platform());
            }
        }
    }

    private BuiltImage image(
            Alias alias, List<ImageRef> references, ImageManifest manifest, Optional<ImagesLock.Entry> entry)
            throws IOException {
        ImageConfig config = layout.config(manifest);
        Optional<ImagesLock.Image> locked = entry.map(found -> locked(alias, manifest, config.platform(), found));
        BuiltImage image = built(alias, references, manifest, config, locked);
        requireBlobs(image);
        return image;
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

    /** Adds the entry, or the images in the index that it is. */
    private void collect(Descriptor descriptor, int depth, List<Descriptor> manifests) throws IOException {
        if (descriptor.isAttestation()) {
            return;
        }
        if (++documents > MOST_DOCUMENTS) {
            throw fault("it lists more than " + MOST_DOCUMENTS + " documents");
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
            List<ImageRef> references,
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
                    references,
                    config.platform(),
                    manifest.config(),
                    layers,
                    locked.map(ImagesLock.Image::upstream).orElse(""),
                    manifest.annotations());
        } catch (IllegalArgumentException e) {
            throw fault(e.getMessage());
        }
    }

    /** What the lock says of an alias, as many images as the layout has. */
    private Optional<ImagesLock.Entry> locked(Alias alias, int images) {
        if (images == 0) {
            throw fault("'" + alias + "' is an index without an image");
        }
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        ImagesLock.Entry entry = lock.get().images().get(alias);
        if (entry == null) {
            throw fault(ImagesLock.FILE + " lacks '" + alias + "', which the layout has");
        }
        if (entry.images().size() != images) {
            throw fault(ImagesLock.FILE + ": images." + alias + " is for "
                    + entry.images().size() + " platforms, the layout has " + images);
        }
        return Optional.of(entry);
    }

    /** What the lock says of an image, position by position the same as the manifest. */
    private ImagesLock.Image locked(Alias alias, ImageManifest manifest, Platform platform, ImagesLock.Entry entry) {
        ImagesLock.Image image = entry.image(platform)
                .orElseThrow(() -> fault(ImagesLock.FILE + ": images." + alias + ".platforms lacks " + platform
                        + ", which the layout has"));
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
        return image;
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
        for (PackedEntry entry : entries) {
            if (!seen.add(entry.alias())) {
                throw fault("index.json: '" + entry.alias() + "' is there twice");
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
