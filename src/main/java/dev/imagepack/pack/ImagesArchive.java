package dev.imagepack.pack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.DockerManifest;
import dev.imagepack.image.Layer;
import dev.imagepack.io.Content;
import dev.imagepack.io.FileTar;
import dev.imagepack.io.Progress;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.OciLayout;

/**
 * A package in one file: a tar with the layout at its root, so that skopeo and containerd take it, {@code manifest.json}, so
 * that {@code docker load} and {@code podman load} do, and {@code images.lock}. Equal packages give equal bytes.
 */
final class ImagesArchive {

    /** Part of the key; goes up when the same content is to be written in another way. */
    private static final String FORM = "images-archive 1";

    /** A file of the archive. */
    private record Item(Digest digest, long size, Content content) {}

    private final SortedMap<String, Item> files = new TreeMap<>();

    private ImagesArchive() {}

    /** The archive of a layout that is committed; its blobs are read when it is written. */
    static ImagesArchive of(OciLayout layout, ImagesLock lock, List<PackedEntry> entries) throws IOException {
        ImagesArchive archive = new ImagesArchive();
        for (Digest blob : layout.blobs().list()) {
            Path file = layout.blobs().path(blob);
            archive.files.put(blob.blobPath(), new Item(blob, java.nio.file.Files.size(file), Content.of(file)));
        }
        archive.put(OciLayout.INDEX, layout.index().toBytes());
        archive.put(OciLayout.MARKER, OciLayout.marker());
        archive.put(ImagesLock.FILE, lock.toYaml());
        archive.put(
                DockerManifest.FILE,
                DockerManifest.bytes(
                        entries.stream().map(ImagesArchive::dockerView).toList()));
        return archive;
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

    /** Writes it; leaves the stream open. */
    void write(OutputStream out, Progress progress) throws IOException {
        FileTar tar = new FileTar();
        files.forEach((name, item) -> tar.put(name, item.size(), item.content()));
        tar.write(out, progress);
    }
}
