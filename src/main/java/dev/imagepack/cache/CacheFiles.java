package dev.imagepack.cache;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import dev.imagepack.io.AtomicFile;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Digest;

/**
 * The names of everything in a cache directory, and what a name stands for; no other class knows them.
 *
 * <pre>
 * &lt;root&gt;/v1/                                          the format; another version's directory is left alone
 *   blobs/sha256/&lt;hex&gt;                                configurations and layers
 *   records/&lt;project&gt;/&lt;alias&gt;/&lt;platform&gt;/&lt;key&gt;.json   what was built from which inputs
 *   layers/&lt;two digits&gt;/&lt;key&gt;.json                    which blob a layer became
 *   derived/&lt;kind&gt;/&lt;digest&gt;                           documents that follow from something immutable
 *   files/&lt;three digits&gt;                              digests of files on this machine
 *   tmp/…                                             what builds put aside for a moment
 *   holds/…                                           who uses the cache right now
 * </pre>
 *
 * <p>Every name made here is in lower case, so that two names that differ on one file system differ on all.
 */
final class CacheFiles {

    /** The version of the layout above and of every format in it. */
    static final int FORMAT = 1;

    /** What a file is. */
    enum Kind {
        RECORD("records(/[^/]+){3}/[0-9a-f]{64}\\.json"),
        LAYER("layers/[0-9a-f]{2}/sha(256-[0-9a-f]{64}|512-[0-9a-f]{128})\\.json"),
        DERIVED("derived/[a-z0-9-]+/sha(256-[0-9a-f]{64}|512-[0-9a-f]{128})"),
        BLOB("blobs/sha(256/[0-9a-f]{64}|512/[0-9a-f]{128})"),
        MEMORY("files/[0-9a-f]{3}"),
        /** What came of a blob before its download was cut; only its name in the store tells. */
        BEGINNING("(?!)"),
        /** Left behind by a write or a build that was interrupted; {@link AtomicFile} knows further names. */
        TEMPORARY("tmp/.*|files/[0-9a-f]{3}\\.[0-9a-f]{16}"),
        /** Not ours. */
        FOREIGN(".*");

        private final Pattern form;

        Kind(String form) {
            this.form = Pattern.compile(form, Pattern.DOTALL);
        }
    }

    private static final String RECORDS = "records";
    private static final String LAYERS = "layers";
    private static final String DERIVED = "derived";
    private static final String BLOBS = "blobs";
    private static final String MEMORY = "files";
    private static final String TEMPORARY = "tmp";
    private static final String JSON = ".json";

    /** The directories in which files are written beside their targets. */
    private static final Set<String> WRITTEN = Set.of(BLOBS, RECORDS, LAYERS, DERIVED);

    /** Longer names are cut and told apart by a digest; most file systems end at 255. */
    private static final int LONGEST_COMPONENT = 100;

    /** Names that Windows keeps for devices, with any extension. */
    private static final Pattern DEVICE = Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

    private static final Pattern DERIVED_KIND = Pattern.compile("[a-z0-9-]{1,40}");

    private final Path root;

    CacheFiles(Path root) {
        this.root = root.toAbsolutePath();
    }

    /** The directory that the user named. */
    Path root() {
        return root;
    }

    /** The directory of this format; everything else lies below it, and it is the root of the blob store. */
    Path directory() {
        return root.resolve("v" + FORMAT);
    }

    /** Where those who use the cache make themselves known. */
    Path holds() {
        return directory().resolve("holds");
    }

    /** Where builds put aside what they need for a moment only; need not exist. */
    Path temporary() {
        return directory().resolve(TEMPORARY);
    }

    /** All records of all slots. */
    Path records() {
        return directory().resolve(RECORDS);
    }

    /** The records of one slot. */
    Path slot(Slot slot) {
        return records()
                .resolve(component(slot.project()))
                .resolve(component(slot.image()))
                .resolve(component(slot.platform()));
    }

