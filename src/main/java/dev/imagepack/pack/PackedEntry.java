package dev.imagepack.pack;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.imagepack.image.Alias;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.MediaType;

/**
 * What stands under an alias in a package: one image, or an index with one for each of several platforms.
 *
 * @param images each for another platform, the preferred one first
 * @param index the index that lists them; empty for a single image, whose manifest stands there itself
 * @param blob the blob that is the index or the manifest
 * @param annotations of the entry in {@code index.json}, beside its names
 */
record PackedEntry(List<PackedImage> images, Optional<byte[]> index, Descriptor blob, Map<String, String> annotations) {

    PackedEntry {
        images = List.copyOf(images);
        annotations = Map.copyOf(annotations);
    }

    /** The images of an alias, with an index made for them where they are several. */
    static PackedEntry of(List<PackedImage> images, Map<String, String> annotations) {
        if (images.size() == 1) {
            return new PackedEntry(images, Optional.empty(), images.get(0).manifest(), annotations);
        }
        byte[] index = new ImageIndex(
                        MediaType.INDEX,
                        images.stream().map(PackedImage::listed).toList(),
                        sharedAnnotations(images))
                .toBytes();
        Descriptor blob = new Descriptor(MediaType.INDEX, Digest.of(index), index.length);
        return new PackedEntry(images, Optional.of(index), blob, annotations);
    }

    /** What is true of every platform is true of them together; the digest of a base, for instance, is not. */
    private static SortedMap<String, String> sharedAnnotations(List<PackedImage> images) {
        SortedMap<String, String> shared = new TreeMap<>(images.get(0).image().annotations());
        images.forEach(
                image -> shared.entrySet().retainAll(image.image().annotations().entrySet()));
        return shared;
    }

    Alias alias() {
        return first().image().alias();
    }

    /** The preferred image. */
    PackedImage first() {
        return images.get(0);
    }

    /** The full references it is known by; the first one is its name. */
    List<ImageRef> references() {
        return first().image().references();
    }

    /** The entry in {@code index.json}. */
    Descriptor descriptor() {
        Map<String, String> all = new TreeMap<>(annotations);
        all.put(ImageIndex.REF_NAME, alias().value());
        references().stream().findFirst().ifPresent(name -> all.put(ImageIndex.IMAGE_NAME, name.toString()));
        Descriptor plain = new Descriptor(blob.mediaType(), blob.digest(), blob.size()).withAnnotations(all);
        return index.isPresent() ? plain : plain.withPlatform(first().image().platform());
    }

    /** What {@code images.lock} says of it. */
    ImagesLock.Entry locked() {
        if (index.isEmpty()) {
            return ImagesLock.Image.of(first().image());
        }
        return new ImagesLock.Platforms(images.stream()
                .map(PackedImage::image)
                .collect(Collectors.toMap(
                        image -> image.platform(), ImagesLock.Image::of, (one, two) -> two, TreeMap::new)));
    }

    /** Whether the other one holds the same images, however it is called and in whatever order. */
    boolean isSameAs(PackedEntry other) {
        return images.size() == other.images.size()
                && images.stream().allMatch(image -> other.images.stream().anyMatch(image::isSameAs));
    }
}
