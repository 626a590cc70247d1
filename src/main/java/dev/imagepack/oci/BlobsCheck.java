package dev.imagepack.oci;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.imagepack.io.Compression;

/** The blobs of a layout under check. Documents are read at once; of layers, however many refer to one, each is read once. */
final class BlobsCheck {

    /** Layers are read side by side; each thread unpacks and hashes one, more would only compete for the disk. */
    private static final int MOST_THREADS = 4;

    /**
     * One reference to a blob.
     *
     * @param where the blob, for messages
     * @param descriptor as the manifest names it
     * @param diffId what the configuration says at this position
     */
    private record Use(String where, Descriptor descriptor, Optional<DiffId> diffId) {}

    private final BlobStore blobs;
    private final Set<Digest> upstream;
    private final KnownLayers known;
    private final Faults faults;
    private final Set<Digest> referenced = new HashSet<>();
    private final Map<Digest, List<Use>> uses = new LinkedHashMap<>();

    BlobsCheck(BlobStore blobs, Set<Digest> upstream, KnownLayers known, Faults faults) {
        this.blobs = blobs;
        this.upstream = upstream;
        this.known = known;
        this.faults = faults;
    }

    /** The digests that somebody named so far. */
    Set<Digest> referenced() {
        return referenced;
    }

    /** The bytes of a manifest, index or configuration; empty, and a fault, when they cannot be had. */
    Optional<byte[]> document(Descriptor descriptor, String where) {
        if (!isPresent(descriptor, where)) {
            return Optional.empty();
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(blobs.path(descriptor.digest()))) {
            bytes = in.readNBytes(Documents.LARGEST + 1);
        } catch (IOException e) {
            faults.add("blob-unreadable", where, "it cannot be read: " + Quoted.reason(e));
            return Optional.empty();
        }
        if (bytes.length > Documents.LARGEST) {
            faults.add("too-large", where, "it has more than the " + Documents.LARGEST + " bytes that are read");
            return Optional.empty();
        }
        compare(
                descriptor,
                where,
                bytes.length,
                HexFormat.of().formatHex(descriptor.digest().newHash().digest(bytes)));
        return Optional.of(bytes);
    }

    /** A layer, to be read by {@link #readAll}: it must be there unless its bytes may be had elsewhere. */
    void layer(Descriptor descriptor, Optional<DiffId> diffId, String where) {
        boolean elsewhere = upstream.contains(descriptor.digest())
                || MediaType.isNondistributable(descriptor.mediaType())
                        && !descriptor.urls().isEmpty();
        if (elsewhere && !exists(descriptor.digest())) {
            referenced.add(descriptor.digest());
            diffId.ifPresent(id -> compareUnread(descriptor, id, where));
            return;
        }
        blob(descriptor, diffId, where);
    }

    /** A blob whose bytes are only compared with what its descriptor says. */
    void blob(Descriptor descriptor, Optional<DiffId> diffId, String where) {
        if (isPresent(descriptor, where)) {
            uses.computeIfAbsent(descriptor.digest(), digest -> new ArrayList<>())
                    .add(new Use(where, descriptor, diffId));
        }
    }

    /** A blob that may be absent, such as the subject of an artifact. */
    void optional(Descriptor descriptor, String where) {
        if (exists(descriptor.digest())) {
            blob(descriptor, Optional.empty(), where);
        }
    }

    private void compareUnread(Descriptor descriptor, DiffId diffId, String where) {
        boolean plain = MediaType.isLayer(descriptor.mediaType())
                && MediaType.compressionOf(descriptor.mediaType()) == Compression.Algorithm.NONE;
        if (plain && !descriptor.digest().equals(diffId.asDigest())) {
            faults.add("diff-id-mismatch", where, "it is stored plain, but the configuration says " + diffId);
        }
    }

    private boolean exists(Digest digest) {
        return Files.isRegularFile(blobs.path(digest));
    }

    private boolean isPresent(Descriptor descriptor, String where) {
        referenced.add(descriptor.digest());
        compareData(descriptor, where);
        if (exists(descriptor.digest())) {
            return true;
        }
        Path file = blobs.path(descriptor.digest());
        faults.add("blob-absent", where, Files.exists(file) ? file + " is no file" : "the blob is absent");
        return false;
    }

