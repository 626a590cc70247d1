package dev.imagepack.build.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.AtomicDirectory;
import dev.imagepack.io.Compression;
import dev.imagepack.io.Thrown;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.LayerFault;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.StoredLayer;

/**
 * The layers that are wanted of a stream, each in one form or more, and those that are there already. A plain tar is taken in
 * by a thread of its own: while one is compressed to its end, synced and put in place, the next one is read. Used by the one
 * thread that reads the stream.
 */
final class LayerStock implements AutoCloseable {

    /** Each takes some megabytes. */
    private static final int AT_ONCE = 2;

    /** A form that keeps the tar comes first: the others can be made from it. */
    private static final Comparator<LayerForm> ORDER = Comparator.comparing((LayerForm form) -> !form.keepsTar())
            .thenComparing(form -> form.compression().algorithm())
            .thenComparing(form -> form.compression().level())
            .thenComparing(form -> form.latest().map(Object::toString).orElse(""));

    /** Ends the reading of a layer that nobody wants. */
    private static final class NotWanted extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final TakenLayers taking;

    /** Who takes in each layer that is wanted: for the first image that wants it, whose log hears how far that is. */
    private final Map<DiffId, TakenLayers> takers = new HashMap<>();

    private final Set<DiffId> expected = new HashSet<>();
    private final Set<DiffId> unmeasured = new HashSet<>();
    private final Map<DiffId, SortedSet<LayerForm>> wanted = new LinkedHashMap<>();
    private final Map<DiffId, Map<LayerForm, StoredLayer>> taken = new HashMap<>();
    private final Map<DiffId, Coming> coming = new LinkedHashMap<>();
    private final IntakeThreads threads = new IntakeThreads("imagepack-intake", AT_ONCE);

    /** Says where a layer is that is not what it should be. */
    @FunctionalInterface
    interface Placing {
        ImagepackException fault(LayerFault fault);
    }

    /** A layer that a thread takes in. */
    private record Coming(Future<Map<LayerForm, StoredLayer>> layer, Placing placing) {}

    /** @param taking for layers of which it is not known which ones they are */
    LayerStock(TakenLayers taking) {
        this.taking = taking;
    }

    /**
     * Expects the layers of an image.
     *
     * @param taker for those that are wanted of it
     */
    void expect(CutImage image, TakenLayers taker) {
        List<DiffId> layers = image.image().diffIds();
        Split split = image.cut().split();
        expected.addAll(layers);
        unmeasured.addAll(split.unmeasured());
        for (int i = image.cut().height(); i < layers.size(); i++) {
            takers.putIfAbsent(layers.get(i), taker);
            wanted.computeIfAbsent(layers.get(i), unseen -> new TreeSet<>(ORDER))
                    .add(split.form(i));
        }
    }

    /** Whether the layer is one of an image that is asked for, wanted or not. */
    boolean expects(DiffId layer) {
        return expected.contains(layer);
    }

    /** Whether the layer is not wanted, but how large it is. */
    boolean mustMeasure(DiffId layer) {
        return unmeasured.contains(layer);
    }

    /** Reads a tar that is promised to be this layer, to know its size. */
    void measure(DiffId layer, TakenLayers.PlainTar tar) throws IOException {
        taking.measure(layer, tar);
        unmeasured.remove(layer);
    }

    /** Whether the layer is wanted, not there yet and not on its way. */
    boolean lacks(DiffId layer) {
        return wanted.containsKey(layer) && !taken.containsKey(layer) && !coming.containsKey(layer);
    }

    boolean lacksAny() {
        return taken.size() + coming.size() < wanted.size();
    }

    Optional<StoredLayer> find(DiffId layer, LayerForm form) {
        return Optional.ofNullable(taken.getOrDefault(layer, Map.of()).get(form));
    }

    /**
     * Takes a plain tar that is promised to be this layer, which is lacking. It was read when this returns, as far as that is
     * needed, and is there after {@link #settle}.
     */
    void takePlain(DiffId layer, InputStream tar, Placing placing) throws IOException {
        List<LayerForm> forms = List.copyOf(wanted.get(layer));
        LayerPipe pipe = new LayerPipe();
        Future<Map<LayerForm, StoredLayer>> taken = threads.submit(() -> {
            try (pipe) {
                return takePlain(layer, forms, pipe);
            }
        });
        coming.put(layer, new Coming(taken, placing));
        pipe.fill(tar);
        settle(Future::isDone);
    }

