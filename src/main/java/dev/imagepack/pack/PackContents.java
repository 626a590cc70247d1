package dev.imagepack.pack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.LayerSource;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;

/** All images of a package, each alias once, from the build and from the layouts that are merged in. */
final class PackContents implements AutoCloseable {

    private final SortedMap<Alias, PackedImage> images = new TreeMap<>();
    private final List<LayoutMerge> merges = new ArrayList<>();

    private PackContents() {}

    /**
     * Collects them; the layouts stay open until this is closed.
     *
     * @throws ImagepackException when two images of one alias differ, or an image could not be had from the package
     */
    static PackContents collect(List<BuildOutcome> built, BlobStore cache, List<Path> merge) throws IOException {
        PackContents contents = new PackContents();
        try {
            for (BuildOutcome outcome : built) {
                contents.add(BuiltOrigin.image(outcome, cache));
            }
            for (Path layout : merge) {
                LayoutMerge opened = LayoutMerge.open(layout);
                contents.merges.add(opened);
                opened.images().forEach(contents::add);
            }
            return contents;
        } catch (IOException | RuntimeException e) {
            contents.close();
            throw e;
        }
    }

    private void add(PackedImage image) {
        requireSomethingToHave(image.image());
        PackedImage other = images.putIfAbsent(image.alias(), image);
        if (other != null && !other.isSameAs(image)) {
            throw new ImagepackException(
                    "images." + image.alias() + ": " + other.origin().describe() + " is " + described(other) + ", "
                            + image.origin().describe() + " has " + described(image),
                    "Give one of the two another alias, or build both from the same source.");
        }
    }

    private static String described(PackedImage image) {
        return image.image().config().digest() + " (" + "layers embedded: "
                + image.embeddedLayers().size() + ", upstream '" + image.image().upstream() + "')";
    }

    private static void requireSomethingToHave(BuiltImage image) {
        boolean embeds = image.layers().stream().anyMatch(layer -> layer.source() == LayerSource.EMBED);
        if (!embeds && image.upstream().isEmpty()) {
            throw new ImagepackException(
                    "images." + image.alias() + ": has no layer, so no engine could load it",
                    "Put at least one file into the image.");
        }
    }

    /** Sorted by alias. */
    List<PackedImage> images() {
        return List.copyOf(images.values());
    }

    /** The layouts, in the order they were given. */
    List<LayoutMerge> merges() {
        return List.copyOf(merges);
    }

    ImagesLock lock() {
        SortedMap<Alias, ImagesLock.Image> locked = new TreeMap<>();
        images.forEach((alias, image) -> locked.put(alias, ImagesLock.Image.of(image.image())));
        return new ImagesLock(locked);
    }

    /** By alias. */
    Map<Alias, Digest> imageIds() {
        Map<Alias, Digest> ids = new TreeMap<>();
        images.forEach((alias, image) -> ids.put(alias, image.image().config().digest()));
        return ids;
    }

    /** Digests of layers that may be absent. */
    Set<Digest> upstreamLayers() {
        Set<Digest> layers = new TreeSet<>();
        images.values().forEach(image -> layers.addAll(image.upstreamLayers()));
        return layers;
    }

    /** The embedded layers, each once. */
    List<Descriptor> embeddedLayers() {
        Map<Digest, Descriptor> layers = new HashMap<>();
        images.values().forEach(image -> image.embeddedLayers().forEach(layer -> layers.put(layer.digest(), layer)));
        return List.copyOf(layers.values());
    }

    @Override
    public void close() throws IOException {
        for (LayoutMerge merge : merges) {
            merge.close();
        }
    }
}
