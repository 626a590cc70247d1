package dev.imagepack.build.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PushbackInputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.ArchiveName;
import dev.imagepack.io.Compression;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.LayerFault;

/**
 * Reads what an engine saves, once, as it arrives. Nothing is unpacked: documents are kept in memory within bounds, layers
 * that are wanted go into the stock, all else is passed over.
 *
 * <p>The list of images comes last, so which layer a file is must be known beforehand. Most names say it: that of the
 * diff ID (Docker since 25, podman), and, with the document beside it, that of Docker's older directories. Then a layer
 * that is not wanted is not even hashed. What is compressed (containerd's store), or has no such name, shows what it is
 * when it was read.
 */
final class SaveReader {

    /** What the end of a tar has at least: two blocks of zeros. */
    private static final int END = 1024;

    private static final int HEAD = 512;

    /** Docker writes four entries a layer, and an image has at most 127 layers. */
    private static final int MOST_ENTRIES = 100_000;

    /** {@code blobs/sha256/<hex>}, {@code <hex>.tar}. */
    private static final Pattern NAMED = Pattern.compile("(blobs/sha256/)?([0-9a-f]{64})(?:\\.tar)?");

    /** Of Docker's documents about one layer. */
    private static final int LARGEST_LEGACY = 1 << 16;

    private static final Pattern LEGACY = Pattern.compile("([0-9a-f]{64})/(json|layer\\.tar)");

    private static final String RAISE_LIMIT =
            "If the image is meant to be that large, raise <maxUnpackedSize>" + " (-Dimagepack.maxUnpackedSize=200g).";

    private static final String ADVICE =
            "Build again; if it stays, look at the engine's log and whether its disk is full.";

    private final String engine;
    private final LayerStock stock;
    private final TarReader.Limits limits;
    private final SaveDocuments documents = new SaveDocuments();
    private final LegacyIds legacy = new LegacyIds();

    /** Which layers the blobs are that the registry has of upstream images. */
    private final Map<Digest, DiffId> published = new HashMap<>();

    /** What messages call the layers that are expected. */
    private final Map<DiffId, String> places = new HashMap<>();

    /** What became of the files that are no documents, for whoever misses a layer. */
    private final Map<String, String> fates = new HashMap<>();

    private final Map<String, String> links = new HashMap<>();

    /** The layer that is being read, for messages; empty between layers. */
    private String current = "";

    /**
     * @param engine what messages call the sender
     * @param stock knows what is wanted
     */
    SaveReader(String engine, LayerStock stock, TarReader.Limits limits) {
        this.engine = engine;
        this.stock = stock;
        this.limits = new TarReader.Limits(
                Math.min(MOST_ENTRIES, limits.entries()), limits.entryBytes(), limits.totalBytes(), limits.nameBytes());
    }

    /** Expects the layers of this image. */
    void expect(ForeignImage image, Split split) {
        List<DiffId> layers = image.diffIds();
        legacy.expect(layers);
        split.publishedBlobs().forEach((blob, layer) -> published.put(blob, layer));
        for (int i = 0; i < layers.size(); i++) {
            places.putIfAbsent(layers.get(i), "layer " + (i + 1) + " of " + image.place());
        }
    }

    /** What messages call the sender. */
    String engine() {
        return engine;
    }

    SaveDocuments documents() {
        return documents;
    }

    /** What became of a file of the stream, after a {@code which}; links are followed. */
    String fate(String file) {
        String current = file;
        for (int followed = 0; links.containsKey(current) && followed < 16; followed++) {
            current = links.get(current);
        }
        return fates.getOrDefault(current, "the engine left out");
    }

    /** Reads the stream to its end; leaves it open. */
    void read(InputStream save) throws IOException {
        ZeroTail tail = new ZeroTail(save);
        TarReader tar = new TarReader(tail, limits);
        for (Optional<TarEntry> entry = next(tar); entry.isPresent(); entry = next(tar)) {
            take(entry.get(), tar.content());
        }
        if (!documents.hasList()) {
            throw fault("it ends before manifest.json, which lists the images", null);
        }
        if (tail.zeros() < END) {
            throw fault("it ends without the zeros that end a tar, so it was cut", null);
        }
    }

