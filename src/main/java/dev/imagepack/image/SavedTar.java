package dev.imagepack.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.Compression;

/** Opens the tar that an image is saved in, or says why it cannot be read as it is. */
final class SavedTar {

    /** As many bytes as it takes to recognise a compression. */
    static final int HEAD = 8;

    private SavedTar() {}

    /**
     * The archive at {@code path}.
     *
     * @throws ImagepackException when nothing is there, or it is compressed: then no part can be read without the ones before
     */
    static TarIndex open(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new ImagepackException(
                    path + ": "
                            + (Files.exists(path)
                                    ? "neither a file nor a directory"
                                    : "there is no such file or directory"),
                    "Give an OCI layout (a directory or a tar) or an archive that docker save made.");
        }
        try (InputStream in = Files.newInputStream(path)) {
            Compression.Algorithm compression = Compression.detect(in.readNBytes(HEAD));
            if (compression != Compression.Algorithm.NONE) {
                throw new ImagepackException(
                        path + ": compressed with " + compression.name().toLowerCase(java.util.Locale.ROOT)
                                + ", and layers are read out of order",
                        "Decompress it first: " + command(compression) + " " + path.getFileName());
            }
        }
        return TarIndex.open(path);
    }

    private static String command(Compression.Algorithm compression) {
        return switch (compression) {
            case GZIP -> "gunzip --keep";
            case ZSTD -> "unzstd";
            case BZIP2 -> "bunzip2 --keep";
            case XZ -> "unxz --keep";
            case NONE -> throw new IllegalArgumentException("not compressed");
        };
    }
}
