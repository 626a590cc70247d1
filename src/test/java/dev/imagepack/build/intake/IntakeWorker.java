package dev.imagepack.build.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import dev.imagepack.image.BuiltImage;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;

/**
 * Takes in an image with one layer that is larger than the heap, as a process of its own: the directory, the bytes of the
 * layer's file, and whether times are rewritten. It comes as podman sends it, or under a name that tells nothing.
 */
final class IntakeWorker {

    private static final int CHUNK = 1 << 16;

    private IntakeWorker() {}

    public static void main(String... arguments) throws Exception {
        long size = Long.parseLong(arguments[1]);
        try (IntakeScene scene = new IntakeScene(Path.of(arguments[0]))) {
            scene.rewriteTimestamps = Boolean.parseBoolean(arguments[2]);
            boolean named = Boolean.parseBoolean(arguments[3]);
            scene.compression = new Compression(Compression.Algorithm.GZIP, 1);
            DiffId layer = DiffId.of(Digest.of(piped(out -> layer(out, size))));
            byte[] config =
                    SaveForm.utf8("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\","
                            + "\"diff_ids\":[\"" + layer + "\"]}}");
            String file = named ? layer.hex() + ".tar" : "some-layer";
            ForeignImage image =
                    new ForeignImage(scene.request("app"), Digest.of(config), List.of(layer), BaseLayers.NONE);
            BuiltImage built = scene.take(piped(out -> save(out, file, size, config)), image)
                    .get(0);
            scene.check(built);
            System.out.println(built.layers().size() + " layer taken");
        }
    }

    private interface Writer {
        void write(OutputStream out) throws IOException;
    }

    private static InputStream piped(Writer writer) throws IOException {
        PipedInputStream in = new PipedInputStream(1 << 20);
        PipedOutputStream out = new PipedOutputStream(in);
        Thread thread = new Thread(() -> {
            try (out) {
                writer.write(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return in;
    }

    private static long layerSize(long size) {
        return 512 + size + 1024;
    }

    private static void layer(OutputStream out, long size) throws IOException {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, 512);
        TarArchiveEntry entry = new TarArchiveEntry("large");
        entry.setModTime(2_000_000_000_000L);
        entry.setSize(size);
        tar.putArchiveEntry(entry);
        byte[] chunk = new byte[CHUNK];
        for (long at = 0; at < size; at += CHUNK) {
            chunk[0] = (byte) (at >> 16);
            tar.write(chunk);
        }
        tar.closeArchiveEntry();
        tar.finish();
    }

    private static void save(OutputStream out, String file, long size, byte[] config) throws IOException {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, 512);
        TarArchiveEntry entry = new TarArchiveEntry(file);
        entry.setSize(layerSize(size));
        tar.putArchiveEntry(entry);
        layer(tar, size);
        tar.closeArchiveEntry();
        put(tar, "config.json", config);
        put(tar, "manifest.json", SaveForm.utf8("[{\"Config\":\"config.json\",\"Layers\":[\"" + file + "\"]}]"));
        tar.finish();
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }
}
