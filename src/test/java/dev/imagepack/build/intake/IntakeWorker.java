package dev.imagepack.build.intake;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

import dev.imagepack.image.BuiltImage;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;

/**
 * Takes in an image with one layer that is larger than the heap, as a process of its own: the directory, the bytes of the
 * layer's file, whether times are rewritten, and whether the layer comes under a name that tells which one it is.
 */
final class IntakeWorker {

    private static final int BLOCK = 512;
    private static final int END = 2 * BLOCK;

    private IntakeWorker() {}

    public static void main(String... arguments) throws Exception {
        long size = Long.parseLong(arguments[1]);
        try (IntakeScene scene = new IntakeScene(Path.of(arguments[0]))) {
            scene.rewriteTimestamps = Boolean.parseBoolean(arguments[2]);
            scene.compression = new Compression(Compression.Algorithm.GZIP, 1);
            DiffId layer = DiffId.of(Digest.of(layer(size)));
            byte[] config =
                    SaveForm.utf8("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\","
                            + "\"diff_ids\":[\"" + layer + "\"]}}");
            String file = Boolean.parseBoolean(arguments[3]) ? layer.hex() + ".tar" : "some-layer";
            ForeignImage image =
                    new ForeignImage(scene.request("app"), Digest.of(config), List.of(layer), BaseLayers.NONE);
            BuiltImage built = scene.take(save(file, size, config), image).get(0);
            scene.check(built);
            System.out.println(built.layers().size() + " layer taken");
        }
    }

    private static InputStream layer(long size) {
        return sequence(new ByteArrayInputStream(header("large", size)), new Zeros(size + END));
    }

    private static InputStream save(String file, long size, byte[] config) {
        byte[] list = SaveForm.utf8("[{\"Config\":\"config.json\",\"Layers\":[\"" + file + "\"]}]");
        return sequence(
                new ByteArrayInputStream(header(file, BLOCK + size + END)),
                layer(size),
                new ByteArrayInputStream(header("config.json", config.length)),
                padded(config),
                new ByteArrayInputStream(header("manifest.json", list.length)),
                padded(list),
                new Zeros(END));
    }

    private static InputStream padded(byte[] bytes) {
        return new ByteArrayInputStream(Arrays.copyOf(bytes, (bytes.length + BLOCK - 1) / BLOCK * BLOCK));
    }

    private static byte[] header(String name, long size) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setModTime(2_000_000_000_000L);
        entry.setSize(size);
        byte[] block = new byte[BLOCK];
        entry.writeEntryHeader(block);
        return block;
    }

    private static InputStream sequence(InputStream... parts) {
        return new SequenceInputStream(Collections.enumeration(List.of(parts)));
    }

    /** So many zeros. */
    private static final class Zeros extends InputStream {

        private long left;

        Zeros(long count) {
            this.left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            int count = (int) Math.min(left, length);
            Arrays.fill(bytes, offset, offset + count, (byte) 0);
            left -= count;
            return count == 0 ? -1 : count;
        }
    }
}
