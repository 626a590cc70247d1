package dev.imagepack.pack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.DockerManifest;
import dev.imagepack.image.Layer;
import dev.imagepack.io.AtomicFile;
import dev.imagepack.io.Content;
import dev.imagepack.io.FileTar;
import dev.imagepack.io.Progress;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.OciLayout;

/**
 * A package in one file: a tar with the layout at its root, so that skopeo and containerd take it, {@code manifest.json}, so
 * that {@code docker load} and {@code podman load} do, and {@code images.lock}. Equal packages give equal bytes. What changes
 * seldom comes first (the lower layers of all images, then the upper ones, then documents), so that the archive of the next
 * build mostly begins with the bytes of this one.
 */
final class ImagesArchive {

    /** Part of the key; goes up when the same content is to be written in another way. */
    private static final String FORM = "images-archive 2";

    private static final String BLOBS = "blobs/";

    /** A file of the archive. */
    private record Item(Digest digest, long size, Content content) {}

    private final Map<String, Item> files = new LinkedHashMap<>();

    private ImagesArchive() {}

    /** The archive of a layout that is committed; its blobs are read when it is written. */
    static ImagesArchive of(OciLayout layout, ImagesLock lock, List<PackedEntry> entries) throws IOException {
        ImagesArchive archive = new ImagesArchive();
        Set<Digest> blobs = new LinkedHashSet<>(layers(entries));
        List<Digest> present = layout.blobs().list();
        blobs.retainAll(present);
        blobs.addAll(present);
        for (Digest blob : blobs) {
            Path file = layout.blobs().path(blob);
            archive.files.put(blob.blobPath(), new Item(blob, Files.size(file), Content.of(file)));
        }
        archive.put(ImagesLock.FILE, lock.toYaml());
        archive.put(OciLayout.INDEX, layout.index().toBytes());
        archive.put(
                DockerManifest.FILE,
                DockerManifest.bytes(
                        entries.stream().map(ImagesArchive::dockerView).toList()));
        archive.put(OciLayout.MARKER, OciLayout.marker());
        return archive;
    }

    /** The layers of all images, the lowest of each first. */
    private static List<Digest> layers(List<PackedEntry> entries) {
        SortedMap<Integer, List<Digest>> byHeight = new TreeMap<>();
        for (PackedEntry entry : entries) {
            for (PackedImage packed : entry.images()) {
                List<Layer> layers = packed.image().layers();
                for (int height = 0; height < layers.size(); height++) {
                    byHeight.computeIfAbsent(height, absent -> new ArrayList<>())
                            .add(layers.get(height).descriptor().digest());
                }
            }
        }
        return byHeight.values().stream().flatMap(List::stream).toList();
    }

    private void put(String name, byte[] bytes) {
        files.put(name, new Item(Digest.of(bytes), bytes.length, Content.of(bytes)));
    }

    /**
     * What Docker sees of an image: its list has room for one platform, the preferred one. Layers that are upstream are named
     * although their files are absent.
     */
    private static DockerManifest dockerView(PackedEntry entry) {
        BuiltImage image = entry.first().image();
        return new DockerManifest(
                image.config().digest().blobPath(),
                entry.references().stream()
                        .filter(reference -> reference.tag().isPresent())
                        .map(ImageRef::familiar)
                        .toList(),
                image.layers().stream()
                        .map(Layer::descriptor)
                        .map(layer -> layer.digest().blobPath())
                        .toList());
    }

    /** A digest over everything that is in it; archives with equal keys have equal bytes. */
    Digest key() {
        StringBuilder all = new StringBuilder(FORM);
        files.forEach((name, item) -> all.append('\n').append(name).append(' ').append(item.digest()));
        return Digest.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    private FileTar tar() {
        FileTar tar = new FileTar();
        files.forEach((name, item) -> tar.put(name, item.size(), item.content()));
        return tar;
    }

    /** Writes it; leaves the stream open. */
    void write(OutputStream out, Progress progress) throws IOException {
        tar().write(out, progress);
    }

    /**
     * Begins the file of this archive and writes it; the caller commits and closes it.
     *
     * @param shared how much of the file that stands there is kept, as {@link #sharedStart} says; if any, the file is taken
     *     away, unless it cannot be
     */
    AtomicFile begin(Path target, long shared, Progress progress) throws IOException {
        FileTar tar = tar();
        Optional<AtomicFile> continued = shared > 0 ? AtomicFile.continuing(target, shared) : Optional.empty();
        AtomicFile file = continued.isPresent() ? continued.get() : AtomicFile.create(target);
        try {
            tar.writeFrom(continued.isPresent() ? shared : 0, file.out(), progress);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * How many bytes it has in common with the beginning of an archive that was written earlier and nobody touched since.
     * Blobs are what their names say; other files are written anew each time.
     */
    long sharedStart(Path earlier) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(earlier)) {
            return tar().sharedStart(channel, name -> name.startsWith(BLOBS));
        }
    }
}