    /** The record of one slot and key. */
    Path record(Slot slot, Digest key) {
        return slot(slot).resolve(key.hex() + JSON);
    }

    /** Whether a file in a slot's directory is a record. */
    boolean isRecord(Path file) {
        return kindOf(file) == Kind.RECORD;
    }

    /** Which layer a key became. */
    Path layer(Digest key) {
        return directory().resolve(LAYERS).resolve(key.hex().substring(0, 2)).resolve(fileName(key) + JSON);
    }

    /** A derived document; IllegalArgumentException when {@code kind} is not a word of small letters, digits and dashes. */
    Path derived(String kind, Digest of) {
        if (!DERIVED_KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException("'" + kind + "' is no kind of document");
        }
        return directory().resolve(DERIVED).resolve(kind).resolve(fileName(of));
    }

    /** What a derived document or a layer record is about, read back from its file's name. */
    static Digest digestOf(Path file) {
        String name = file.getFileName().toString();
        return Digest.parse(name.replace(JSON, "").replace('-', ':'));
    }

    /** The memory of file digests. */
    Path memory() {
        return directory().resolve(MEMORY);
    }

    /** One part of the memory of file digests. */
    Path memory(int shard) {
        // Many of these are needed at the start of every build, and a formatter takes long to load.
        return memory().resolve(Integer.toHexString(0x1000 | shard).substring(1));
    }

    /** A name beside a part of that memory that nobody else uses. */
    Path temporary(int shard) {
        long random = ThreadLocalRandom.current().nextLong();
        return memory(shard).resolveSibling(String.format(Locale.ROOT, "%03x.%016x", shard, random));
    }

    /** What a file below {@link #directory()} is, by its name alone. */
    Kind kindOf(Path file) {
        Path relative = directory().relativize(file);
        String place = relative.getName(0).toString();
        if (AtomicFile.isTemporary(file) && WRITTEN.contains(place)) {
            return place.equals(BLOBS) && BlobStore.isBeginning(file) ? Kind.BEGINNING : Kind.TEMPORARY;
        }
        String name = slashed(relative);
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.form.matcher(name).matches())
                .findFirst()
                .orElseThrow();
    }

    /** The digest of a file of kind {@link Kind#BLOB}. */
    static Digest blobOf(Path file) {
        return new Digest(
                file.getParent().getFileName().toString(), file.getFileName().toString());
    }

    private static String slashed(Path relative) {
        return String.join(
                "/",
                StreamSupport.stream(relative.spliterator(), false)
                        .map(Path::toString)
                        .toList());
    }

    private static String fileName(Digest digest) {
        return digest.algorithm() + "-" + digest.hex();
    }

    /**
     * Any text as the name of one file: readable where it is plain, never the same for two texts, never a way out of the
     * directory, and the same on every file system. Small letters, digits, {@code _}, {@code -} and inner dots stay; every
     * other byte becomes {@code %} and two digits; a long name is cut and ends in {@code %-} and its digest.
     */
    static String component(String text) {
        StringBuilder name = new StringBuilder();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean device = DEVICE.matcher(text).matches();
        for (int i = 0; i < bytes.length; i++) {
            boolean edge = i == 0 || i == bytes.length - 1;
            boolean plain = isPlain(bytes[i]) || bytes[i] == '.' && !edge;
            name.append(plain && !(device && i == 0) ? "" + (char) bytes[i] : escaped(bytes[i]));
        }
        if (name.isEmpty() || name.length() > LONGEST_COMPONENT) {
            String beginning = name.substring(0, Math.min(name.length(), LONGEST_COMPONENT / 2));
            return beginning.replaceFirst("%.?$", "") + "%-" + Digest.of(bytes).hex();
        }
        return name.toString();
    }

    private static boolean isPlain(byte b) {
        return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '-' || b == '_';
    }

    private static String escaped(byte b) {
        return String.format(Locale.ROOT, "%%%02x", b);
    }
}
