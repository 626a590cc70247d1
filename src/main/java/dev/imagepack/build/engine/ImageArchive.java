package dev.imagepack.build.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.io.Compression;
import dev.imagepack.io.Content;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarWriter;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.MediaType;

/**
 * An image as {@code docker load} takes it from any engine: its configuration, its layers, and {@code manifest.json}. Layers
 * go as they are stored, except for those in zstd, which older engines cannot read.
 *
 * @param name repository and tag that the engine gives it
 */
record ImageArchive(ImageSource image, String name) implements Content {

    @Override
    public void writeTo(OutputStream out) throws IOException {
        SortedMap<String, Entry> entries = new TreeMap<>();
        List<String> files = new ArrayList<>();
        for (int i = 0; i < image.layers().size(); i++) {
            String file = image.config().diffIds().get(i).hex() + ".tar";
            files.add(file);
            entries.putIfAbsent(file, layer(i));
        }
        byte[] config = image.config().bytes();
        String configFile = image.config().id().hex() + ".json";
        entries.put(configFile, new Entry(config.length, stream -> stream.write(config)));
        byte[] manifest = manifest(configFile, files);
        entries.put("manifest.json", new Entry(manifest.length, stream -> stream.write(manifest)));
        try (TarWriter tar = new TarWriter(out)) {
            for (var entry : entries.entrySet()) {
                tar.write(
                        TarEntry.file(entry.getKey(), 0644, entry.getValue().size()),
                        entry.getValue().content());
            }
        }
    }

    private record Entry(long size, Content content) {}

    private byte[] manifest(String config, List<String> files) {
        ObjectNode object = Json.object().put("Config", config);
        object.set("RepoTags", Json.texts(List.of(name)));
        object.set("Layers", Json.texts(files));
        ArrayNode list = object.arrayNode().add(object);
        return Json.bytes(list);
    }

    private Entry layer(int position) throws IOException {
        Descriptor stored = image.layers().get(position);
        boolean readable = MediaType.compressionOf(stored.mediaType()) != Compression.Algorithm.ZSTD;
        return readable
                ? new Entry(stored.size(), out -> copy(image.openLayer(position), out))
                : new Entry(plainSize(position), out -> copy(plain(position), out));
    }

    private long plainSize(int position) throws IOException {
        try (InputStream plain = plain(position)) {
            return plain.transferTo(OutputStream.nullOutputStream());
        }
    }

    private InputStream plain(int position) throws IOException {
        return Compression.decompress(image.openLayer(position), Compression.Algorithm.ZSTD);
    }

    private static void copy(InputStream layer, OutputStream out) throws IOException {
        try (layer) {
            layer.transferTo(out);
        }
    }
}
