package dev.imagepack.pack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Layer;
import dev.imagepack.io.Content;
import dev.imagepack.io.FileTar;
import dev.imagepack.io.Progress;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.OciLayout;

/**
 * A package in one file: a tar with the layout at its root, so that skopeo and containerd take it, {@code manifest.json}, so
 * that {@code docker load} and {@code podman load} do, and {@code images.lock}. Equal packages give equal bytes.
 */
final class ImagesArchive {

    /** Part of the key; goes up when the same content is to be written in another way. */
    private static final String FORM = "images-archive 1";

    /** Where Docker looks for the images of an archive. */
    static final String DOCKER_VIEW = "manifest.json";

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
        archive.put("index.json", layout.index().toBytes());
        archive.put("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
        archive.put(ImagesLock.FILE, lock.toYaml());
        archive.put(DOCKER_VIEW, dockerView(entries));
        return archive;
    }

    private void put(String name, byte[] bytes) {
        files.put(name, new Item(Digest.of(bytes), bytes.length, Content.of(bytes)));
    }

    /**
     * Docker's list of the images, which has room for one platform of each: the preferred one. Layers that are upstream are
     * named although their files are absent.
     */
    private static byte[] dockerView(List<PackedEntry> entries) {
        ArrayNode list = Json.array();
        for (PackedEntry entry : entries) {
            BuiltImage image = entry.first().image();
            ObjectNode item = list.addObject();
            item.put("Config", image.config().digest().blobPath());
            item.set(
                    "Layers",
                    Json.texts(image.layers().stream()
                            .map(Layer::descriptor)
                            .map(layer -> layer.digest().blobPath())
                            .toList()));
            List<String> tags = entry.references().stream()
                    .filter(reference -> reference.tag().isPresent())
                    .map(ImageRef::familiar)
                    .toList();
            if (tags.isEmpty()) {
                item.putNull("RepoTags");
            } else {
                item.set("RepoTags", Json.texts(tags));
            }
        }
        return Json.bytes(list);
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
