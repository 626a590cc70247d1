package dev.imagepack.build.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PushbackInputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.Compression;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;

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

    /** {@code blobs/sha256/<hex>}, {@code <hex>.tar}. */
    private static final Pattern NAMED = Pattern.compile("(blobs/sha256/)?([0-9a-f]{64})(?:\\.tar)?");

    private static final Pattern LEGACY = Pattern.compile("([0-9a-f]{64})/(json|layer\\.tar)");

    private static final String ADVICE =
            "Build again; if it stays, look at the engine's log and whether its disk is full.";

    private final String engine;
    private final LayerStock stock;
    private final TarReader.Limits limits;
    private final SaveDocuments documents = new SaveDocuments();
    private final LegacyIds legacy = new LegacyIds();

    /** Compressed blobs that are known not to be wanted. */
    private final Set<Digest> passedOver = new HashSet<>();

    /** What became of the files that are no documents, for whoever misses a layer. */
    private final Map<String, String> fates = new HashMap<>();

    private final Map<String, String> links = new HashMap<>();

    /**
     * @param engine what messages call the sender
     * @param stock knows what is wanted
     */
    SaveReader(String engine, LayerStock stock, TarReader.Limits limits) {
        this.engine = engine;
        this.stock = stock;
        this.limits = limits;
    }

    /** Expects the layers of this image, of which {@code upstream} are stored elsewhere. */
    void expect(ForeignImage image, Iterable<Descriptor> upstream) {
        legacy.expect(image.diffIds());
        upstream.forEach(blob -> passedOver.add(blob.digest()));
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

    /** Only for messages, so a link that leads nowhere does no harm. */
    private static String resolved(TarEntry link) {
        return java.nio.file.Path.of("/" + link.path())
                .resolveSibling(link.link())
                .normalize()
                .toString()
                .substring(1);
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
            placed(path, () -> stock.takePlain(layer, content));
        } else if (stock.mustMeasure(layer)) {
            placed(path, () -> stock.measure(layer, content));
        }
    }

    private void takeUnknown(String path, Compression.Algorithm compression, InputStream content) throws IOException {
        Optional<Digest> name = Optional.of(NAMED.matcher(path))
                .filter(matcher -> matcher.matches() && matcher.group(1) != null)
                .map(matcher -> new Digest(Digest.SHA256, matcher.group(2)));
        fates.put(path, "was passed over");
        if (!stock.lacksAny() || name.filter(passedOver::contains).isPresent()) {
            return;
        }
        if (compression == Compression.Algorithm.BZIP2 || compression == Compression.Algorithm.XZ) {
            fates.put(path, "is compressed as no layer is");
            return;
        }
        placed(path, () -> fates.put(path, "hashes to " + stock.takeUnknown(content, compression, name)));
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
        if (old.matches()) {
            legacy.read(old.group(1), document);
        }
    }

    /** Takes in a layer. */
    @FunctionalInterface
    private interface Taking {
        void run() throws IOException;
    }

    private void placed(String path, Taking taking) throws IOException {
        try {
            taking.run();
        } catch (LayerMismatch e) {
            throw fault("'" + path + "' " + e.getMessage(), e);
        }
    }

    private ImagepackException fault(String what, @Nullable Throwable cause) {
        return new ImagepackException("what " + engine + " saved cannot be used: " + what, ADVICE, cause);
    }

    /** An interrupt is no fault of the engine's. */
    private ImagepackException unreadable(IOException e) throws InterruptedIOException {
        if (e instanceof InterruptedIOException interrupt) {
            throw interrupt;
        }
        return fault(String.valueOf(e.getMessage()), e);
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
