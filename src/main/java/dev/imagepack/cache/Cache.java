package dev.imagepack.cache;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

import com.fasterxml.jackson.databind.JsonNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.StoredLayer;

/**
 * Results of earlier builds and the blobs they consist of, shared by every project, thread and process on a machine.
 * Blobs are written before the record that names them; a broken, foreign or half-gone record is a miss with a reason, never
 * an error.
 */
public final class Cache implements AutoCloseable {

    /** The slots of published images; a project's name has a colon. */
    private static final String BASES = "bases";

    private final CacheFiles files;
    private final Hold hold;
    private final SingleFlight flights;
    private final BlobStore blobs;
    private final FileDigests digests;
    private final ImageRecords images;
    private final LayerRecords layers;
    private final DerivedDocuments documents;
    private final Sightings sightings;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Cache(CacheFiles files, Hold hold, SingleFlight flights, Sightings sightings) {
        InstantSource clock = InstantSource.system();
        this.files = files;
        this.hold = hold;
        this.flights = flights;
        this.sightings = sightings;
        this.documents = new DerivedDocuments(files);
        this.blobs = new BlobStore(files.directory(), new SoundLayers(documents));
        this.digests = new FileDigests(new DigestMemory(files), clock);
        this.images = new ImageRecords(files, blobs, clock, sightings);
        this.layers = new LayerRecords(files, blobs);
    }

    /**
     * Opens or makes a cache below {@code root}. Holds it against cleaning, by this or another process, until closed; waits
     * for as long as it is being cleaned. Any number of threads, class loaders and processes may have it open.
     *
     * @throws ImagepackException when the directory cannot be made or written
     */
    public static Cache open(Path root) throws IOException {
        return open(root, new SingleFlight());
    }

    /** As {@link #open(Path)}, where a layer that several caches need at the same moment is made once. */
    public static Cache open(Path root, SingleFlight flights) throws IOException {
        return open(root, flights, new Sightings(Set.of()));
    }

    /** As {@link #open(Path, SingleFlight)}; what is looked at, here and by whoever asks for them, is noted in {@code sightings}. */
    public static Cache open(Path root, SingleFlight flights, Sightings sightings) throws IOException {
        CacheFiles files = new CacheFiles(root);
        try {
            return new Cache(files, Hold.take(files.holds(), Hold.Kind.SHARED), flights, sightings);
        } catch (FileSystemException e) {
            throw new ImagepackException(
                    files.root() + ": cannot be used as the cache: " + reason(e),
                    "Make the directory writable, or name another one with -Dimagepack.cacheDirectory=….",
                    e);
        }
    }

    /** The message of most of them is nothing but the path. */
    private static String reason(FileSystemException e) {
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        return e.getReason() != null ? e.getReason() : kind + " " + e.getFile();
    }

    /** The blobs of all builds. */
    public BlobStore blobs() {
        return blobs;
    }

    /** Remembers digests of files on this machine. */
    public FileDigests files() {
        return digests;
    }

    /** Where those who look at something outside note it. */
    public Sightings sightings() {
        return sightings;
    }

    /** Looks for the result of exactly these inputs; a hit counts as a use for cleaning by age. */
    public Lookup find(Slot slot, CacheInputs inputs) {
        return images.find(slot, inputs);
    }

    /**
     * Keeps a result, durably, beside the slot's earlier ones; the ten that were last used stay. Every blob of {@code blobs}
     * must be in the store.
     *
     * @throws IllegalArgumentException when one is not
     */
    public void keep(Slot slot, CacheInputs inputs, JsonNode result, List<Descriptor> blobs) throws IOException {
        images.keep(new CacheRecord(slot, inputs, blobs, result));
    }

    /** What is known of a published image; see {@link #keepBase}. */
    public Optional<JsonNode> base(String reference, String platform) {
        return images.recall(new Slot(BASES, reference, platform), CacheInputs.of(new TreeMap<>()));
    }

    /**
     * Keeps what is known of a published image, of use to all projects: cleaning for one of them leaves it alone.
     *
     * @param layers its layers' blobs, which stay as long as it does, once they are there
     */
    public void keepBase(String reference, String platform, JsonNode document, List<Descriptor> layers)
            throws IOException {
        Slot slot = new Slot(BASES, reference, platform);
        images.remember(new CacheRecord(slot, CacheInputs.of(new TreeMap<>()), layers, document));
    }

    /** Makes a layer that is not known yet. */
    @FunctionalInterface
    public interface LayerMaker {

        /** Stores the layer's blob and says what it became. */
        StoredLayer make() throws IOException;
    }

    /**
     * The layer of this key: from the cache when its blob is still there, else made by {@code maker} and remembered. Threads
     * that ask for one key at once wait for one maker; what it throws is thrown to all of them and not remembered.
     *
     * @param key a digest over everything the layer's bytes depend on, its compression included
     */
    public StoredLayer layer(Digest key, LayerMaker maker) throws IOException {
        Optional<StoredLayer> known = layers.find(key);
        return known.isPresent()
                ? known.get()
                : flights.make(files.directory(), "layer " + key, () -> makeLayer(key, maker));
    }

    /** Looks again, for another thread may have finished between the first look and the take-off. */
    private StoredLayer makeLayer(Digest key, LayerMaker maker) throws IOException {
        Optional<StoredLayer> known = layers.find(key);
        if (known.isPresent()) {
            return known.get();
        }
        StoredLayer made = maker.make();
        layers.keep(key, made);
        return made;
    }

    /** Fetches a blob that is not there yet. */
    @FunctionalInterface
    public interface BlobMaker {

        /** Puts the blob into the store, verified. */
        void make() throws IOException;
    }

    /**
     * Sees to it that a blob is in the store: {@code maker} puts it there unless it is. Threads that want it at once wait for
     * one maker, whose failure is theirs. Cleaning keeps it with the records whose inputs name its digest.
     *
     * @return how many bytes it has
     */
    public long blob(Digest digest, BlobMaker maker) throws IOException {
        OptionalLong known = blobs.size(digest);
        return known.isPresent()
                ? known.getAsLong()
                : flights.make(files.directory(), "blob " + digest, () -> makeBlob(digest, maker));
    }

    private Long makeBlob(Digest digest, BlobMaker maker) throws IOException {
        if (blobs.size(digest).isEmpty()) {
            maker.make();
        }
        return blobs.size(digest).orElseThrow(() -> new IOException("blob " + digest + " is not in the cache"));
    }

    /** A document derived from something immutable, such as the listing of a layer; empty when unknown or broken. */
    public Optional<byte[]> derived(String kind, Digest of) {
        return documents.find(kind, of);
    }

    /**
     * Keeps such a document; one of more than 64 MiB is not kept. Cleaning drops it with the last record that mentions
     * {@code of}.
     *
     * @param kind small letters, digits and dashes; tells documents of one origin apart
     * @param of the digest (or diff ID) of what it was derived from
     */
    public void keepDerived(String kind, Digest of, byte[] document) throws IOException {
        documents.keep(kind, of, document);
    }

    /**
     * A directory for temporary files of a build, which need not exist yet. Whoever makes a file removes it; cleaning
     * removes what killed processes left.
     */
    public Path temporary() {
        return files.temporary();
    }

    /** Writes what is only remembered in memory and lets cleaning go ahead. Closing twice does nothing more. */
    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        try (hold) {
            digests.save();
        }
    }
}
