package dev.imagepack.oci;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;

import dev.imagepack.io.AtomicFile;
import dev.imagepack.io.Compression;
import dev.imagepack.io.Content;
import dev.imagepack.io.CopyingInput;

/** The one pass in which a layer gets into a store: hashed as a plain tar and as it is stored, written, synced and renamed. */
final class LayerPass {

    private static final int BUFFER = 1 << 16;

    private final BlobStore store;
    private final Path blobs;

    /** @param blobs the directory of the store's blobs */
    LayerPass(BlobStore store, Path blobs) {
        this.store = store;
        this.blobs = blobs;
    }

    /** The name is only known at the end; the temporary one lies beside where the blob will be. */
    private AtomicFile begin() throws IOException {
        return AtomicFile.create(blobs.resolve(Digest.SHA256).resolve("layer"));
    }

    /** See {@link BlobStore#putLayer}. */
    StoredLayer write(Content tar, Compression compression, Executor workers) throws IOException {
        try (AtomicFile file = begin()) {
            HashingOutput stored = new HashingOutput(file.out());
            HashingOutput plain = compression.algorithm() == Compression.Algorithm.NONE
                    ? writeThrough(tar, stored, stored)
                    : compress(tar, compression, stored, workers);
            Digest digest = stored.digest();
            store.commit(file, digest, stored.count());
            DiffId diffId = plain == stored ? DiffId.of(digest) : DiffId.of(plain.digest());
            Descriptor descriptor = new Descriptor(MediaType.layer(compression), digest, stored.count());
            return new StoredLayer(diffId, descriptor, plain.count());
        }
    }

    /** See {@link BlobStore#putStored}. */
    StoredLayer take(InputStream in, Compression.Algorithm compression, long most, BlobStore.LayerCheck check)
            throws IOException {
        try (AtomicFile file = begin()) {
            BufferedOutputStream buffered = new BufferedOutputStream(file.out(), BUFFER);
            HashingOutput stored = new HashingOutput(buffered);
            HashingInput plain = unpack(new CopyingInput(in, stored), compression, most);
            in.transferTo(stored);
            buffered.flush();
            Digest digest = stored.digest();
            Descriptor descriptor = new Descriptor(MediaType.layer(compression), digest, stored.count());
            StoredLayer layer = new StoredLayer(new DiffId(plain.hex()), descriptor, plain.count());
            check.check(layer);
            store.commit(file, digest, stored.count());
            return layer;
        }
    }

    private static HashingInput unpack(InputStream in, Compression.Algorithm compression, long most)
            throws IOException {
        try (InputStream unpacked = Compression.decompress(in, compression)) {
            HashingInput plain = new HashingInput(unpacked, Digest.SHA256, most);
            plain.drain();
            return plain;
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw LayerFault.damaged(e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static HashingOutput compress(Content tar, Compression compression, HashingOutput stored, Executor workers)
            throws IOException {
        try (OutputStream compressed = compression.compress(stored, workers)) {
            HashingOutput plain = new HashingOutput(compressed);
            return writeThrough(tar, plain, plain);
        }
    }

    private static HashingOutput writeThrough(Content tar, OutputStream target, HashingOutput plain)
            throws IOException {
        BufferedOutputStream buffered = new BufferedOutputStream(target, BUFFER);
        tar.writeTo(buffered);
        buffered.flush();
        return plain;
    }
}
