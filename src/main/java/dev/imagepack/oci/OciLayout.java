package dev.imagepack.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.AtomicFile;

/** An OCI image layout directory: {@code oci-layout}, {@code index.json}, {@code blobs/sha256} (image-spec, image-layout.md). */
public final class OciLayout {

    /** The file that says what the directory is. */
    public static final String MARKER = "oci-layout";

    /** The file that names the images. */
    public static final String INDEX = "index.json";

    /** What the marker says. */
    public static final String VERSION = "1.0.0";

    /** The marker is 30 bytes; nobody writes a long one. */
    static final int LARGEST_MARKER = 4096;

    private static final String ADVICE = "Name a directory that was written as an OCI image layout"
            + " (for instance by skopeo copy … oci:DIR, or by this plugin).";

    private final Path directory;
    private final BlobStore blobs;
    private volatile ImageIndex index;

    private OciLayout(Path directory, ImageIndex index) {
        this.directory = directory;
        this.blobs = new BlobStore(directory);
        this.index = index;
    }

    /** Opens an existing layout; ImagepackException says what is missing or not understood. */
    public static OciLayout open(Path directory) throws IOException {
        String marker = directory.resolve(MARKER).toString();
        requireVersion(Json.parseObject(file(directory, MARKER, LARGEST_MARKER), LARGEST_MARKER, marker), marker);
        String place = directory.resolve(INDEX).toString();
        ObjectNode tree = Json.parseObject(file(directory, INDEX, Documents.LARGEST), Documents.LARGEST, place);
        Fields fields = new Fields(tree, place, Complaints.refusing());
        return new OciLayout(directory, ImageIndex.read(fields, fields.text("mediaType")));
    }

    private static void requireVersion(ObjectNode marker, String place) {
        String version = marker.path("imageLayoutVersion").asText();
        if (!version.equals(VERSION)) {
            throw new ImagepackException(
                    place + ": the layout has version " + Quoted.of(version) + ", expected \"" + VERSION + "\"",
                    ADVICE);
        }
    }

    private static byte[] file(Path directory, String name, int limit) throws IOException {
        try (InputStream in = Files.newInputStream(directory.resolve(name))) {
            return in.readNBytes(limit + 1);
        } catch (NoSuchFileException e) {
            throw new ImagepackException(directory + ": is no OCI image layout, it has no " + name, ADVICE, e);
        }
    }

    /** What is in the {@link #MARKER}. */
    public static byte[] marker() {
        return ("{\"imageLayoutVersion\":\"" + VERSION + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    /** Begins a layout in a directory that is empty or absent. It is none until {@link #commit}. */
    public static OciLayout create(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            if (files.iterator().hasNext()) {
                throw new ImagepackException(
                        directory + ": is not empty, so no image layout can begin there",
                        "Name another directory, or remove what is in it.");
            }
        }
        return new OciLayout(directory, ImageIndex.of(List.of()));
    }

    /** Where it lies. */
    public Path directory() {
        return directory;
    }

    /** The blobs, of images that the index names and of others. */
    public BlobStore blobs() {
        return blobs;
    }

    /** The index as it was opened or last committed. */
    public ImageIndex index() {
        return index;
    }

    /** Writes {@code oci-layout}, then the index: the pointer goes last. */
    public void commit(ImageIndex newIndex) throws IOException {
        Files.createDirectories(directory.resolve("blobs").resolve(Digest.SHA256));
        AtomicFile.write(directory.resolve(MARKER), marker());
        AtomicFile.write(directory.resolve(INDEX), newIndex.toBytes());
        index = newIndex;
    }
}
