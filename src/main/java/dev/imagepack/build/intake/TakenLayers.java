package dev.imagepack.build.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalLong;

import dev.imagepack.build.AdvancingOutput;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.io.Compression;
import dev.imagepack.io.Content;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.LayerFault;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.StoredLayer;

/**
 * Puts layers of other images into the cache, each in the form that it shall have. A layer that is there in that form is
 * not read at all; one that is read is verified before anything is kept.
 */
public final class TakenLayers {

    /** The plain tar of a layer; opened once at most. */
    @FunctionalInterface
    public interface PlainTar {
        InputStream open() throws IOException;
    }

    /** The size of a tar that nobody asks for. */
    private static final long UNKNOWN = -1;

    private final BuildRequest request;
    private final TarReader.Limits limits;

    public TakenLayers(BuildRequest request, TarReader.Limits limits) {
        this.request = request;
        this.limits = limits;
    }

    /** What a layer, its tar as it is and compressed in this way, is kept under in the cache: one key for every builder. */
    public static Digest key(DiffId layer, Compression compression) {
        return new LayerForm(compression, Optional.empty()).key(layer);
    }

    /**
     * The layer in this form.
     *
     * @param tarOf what the tar is: the layer itself, or what the layer became in a form with other times
     */
    StoredLayer take(DiffId layer, LayerForm form, DiffId tarOf, PlainTar tar) throws IOException {
        return request.cache().layer(form.key(layer), () -> write(tarOf, form, tar));
    }

    private StoredLayer write(DiffId layer, LayerForm form, PlainTar tar) throws IOException {
        try {
            Content content = out -> verify(layer, tar, plain -> form.copy(plain, new Sink(out), limits));
            StoredLayer stored = blobs().putLayer(content, form.compression(), request.workers());
            remember(stored);
            return stored;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** What is done with a tar; the rest of it may be left over. */
    @FunctionalInterface
    private interface Use {
        void of(InputStream plain) throws IOException;
    }

    /**
     * Uses a layer's tar, and reads it to its end, where it has to be the layer.
     *
     * @return how many bytes were left over
     */
    private static long verify(DiffId layer, PlainTar tar, Use use) throws IOException {
        MessageDigest hash = Digest.newHash(Digest.SHA256);
        long rest;
        try (InputStream plain = new DigestInputStream(tar.open(), hash)) {
            use.of(plain);
            rest = plain.transferTo(OutputStream.nullOutputStream());
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw LayerFault.damaged(e);
        }
        DiffId found = DiffId.of(Digest.ofHash(hash.digest()));
        if (!found.equals(layer)) {
            throw LayerFault.mismatch(found, "its image", layer);
        }
        return rest;
    }

    /** Where the tar goes. What goes wrong there is unchecked, so that nobody takes it for a fault of the layer. */
    private final class Sink extends AdvancingOutput {

        Sink(OutputStream out) {
            super(out, request);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                super.write(bytes, offset, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Reads a layer's tar, which is not kept, to remember its size. */
    void measure(DiffId layer, PlainTar tar) throws IOException {
        new PlainSize(request.cache()).keep(layer, verify(layer, tar, plain -> {}));
    }

    /**
     * Keeps a compressed layer's bytes as they are.
     *
     * @param check is told what it is before it is kept; when it throws, nothing is
     */
    StoredLayer keep(InputStream blob, Compression.Algorithm compression, BlobStore.LayerCheck check)
            throws IOException {
        StoredLayer stored = blobs().putStored(blob, compression, limits.totalBytes(), check);
        remember(stored);
        return stored;
    }

    /**
     * A layer whose blob is in the cache already; verified, and taken as it is.
     *
     * @param tar what the blob unpacks to
     */
    StoredLayer fetched(Descriptor blob, DiffId layer, PlainTar tar) throws IOException {
        verify(layer, tar, plain -> {});
        String mediaType = MediaType.layer(MediaType.compressionOf(blob.mediaType()));
        StoredLayer stored = new StoredLayer(layer, new Descriptor(mediaType, blob.digest(), blob.size()), UNKNOWN);
        remember(stored);
        return stored;
    }

    /** A layer that the cache has, if it is remembered which one it is. */
    Optional<StoredLayer> known(Digest blob) throws IOException {
        Path file = blobs().path(blob);
        OptionalLong size = blobs().size(blob);
        Optional<DiffId> layer = blobs().known().find(blob, file);
        if (size.isEmpty() || layer.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            String mediaType = MediaType.layer(Compression.detect(in.readNBytes(Compression.HEAD)));
            Descriptor descriptor = new Descriptor(mediaType, blob, size.getAsLong());
            return Optional.of(new StoredLayer(layer.get(), descriptor, UNKNOWN));
        }
    }

    /** It was hashed in both forms on its way to the file. */
    private void remember(StoredLayer stored) {
        Digest digest = stored.descriptor().digest();
        blobs().known().remember(digest, blobs().path(digest), stored.diffId());
    }

    BlobStore blobs() {
        return request.cache().blobs();
    }

    Path temporary() {
        return request.cache().temporary();
    }

    TarReader.Limits limits() {
        return limits;
    }
}