    private Map<LayerForm, StoredLayer> takePlain(DiffId layer, List<LayerForm> wanted, InputStream tar)
            throws IOException {
        TakenLayers taker = takers.get(layer);
        Map<LayerForm, StoredLayer> forms = new HashMap<>();
        StoredLayer stored = taker.take(layer, wanted.get(0), layer, () -> tar);
        forms.put(wanted.get(0), stored);
        for (LayerForm form : wanted.subList(1, wanted.size())) {
            forms.put(form, taker.take(layer, form, stored.diffId(), () -> plain(stored, taking.blobs())));
        }
        return forms;
    }

    /** Waits for what is on its way; then it is there. */
    void settle() throws IOException {
        settle(layer -> true);
    }

    private void settle(Predicate<Future<?>> which) throws IOException {
        for (Map.Entry<DiffId, Coming> entry : List.copyOf(coming.entrySet())) {
            if (which.test(entry.getValue().layer())) {
                taken.put(entry.getKey(), settled(entry.getValue()));
                coming.remove(entry.getKey());
            }
        }
    }

    private static Map<LayerForm, StoredLayer> settled(Coming coming) throws IOException {
        try {
            return coming.layer().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while layers are taken in");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LayerFault fault) {
                throw coming.placing().fault(fault);
            }
            throw Thrown.again(e.getCause());
        }
    }

    /**
     * Takes a layer of which it is not known which one it is, if it turns out to be wanted; else nothing of it stays.
     *
     * @param name what its bytes must hash to, where that is said
     * @return which one it is
     */
    DiffId takeUnknown(InputStream blob, Compression.Algorithm compression, Optional<Digest> name) throws IOException {
        Optional<StoredLayer> known = name.isPresent() ? taking.known(name.get()) : Optional.empty();
        if (known.isPresent() && lacks(known.get().diffId())) {
            takeFrom(known.get(), taking.blobs());
            return known.get().diffId();
        }
        boolean allKeepTheirTar =
                wanted.values().stream().allMatch(forms -> forms.last().keepsTar());
        return compression != Compression.Algorithm.NONE && allKeepTheirTar
                ? keep(blob, compression, name)
                : spool(blob, compression, name);
    }

    private DiffId keep(InputStream blob, Compression.Algorithm compression, Optional<Digest> name) throws IOException {
        DiffId[] found = new DiffId[1];
        try {
            StoredLayer stored = taking.keep(blob, compression, layer -> {
                requireName(layer, name);
                found[0] = layer.diffId();
                if (!lacks(layer.diffId())) {
                    throw new NotWanted();
                }
            });
            takeFrom(stored, taking.blobs());
        } catch (NotWanted e) {
            // Then nothing of it was kept.
        }
        return found[0];
    }

    /** What it is shows at its end only, so its bytes wait in a file of their own. */
    private DiffId spool(InputStream blob, Compression.Algorithm compression, Optional<Digest> name)
            throws IOException {
        try (AtomicDirectory directory =
                AtomicDirectory.create(taking.temporary().resolve("layer"))) {
            BlobStore spool = new BlobStore(directory.path());
            StoredLayer stored =
                    spool.putStored(blob, compression, taking.limits().totalBytes(), layer -> requireName(layer, name));
            if (lacks(stored.diffId())) {
                takeFrom(stored, spool);
            }
            return stored.diffId();
        }
    }

    private static void requireName(StoredLayer layer, Optional<Digest> name) throws IOException {
        Digest found = layer.descriptor().digest();
        if (name.isPresent() && !name.get().equals(found)) {
            throw LayerFault.mismatch(found, "its name", name.get());
        }
    }

    private void takeFrom(StoredLayer stored, BlobStore store) throws IOException {
        Map<LayerForm, StoredLayer> forms = new HashMap<>();
        for (LayerForm form : wanted.get(stored.diffId())) {
            forms.put(form, made(stored, store, form));
        }
        taken.put(stored.diffId(), forms);
    }

    /** Compressed bytes are kept as they are where the tar is. */
    private StoredLayer made(StoredLayer stored, BlobStore store, LayerForm form) throws IOException {
        if (!form.keepsTar() || compression(stored) == Compression.Algorithm.NONE) {
            return takers.get(stored.diffId()).take(stored.diffId(), form, stored.diffId(), () -> plain(stored, store));
        }
        Descriptor blob = stored.descriptor();
        if (!taking.blobs().contains(blob.digest(), blob.size())) {
            try (InputStream in = store.open(blob)) {
                taking.blobs().put(blob, in);
            }
        }
        return stored;
    }

    /** Gives up what is still on its way. */
    @Override
    public void close() {
        threads.close();
    }

    private static InputStream plain(StoredLayer stored, BlobStore store) throws IOException {
        return Compression.decompress(store.open(stored.descriptor()), compression(stored));
    }

    private static Compression.Algorithm compression(StoredLayer stored) {
        return MediaType.compressionOf(stored.descriptor().mediaType());
    }
}