    private void compareData(Descriptor descriptor, String where) {
        descriptor.data().map(Base64.getDecoder()::decode).ifPresent(data -> {
            if (data.length != descriptor.size()
                    || !HexFormat.of()
                            .formatHex(descriptor.digest().newHash().digest(data))
                            .equals(descriptor.digest().hex())) {
                faults.add("data", where, "the data inside the descriptor are not the blob's");
            }
        });
    }

    private void compare(Descriptor descriptor, String where, long size, String hex) {
        if (size != descriptor.size()) {
            faults.add(
                    "size-mismatch",
                    where,
                    "the descriptor says " + descriptor.size() + " bytes, the blob has " + size);
        }
        if (!hex.equals(descriptor.digest().hex())) {
            faults.add(
                    "digest-mismatch",
                    where,
                    "the blob hashes to " + descriptor.digest().algorithm() + ":" + hex);
        }
    }

    /**
     * Reads every blob that was asked for, and compares each reference with what it turned out to be.
     *
     * @throws InterruptedIOException when the thread is interrupted
     */
    void readAll() throws IOException {
        int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        ExecutorService pool = Executors.newFixedThreadPool(threads, BlobsCheck::thread);
        try {
            Map<Digest, Future<LayerFacts>> readings = new HashMap<>();
            uses.forEach((digest, list) -> readings.put(digest, pool.submit(() -> read(digest, list))));
            for (Map.Entry<Digest, List<Use>> blob : uses.entrySet()) {
                if (Thread.interrupted()) {
                    // A reading that is done already would not notice.
                    throw new InterruptedException();
                }
                compare(blob.getValue(), readings.get(blob.getKey()).get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while checking layers");
        } catch (ExecutionException e) {
            throw new IOException("cannot check layers: " + e.getCause(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "imagepack-layout-check");
        thread.setDaemon(true);
        return thread;
    }

    private LayerFacts read(Digest digest, List<Use> list) {
        boolean layer =
                list.stream().anyMatch(use -> MediaType.isLayer(use.descriptor().mediaType()));
        return layer ? layer(digest, blobs.path(digest)) : LayerFacts.read(blobs.path(digest), digest, false);
    }

    private LayerFacts layer(Digest digest, Path file) {
        Optional<DiffId> diffId = known.find(digest, file);
        if (diffId.isPresent()) {
            return LayerFacts.known(file, digest, diffId.get());
        }
        LayerFacts facts = LayerFacts.read(file, digest, true);
        if (facts.isSound(digest)) {
            facts.diffId().ifPresent(found -> known.remember(digest, file, found));
        }
        return facts;
    }

    private void compare(List<Use> list, LayerFacts facts) {
        list.forEach(use -> compare(use, facts));
        String where = list.get(0).where();
        facts.problems().forEach(problem -> faults.add(problem.code(), where, problem.what()));
    }

    private void compare(Use use, LayerFacts facts) {
        if (facts.size() < 0) {
            return;
        }
        Descriptor descriptor = use.descriptor();
        compare(descriptor, use.where(), facts.size(), facts.hex());
        if (MediaType.isLayer(descriptor.mediaType())) {
            compareCompression(use, facts.compression());
            compareDiffId(use, facts.diffId());
        } else if (descriptor.digest().algorithm().equals(Digest.SHA256)) {
            compareDiffId(use, Optional.of(new DiffId(facts.hex())));
        }
    }

    private void compareCompression(Use use, Compression.Algorithm found) {
        Compression.Algorithm said = MediaType.compressionOf(use.descriptor().mediaType());
        if (said != found) {
            faults.add(
                    "compression-mismatch",
                    use.where(),
                    "the media type " + use.descriptor().mediaType() + " says " + said + ", the bytes are " + found);
        }
    }

    private void compareDiffId(Use use, Optional<DiffId> found) {
        if (use.diffId().isPresent() && found.isPresent() && !found.equals(use.diffId())) {
            faults.add(
                    "diff-id-mismatch",
                    use.where(),
                    "the configuration says diff ID " + use.diffId().get() + ", the plain bytes hash to "
                            + found.get());
        }
    }
}
