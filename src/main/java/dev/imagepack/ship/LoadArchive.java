package dev.imagepack.ship;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.image.DockerManifest;
import dev.imagepack.image.SavedLayout;
import dev.imagepack.io.Compression;
import dev.imagepack.io.Content;
import dev.imagepack.io.FileTar;
import dev.imagepack.io.Progress;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.OciLayout;
import dev.imagepack.pack.ImagePackage;

/**
 * What an engine is sent: a tar that is written from the package's blobs as it is read, in one of two forms. Docker's own
 * ({@code manifest.json}) names one platform of each image and is understood by every engine; layers that an engine with a
 * classic store has may be left out of it. An OCI layout keeps manifests as they are, which is what containerd's store names
 * images by.
 */
final class LoadArchive {

    private final SavedLayout layout;
    private final FileTar tar = new FileTar();
    private final Map<Digest, Long> plainSizes = new HashMap<>();

    private LoadArchive(SavedLayout layout) {
        this.layout = layout;
    }

    /**
     * Docker's form.
     *
     * @param leftOut the layers that are named but not sent
     * @param takesZstd whether the engine reads layers that are compressed with zstd; if not, they are sent plain
     */
    static LoadArchive docker(SavedLayout layout, List<LoadableImage> images, EngineLayers leftOut, boolean takesZstd)
            throws IOException {
        LoadArchive archive = new LoadArchive(layout);
        List<DockerManifest> entries = new ArrayList<>();
        for (LoadableImage image : images) {
            archive.tar.put(image.config().id().blobPath(), image.config().bytes());
            for (int position = 0; position < image.layers().size(); position++) {
                if (!leftOut.has(image, position)) {
                    archive.putLayer(image.layers().get(position), takesZstd);
                }
            }
            entries.add(entry(image));
        }
        archive.tar.put(DockerManifest.FILE, DockerManifest.bytes(entries));
        return archive;
    }

    private static DockerManifest entry(LoadableImage image) {
        return new DockerManifest(
                image.config().id().blobPath(),
                image.names().stream().map(ImageRef::toString).toList(),
                image.layers().stream().map(layer -> layer.digest().blobPath()).toList());
    }

    /** An OCI layout with all platforms. */
    static LoadArchive oci(SavedLayout layout, List<LoadableImage> images) throws IOException {
        LoadArchive archive = new LoadArchive(layout);
        List<Descriptor> entries = new ArrayList<>();
        for (LoadableImage image : images) {
            for (ImagePackage.Document document : image.image().documents()) {
                archive.tar.put(document.descriptor().digest().blobPath(), document.bytes());
            }
            for (Descriptor blob : image.image().blobs()) {
                archive.putBlob(blob);
            }
            for (ImageRef name : image.names()) {
                entries.add(image.image()
                        .root()
                        .withAnnotations(Map.of(
                                ImageIndex.IMAGE_NAME,
                                name.toString(),
                                ImageIndex.REF_NAME,
                                name.tag().orElseThrow())));
            }
        }
        archive.tar.put(OciLayout.MARKER, OciLayout.marker());
        archive.tar.put(OciLayout.INDEX, ImageIndex.of(entries).toBytes());
        return archive;
    }

    private void putBlob(Descriptor blob) {
        tar.put(blob.digest().blobPath(), blob.size(), out -> copy(blob, Optional.empty(), out));
    }

    private void putLayer(Descriptor layer, boolean takesZstd) throws IOException {
        Compression.Algorithm algorithm = MediaType.compressionOf(layer.mediaType());
        if (algorithm == Compression.Algorithm.ZSTD && !takesZstd) {
            Optional<Compression.Algorithm> zstd = Optional.of(algorithm);
            tar.put(layer.digest().blobPath(), plainSize(layer), out -> copy(layer, zstd, out));
        } else {
            putBlob(layer);
        }
    }

    /** A tar says sizes first, so the layer is read twice; that costs less than a file to put it in. */
    private long plainSize(Descriptor layer) throws IOException {
        Long known = plainSizes.get(layer.digest());
        if (known == null) {
            try (InputStream in = Compression.decompress(layout.open(layer), Compression.Algorithm.ZSTD)) {
                known = in.transferTo(OutputStream.nullOutputStream());
            }
            plainSizes.put(layer.digest(), known);
        }
        return known;
    }

    private void copy(Descriptor blob, Optional<Compression.Algorithm> compression, OutputStream out)
            throws IOException {
        try (InputStream stored = layout.open(blob);
                InputStream in = compression.isEmpty() ? stored : Compression.decompress(stored, compression.get())) {
            in.transferTo(out);
        }
    }

    /** The tar; {@code log} hears how it advances. */
    Content content(LoadLog log) {
        return out -> tar.write(new Counted(out, log), Progress.NONE);
    }

    /** Says what goes through it, so that a large layer is seen to move. */
    private static final class Counted extends FilterOutputStream {

        private final LoadLog log;

        Counted(OutputStream out, LoadLog log) {
            super(out);
            this.log = log;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            log.sending(length);
        }
    }
}
