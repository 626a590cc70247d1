package dev.imagepack.oci;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.imagepack.io.Compression;
import dev.imagepack.io.Content;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarWriter;

/** Small images in a new layout, put together step by step. */
final class TestImage {

    private final OciLayout layout;
    private final BlobStore blobs;
    private final List<Descriptor> layers = new ArrayList<>();
    private final List<DiffId> diffIds = new ArrayList<>();
    private Platform platform = Platform.LINUX_AMD64;

    TestImage(Path directory) throws IOException {
        this.layout = OciLayout.create(directory);
        this.blobs = layout.blobs();
    }

    BlobStore blobs() {
        return blobs;
    }

    /** A tar with one file. */
    static byte[] tar(String path, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out)) {
            tar.write(
                    new TarEntry(path, TarEntry.Type.FILE, 0644, 0, 0, 0, content.length, "", new TreeMap<>(), 0, 0),
                    Content.of(content));
        }
        return out.toByteArray();
    }

    /** Adds a layer with one file of this name. */
    TestImage layer(String path) throws IOException {
        return layer(tar(path, path), Compression.GZIP);
    }

    TestImage layer(byte[] tar, Compression compression) throws IOException {
        StoredLayer stored = blobs.putLayer(Content.of(tar), compression, Runnable::run);
        return layer(stored.descriptor(), stored.diffId());
    }

    TestImage layer(Descriptor descriptor, DiffId diffId) {
        layers.add(descriptor);
        diffIds.add(diffId);
        return this;
    }

    /** Takes all layers away. */
    TestImage noLayers() {
        layers.clear();
        diffIds.clear();
        return this;
    }

    TestImage platform(Platform value) {
        platform = value;
        return this;
    }

    List<Descriptor> layers() {
        return layers;
    }

    /** Stores the configuration. */
    Descriptor config() throws IOException {
        List<History> history = diffIds.stream()
                .map(id -> new History(Optional.empty(), "layer", "", "", false))
                .toList();
        ImageConfig config = ImageConfig.assemble(
                Optional.empty(), platform, ContainerConfig.EMPTY, diffIds, history, Instant.EPOCH, "");
        blobs.put(config.bytes());
        return config.descriptor();
    }

    /** Stores configuration and manifest. */
    Descriptor manifest() throws IOException {
        return store(
                MediaType.MANIFEST, new ImageManifest(MediaType.MANIFEST, config(), layers, new TreeMap<>()).toBytes());
    }

    /** An entry for an index: the manifest with a name and its platform. */
    Descriptor entry(String name) throws IOException {
        return manifest().withAnnotations(Map.of(ImageIndex.REF_NAME, name)).withPlatform(platform);
    }

    /** Stores an index. */
    Descriptor index(List<Descriptor> entries) throws IOException {
        return store(MediaType.INDEX, ImageIndex.of(entries).toBytes());
    }

    /** Stores an artifact with one layer of text. */
    Descriptor artifact() throws IOException {
        Descriptor empty = store(MediaType.EMPTY, "{}".getBytes(StandardCharsets.UTF_8));
        Descriptor text = store("text/plain", "text".getBytes(StandardCharsets.UTF_8));
        return store(
                MediaType.MANIFEST,
                new ImageManifest(
                                MediaType.MANIFEST,
                                empty,
                                List.of(text),
                                new TreeMap<>(),
                                Optional.of("application/vnd.example"),
                                Optional.empty())
                        .toBytes());
    }

    Descriptor store(String mediaType, byte[] bytes) throws IOException {
        return new Descriptor(mediaType, blobs.put(bytes), bytes.length);
    }

    /** Makes the directory a layout with these entries. */
    TestImage commit(Descriptor... entries) throws IOException {
        layout.commit(ImageIndex.of(List.of(entries)));
        return this;
    }
}
