package dev.imagepack.pack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.LayerSource;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;

/** All entries of a package, each alias once, from the build and from the layouts that are merged in. */
final class PackContents implements AutoCloseable {

    private final SortedMap<Alias, PackedEntry> entries = new TreeMap<>();
    private final List<LayoutMerge> merges = new ArrayList<>();

    private PackContents() {}

    /**
     * Collects them; the layouts stay open until this is closed.
     *
     * @param built those of one alias are for different platforms, the preferred one first
     * @throws ImagepackException when what two sources have for one alias differs, or an image could not be had from the package
     */
    static PackContents collect(List<BuildOutcome> built, BlobStore cache, List<Path> merge) throws IOException {
        PackContents contents = new PackContents();
        try {
            for (List<PackedImage> images : byAlias(built, cache)) {
                contents.add(PackedEntry.of(images, Map.of()));
            }
            for (Path layout : merge) {
                LayoutMerge opened = LayoutMerge.open(layout);
                contents.merges.add(opened);
                opened.entries().forEach(contents::add);
            }
            return contents;
        } catch (IOException | RuntimeException e) {
            contents.close();
            throw e;
        }
    }

    private static Collection<List<PackedImage>> byAlias(List<BuildOutcome> built, BlobStore cache) {
        Map<Alias, List<PackedImage>> images = new TreeMap<>();
        for (BuildOutcome outcome : built) {
            images.computeIfAbsent(outcome.image().alias(), alias -> new ArrayList<>())
                    .add(BuiltOrigin.image(outcome, cache));
        }
        return images.values();
    }

    private void add(PackedEntry entry) {
        entry.images().forEach(image -> requireSomethingToHave(image.image()));
        PackedEntry other = entries.putIfAbsent(entry.alias(), entry);
        if (other != null && !other.isSameAs(entry)) {
            throw new ImagepackException(
                    "images." + entry.alias() + ": " + other.first().origin().describe() + " is " + described(other)
                            + ", " + entry.first().origin().describe() + " has " + described(entry),
                    "Give one of the two another alias, or build both from the same source.");
        }
    }

    private static String described(PackedEntry entry) {
        return entry.images().stream()
                .map(image -> (entry.index().isPresent() ? image.image().platform() + " " : "") + described(image))
                .collect(Collectors.joining(" and "));
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
    List<PackedEntry> entries() {
        return List.copyOf(entries.values());
    }

    private Stream<PackedImage> images() {
        return entries.values().stream().flatMap(entry -> entry.images().stream());
    }

    /** The layouts, in the order they were given. */
    List<LayoutMerge> merges() {
        return List.copyOf(merges);
    }

    ImagesLock lock() {
        SortedMap<Alias, ImagesLock.Entry> locked = new TreeMap<>();
        entries.forEach((alias, entry) -> locked.put(alias, entry.locked()));
        return new ImagesLock(locked);
    }

    /** By alias; those that have several, for as many platforms, are not here. */
    Map<Alias, Digest> imageIds() {
        Map<Alias, Digest> ids = new TreeMap<>();
        entries.forEach((alias, entry) -> {
            if (entry.index().isEmpty()) {
                ids.put(alias, entry.first().image().config().digest());
            }
        });
        return ids;
    }

    /** The aliases that have several image IDs, for as many platforms. */
    Set<Alias> ofSeveralPlatforms() {
        Set<Alias> aliases = new TreeSet<>(entries.keySet());
        aliases.removeAll(imageIds().keySet());
        return aliases;
    }

    /** Digests of layers that may be absent. */
    Set<Digest> upstreamLayers() {
        Set<Digest> layers = new TreeSet<>();
        images().forEach(image -> layers.addAll(image.upstreamLayers()));
        return layers;
    }

    /** The embedded layers, each once. */
    List<Descriptor> embeddedLayers() {
        Map<Digest, Descriptor> layers = new HashMap<>();
        images().forEach(image -> image.embeddedLayers().forEach(layer -> layers.put(layer.digest(), layer)));
        return List.copyOf(layers.values());
    }

    @Override
    public void close() throws IOException {
        for (LayoutMerge merge : merges) {
            merge.close();
        }
    }
}
