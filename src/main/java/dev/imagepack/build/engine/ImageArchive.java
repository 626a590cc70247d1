package dev.imagepack.build.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

import dev.imagepack.image.DockerManifest;
import dev.imagepack.io.Compression;
import dev.imagepack.io.Content;
import dev.imagepack.io.FileTar;
import dev.imagepack.io.Progress;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.MediaType;

/**
 * An image as {@code docker load} takes it from any engine: its configuration, its layers, and {@code manifest.json}. Layers
 * go as they are stored, except for those in zstd, which older engines cannot read.
 *
 * @param config its own, or one that differs in how containers run
 * @param name repository and tag that the engine gives it
 */
record ImageArchive(ImageSource image, ImageConfig config, String name) implements Content {

    @Override
    public void writeTo(OutputStream out) throws IOException {
        FileTar tar = new FileTar();
        List<String> layers = new ArrayList<>();
        for (int i = 0; i < image.layers().size(); i++) {
            String file = config.diffIds().get(i).hex() + ".tar";
            if (!layers.contains(file)) {
                putLayer(tar, file, i);
            }
            layers.add(file);
        }
        String document = config.id().hex() + ".json";
        tar.put(document, config.bytes());
        DockerManifest entry = new DockerManifest(document, List.of(name), layers);
        tar.put(DockerManifest.FILE, DockerManifest.bytes(List.of(entry)));
        tar.write(out, Progress.NONE);
    }

    private void putLayer(FileTar tar, String file, int position) throws IOException {
        Descriptor stored = image.layers().get(position);
        if (MediaType.compressionOf(stored.mediaType()) == Compression.Algorithm.ZSTD) {
            tar.put(file, plainSize(position), out -> copy(plain(position), out));
        } else {
            tar.put(file, stored.size(), out -> copy(image.openLayer(position), out));
        }
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
