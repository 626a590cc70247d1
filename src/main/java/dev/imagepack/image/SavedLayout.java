package dev.imagepack.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Documents;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageManifest;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.OciLayout;

/**
 * An OCI layout to read: a directory, or an uncompressed tar of one. It may lie below {@code images/}, with its lock beside
 * that, as {@code pack-images} and LazyCat's packer leave it. Every byte is verified as it is read; nothing is unpacked.
 */
public final class SavedLayout implements AutoCloseable {

    private static final String BELOW = "images/";

    /** What may lie beside {@code images/} in a package. */
    private static final Set<String> BESIDE = Set.of("images.lock", "pack-result.json");

    private static final String ADVICE =
            "Give an OCI image layout (a directory or an uncompressed tar), or the output of imagepack:pack-images.";

    private final Path path;
    private final LayoutFiles files;
    private final ImageIndex index;

    private SavedLayout(Path path, LayoutFiles files) throws IOException {
        this.path = path;
        this.files = files;
        requireMarker();
        this.index = readIndex();
    }

    /**
     * Opens a layout; the caller closes it, after every stream it gave.
     *
     * @throws ImagepackException when it is not there or no layout; names the file that is missing or not understood
     */
    public static SavedLayout open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            boolean below =
                    !Files.exists(path.resolve(OciLayout.INDEX)) && Files.exists(path.resolve(BELOW + OciLayout.INDEX));
            return new SavedLayout(path, new LayoutFiles.InDirectory(below ? path.resolve("images") : path));
        }
        TarIndex tar = SavedTar.open(path);
        try {
            return inTar(path, tar);
        } catch (IOException | RuntimeException e) {
            tar.close();
            throw e;
        }
    }

    /** A layout in an archive that is open already; it will be closed with the layout. */
    static SavedLayout inTar(Path path, TarIndex tar) throws IOException {
        if (!tar.links().isEmpty()) {
            throw new ImagepackException(
                    path + ": '" + tar.links().iterator().next() + "' is a link, and a layout has none", ADVICE);
        }
        boolean below = !tar.names().contains(OciLayout.INDEX) && tar.names().contains(BELOW + OciLayout.INDEX);
        if (below) {
            requireNothingBeside(path, tar);
        }
        return new SavedLayout(path, new LayoutFiles.InTar(tar, below ? BELOW : ""));
    }

    private static void requireNothingBeside(Path path, TarIndex tar) {
        for (String name : tar.names()) {
            if (!name.startsWith(BELOW) && !BESIDE.contains(name)) {
                throw new ImagepackException(path + ": '" + name + "' is not below " + BELOW, ADVICE);
            }
        }
    }

    /** Whether the archive holds a layout. */
    static boolean isIn(TarIndex tar) {
        return tar.names().contains(OciLayout.INDEX) || tar.names().contains(BELOW + OciLayout.INDEX);
    }

    private void requireMarker() throws IOException {
        String place = path + ": " + OciLayout.MARKER;
        JsonNode version =
                Json.parse(document(OciLayout.MARKER), Documents.LARGEST, place).path("imageLayoutVersion");
        if (!version.asText().equals(OciLayout.VERSION)) {
            throw new ImagepackException(
                    place + " says version " + version + ", only " + OciLayout.VERSION + " is known", ADVICE);
        }
    }

    private ImageIndex readIndex() throws IOException {
        byte[] bytes = document(OciLayout.INDEX);
        return placed(() -> ImageIndex.parse(bytes));
    }

    /** Adds the place to what a parser finds wrong; the document is in its message. */
    private <T> T placed(Supplier<T> parser) {
        try {
            return parser.get();
        } catch (ImagepackException e) {
            throw new ImagepackException(path + ": " + e.getMessage(), e.advice(), e);
        }
    }

    private byte[] document(String name) throws IOException {
        return file(name).orElseThrow(() -> new ImagepackException(path + ": " + name + " is missing", ADVICE));
    }

    private Optional<byte[]> file(String name) throws IOException {
        Optional<Long> size = files.size(name);
        if (size.isEmpty()) {
            return Optional.empty();
        }
        if (size.get() > Documents.LARGEST) {
            throw new ImagepackException(
                    path + ": " + name + " has " + size.get() + " bytes, at most " + Documents.LARGEST + " are read",
                    ADVICE);
        }
        try (InputStream in = files.open(name)) {
            return Optional.of(in.readNBytes(Documents.LARGEST));
        }
    }

    /** Where it is, as given to {@link #open}. */
    public Path path() {
        return path;
    }

    /** The content of {@code index.json}. */
    public ImageIndex index() {
        return index;
    }

    /** A small file that is no part of the layout but lies in its directory, or else in the one above; empty if there is none. */
    public Optional<byte[]> beside(String name) throws IOException {
        Optional<byte[]> inside = file(name);
        return inside.isPresent() ? inside : file("../" + name);
    }

    /** Whether the blob is here, with exactly this size. */
    public boolean contains(Descriptor blob) throws IOException {
        return files.size(name(blob)).filter(size -> size == blob.size()).isPresent();
    }

    /**
     * The bytes of a blob, verified as they are read; the caller closes the stream.
     *
     * @throws ImagepackException when it is missing, and from the stream when it is not what the descriptor says
     */
    public InputStream open(Descriptor blob) throws IOException {
        return new VerifiedBlob(raw(blob), blob, path.toString());
    }

    /**
     * As {@link #open(Descriptor)} without verification, for a reader who has its own or wants a part: skipping costs
     * nothing.
     */
    public InputStream openUnverified(Descriptor blob) throws IOException {
        return raw(blob);
    }

    private InputStream raw(Descriptor blob) throws IOException {
        String name = name(blob);
        if (files.size(name).isEmpty()) {
            throw new ImagepackException(
                    path + ": blob " + blob.digest() + " is missing",
                    "Get the layout again, with all its blobs, from where it was made.");
        }
        return files.open(name);
    }

    /** Copies a blob to a store, verified; ImagepackException when it is missing or not what the descriptor says. */
    public void copy(Descriptor blob, BlobStore target) throws IOException {
        try (InputStream in = raw(blob)) {
            target.put(blob, in);
        } catch (ImagepackException e) {
            throw new ImagepackException(path + ": " + e.getMessage(), e.advice(), e);
        }
    }

    /** An index inside the index; ImagepackException when it is missing, damaged or too long. */
    public ImageIndex index(Descriptor descriptor) throws IOException {
        byte[] bytes = read(descriptor);
        return placed(() -> ImageIndex.parse(bytes, descriptor.mediaType()));
    }

    /** A manifest; ImagepackException when it is missing, damaged or too long. */
    public ImageManifest manifest(Descriptor descriptor) throws IOException {
        byte[] bytes = read(descriptor);
        return placed(() -> ImageManifest.parse(bytes, descriptor.mediaType()));
    }

    /** The configuration of an image; ImagepackException when it is missing, damaged, too long or that of something else. */
    public ImageConfig config(ImageManifest manifest) throws IOException {
        Descriptor config = manifest.config();
        if (!MediaType.isConfig(config.mediaType())) {
            throw new ImagepackException(
                    path + ": " + config.digest() + " is no image: its configuration is " + config.mediaType(), ADVICE);
        }
        byte[] bytes = read(config);
        ImageConfig parsed = placed(() -> ImageConfig.parse(bytes));
        if (parsed.diffIds().size() != manifest.layers().size()) {
            throw new ImagepackException(
                    path + ": " + config.digest() + " has " + parsed.diffIds().size() + " diff IDs, its manifest "
                            + manifest.layers().size() + " layers",
                    ADVICE);
        }
        return parsed;
    }

    /** The bytes of a manifest, index or configuration; ImagepackException when it is missing, damaged or too long. */
    public byte[] read(Descriptor document) throws IOException {
        if (document.size() > Documents.LARGEST) {
            throw new ImagepackException(
                    path + ": " + document.mediaType() + " " + document.digest() + " has " + document.size()
                            + " bytes, at most " + Documents.LARGEST + " are read",
                    ADVICE);
        }
        try (InputStream in = open(document)) {
            return in.readAllBytes();
        }
    }

    private static String name(Descriptor blob) {
        return blob.digest().blobPath();
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