    private Optional<TarEntry> next(TarReader tar) throws IOException {
        try {
            return tar.next();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void take(TarEntry entry, InputStream content) throws IOException {
        switch (entry.type()) {
            case FILE -> takeFile(entry, new Arriving(content));
            case SYMLINK -> links.put(entry.path(), resolved(entry));
            case HARD_LINK -> links.put(entry.path(), entry.link());
            default -> {
                // Directories hold nothing that is asked for.
            }
        }
    }

    /** Only for messages: one that leads out of the archive is not followed. */
    private static String resolved(TarEntry link) {
        try {
            return ArchiveName.target(link.path(), link.link());
        } catch (IllegalArgumentException e) {
            return link.link();
        }
    }

    private void takeFile(TarEntry file, InputStream content) throws IOException {
        Optional<DiffId> layer = layer(file.path());
        if (layer.isPresent() && stock.expects(layer.get())) {
            takeNamed(file.path(), layer.get(), content);
            return;
        }
        PushbackInputStream ahead = new PushbackInputStream(content, HEAD);
        byte[] head = ahead.readNBytes(HEAD);
        ahead.unread(head);
        Compression.Algorithm compression = Compression.detect(head);
        if (compression == Compression.Algorithm.NONE && !holdsNul(head)) {
            takeDocument(file, ahead);
        } else {
            takeUnknown(file.path(), compression, ahead);
        }
    }

    /** JSON has none; the header of a tar ends in some. */
    private static boolean holdsNul(byte[] head) {
        for (byte b : head) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    /** The layer that a file is by its name, if that says one. */
    private Optional<DiffId> layer(String path) {
        Matcher old = LEGACY.matcher(path);
        if (old.matches()) {
            return old.group(2).equals("json") ? Optional.empty() : legacy.find(old.group(1));
        }
        Matcher named = NAMED.matcher(path);
        return named.matches() ? Optional.of(new DiffId(named.group(2))) : Optional.empty();
    }

    private void takeNamed(String path, DiffId layer, InputStream content) throws IOException {
        fates.put(path, "was passed over");
        if (stock.lacks(layer)) {
            String place = place(path, layer);
            placed(path, layer, () -> stock.takePlain(layer, content, e -> fault(e.getMessage(), e, place)));
        } else if (stock.mustMeasure(layer)) {
            placed(path, layer, () -> stock.measure(layer, () -> content));
        }
    }

    private void takeUnknown(String path, Compression.Algorithm compression, InputStream content) throws IOException {
        if (compression == Compression.Algorithm.BZIP2 || compression == Compression.Algorithm.XZ) {
            fates.put(path, "is compressed as no layer is");
            return;
        }
        fates.put(path, "was passed over");
        Optional<Digest> name = Optional.of(NAMED.matcher(path))
                .filter(matcher -> matcher.matches() && matcher.group(1) != null)
                .map(matcher -> new Digest(Digest.SHA256, matcher.group(2)));
        DiffId layer = name.map(published::get).orElse(null);
        if (layer != null && stock.mustMeasure(layer)) {
            placed(path, layer, () -> stock.measure(layer, () -> Compression.decompress(content, compression)));
        } else if (layer == null ? stock.lacksAny() : stock.lacks(layer)) {
            placed(path, layer, () -> fates.put(path, "hashes to " + stock.takeUnknown(content, compression, name)));
        }
    }

    private void takeDocument(TarEntry file, InputStream content) throws IOException {
        if (file.size() > SaveDocuments.LARGEST) {
            fates.put(file.path(), "has " + file.size() + " bytes and is no layer");
            return;
        }
        byte[] document = content.readAllBytes();
        if (!documents.keep(file.path(), document)) {
            throw fault("its documents have more bytes than those of any image", null);
        }
        fates.put(file.path(), "is no layer");
        Matcher old = LEGACY.matcher(file.path());
        if (old.matches() && document.length <= LARGEST_LEGACY) {
            legacy.read(old.group(1), document);
        }
    }

    /** Takes in a layer. */
    @FunctionalInterface
    private interface Taking {
        void run() throws IOException;
    }

    private String place(String path, @Nullable DiffId layer) {
        return "'" + path + "'" + (layer == null ? "" : " (" + places.get(layer) + ")") + " ";
    }

    /** Says of what goes wrong with a layer where it is. */
    private void placed(String path, @Nullable DiffId layer, Taking taking) throws IOException {
        current = place(path, layer);
        try {
            taking.run();
        } catch (LayerFault e) {
            throw fault(e.getMessage(), e);
        }
        current = "";
    }

    private ImagepackException fault(String what, @Nullable Throwable cause) {
        return fault(what, cause, current);
    }

    private ImagepackException fault(String what, @Nullable Throwable cause, String place) {
        boolean tooLarge = cause instanceof TarReader.TooLarge
                || cause instanceof LayerFault && cause.getCause() instanceof TarReader.TooLarge;
        return new ImagepackException(
                "what " + engine + " saved cannot be used: " + place + what, tooLarge ? RAISE_LIMIT : ADVICE, cause);
    }

    /** An interrupt is no fault of the engine's. */
    private ImagepackException unreadable(IOException e) throws InterruptedIOException {
        if (e instanceof InterruptedIOException interrupt) {
            throw interrupt;
        }
        return fault((current.isEmpty() ? "" : "cannot be read: ") + e.getMessage(), e);
    }

    /** A file as it arrives: that it cannot be read on is the engine's fault, not that of what is made of it. */
    private final class Arriving extends FilterInputStream {

        Arriving(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return in.read(bytes, offset, length);
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        /** Whoever reads it may close it; the stream goes on. */
        @Override
        public void close() {}
    }
}
