package dev.imagepack.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recomputes everything that a layout claims: every digest, size and diff ID, every media type and count, every tar. Reports
 * all faults, not the first.
 */
public final class LayoutCheck {

    /** Real indexes are nested once. */
    private static final int DEEPEST = 8;

    /** A full reference with its digest is shorter. */
    private static final int LONGEST_NAME = 1024;

    /** The grammar of the annotation ref.name (image-spec, annotations.md). */
    private static final Pattern REF_NAME = Pattern.compile(
            "[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*(?:/[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*)*");

    /**
     * One disagreement.
     *
     * @param code a short stable name, for instance {@code digest-mismatch}
     * @param where the document or blob, for instance {@code sha256:… (layer 2 of app)}
     * @param what expected and found, as a sentence
     */
    public record Fault(String code, String where, String what) {

        /**
         * Whether something is merely left over: a blob or file below {@code blobs} that nothing refers to. The image
         * specification allows that, and layouts of others have it; what this plugin writes has none.
         */
        public boolean isLeftover() {
            return code.equals(LeftoversCheck.STRAY) || code.equals(LeftoversCheck.UNREFERENCED);
        }

        /**
         * Whether it lies in the tar of a layer that is otherwise what it is said to be. A base image of others may have
         * such a fault, and engines may put up with it.
         */
        public boolean isInsideTar() {
            return code.startsWith(TarCheck.CODE);
        }

        /** {@code where: what (code)}. */
        @Override
        public String toString() {
            return where + ": " + what + " (" + code + ")";
        }
    }

    private final Path layout;
    private final Faults faults = new Faults();
    private final BlobStore store;
    private final BlobsCheck blobs;
    private final Set<Digest> indexes = new HashSet<>();
    private final Map<Digest, Optional<ManifestCheck.Image>> manifests = new LinkedHashMap<>();

    private LayoutCheck(Path layout, Set<Digest> upstream, KnownLayers known) {
        this.layout = layout;
        this.store = new BlobStore(layout);
        this.blobs = new BlobsCheck(store, upstream, known, faults);
    }

    /** Checks the layout; an empty list means that it is sound. */
    public static List<Fault> check(Path layout) throws IOException {
        return check(layout, Set.of());
    }

    /**
     * As {@link #check(Path)}; layer blobs named in {@code upstream} may be absent. A layout that is broken in any way is a
     * list of faults, never an exception.
     *
     * @throws IOException when the thread is interrupted, or a directory cannot be listed
     */
    public static List<Fault> check(Path layout, Set<Digest> upstream) throws IOException {
        return check(layout, upstream, KnownLayers.NONE);
    }

    /**
     * As {@link #check(Path, Set)}, without reading the layers that are known; those that are read and sound are known
     * afterwards.
     */
    public static List<Fault> check(Path layout, Set<Digest> upstream, KnownLayers known) throws IOException {
        return new LayoutCheck(layout, upstream, known).run();
    }

    private List<Fault> run() throws IOException {
        file(OciLayout.MARKER, OciLayout.LARGEST_MARKER).ifPresent(this::marker);
        file(OciLayout.INDEX, Documents.LARGEST)
                .flatMap(bytes -> faults.open(bytes, OciLayout.INDEX))
                .ifPresent(this::index);
        boolean allRead = faults.count() == 0;
        blobs.readAll();
        if (Files.exists(layout.resolve(DockerManifestCheck.FILE))) {
            file(DockerManifestCheck.FILE, Documents.LARGEST)
                    .ifPresent(new DockerManifestCheck(images(), faults)::check);
        }
        LeftoversCheck leftovers = new LeftoversCheck(layout, faults);
        leftovers.strayFiles();
        if (allRead) {
            // What a broken document refers to is not known, so nothing could be said to be left over.
            leftovers.unreferenced(store.list(), blobs.referenced());
        }
        return faults.list();
    }

    private List<ManifestCheck.Image> images() {
        return manifests.values().stream().flatMap(Optional::stream).toList();
    }

    private Optional<byte[]> file(String name, int limit) {
        Path file = layout.resolve(name);
        if (!Files.isRegularFile(file)) {
            faults.add("file-absent", name, "it is missing, or no file");
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length <= limit) {
                return Optional.of(bytes);
            }
            faults.add("too-large", name, "it has more than the " + limit + " bytes that are read");
        } catch (IOException e) {
            faults.add("file-unreadable", name, "it cannot be read: " + Quoted.reason(e));
        }
        return Optional.empty();
    }

    private void marker(byte[] bytes) {
        faults.open(bytes, OciLayout.MARKER)
                .flatMap(fields -> fields.requiredText("imageLayoutVersion"))
                .filter(version -> !version.equals(OciLayout.VERSION))
                .ifPresent(version -> faults.add(
                        "layout-version",
                        OciLayout.MARKER,
                        "imageLayoutVersion is " + Quoted.of(version) + ", expected \"" + OciLayout.VERSION + "\""));
    }

    private void index(Fields fields) {
        ImageIndex index = ImageIndex.read(fields, fields.text("mediaType"));
        names(index.manifests());
        for (Descriptor entry : index.manifests()) {
            visit(entry, label(entry), 0);
        }
    }

    private void names(List<Descriptor> entries) {
        Set<List<Object>> seen = new HashSet<>();
        for (Descriptor entry : entries) {
            String name = entry.annotations().get(ImageIndex.REF_NAME);
            if (name == null) {
                continue;
            }
            if (!isRefName(name)) {
                faults.add(
                        "ref-name",
                        OciLayout.INDEX,
                        "the name " + Quoted.of(name) + " is not of the form the"
                                + " specification asks for: letters and digits, single separators - . _ : @ / + inside");
            }
            if (!seen.add(List.of(name, entry.platform()))) {
                faults.add("ref-name-twice", OciLayout.INDEX, "the name " + Quoted.of(name) + " is there twice");
            }
        }
    }

    private static boolean isRefName(String name) {
        return name.length() <= LONGEST_NAME && REF_NAME.matcher(name).matches();
    }

    /** Names of others may hold anything. */
    private static String label(Descriptor entry) {
        String refName = entry.annotations().get(ImageIndex.REF_NAME);
        String fullName = entry.annotations().get(ImageIndex.IMAGE_NAME);
        String name = refName != null
                ? refName
                : fullName != null ? fullName : entry.digest().toString();
        return isRefName(name) ? name : Quoted.of(name);
    }

    private void visit(Descriptor entry, String label, int depth) {
        String where = entry.digest() + " (" + label + ")";
        if (MediaType.isManifest(entry.mediaType())) {
            manifest(entry, label, where);
        } else if (!MediaType.isIndex(entry.mediaType())) {
            faults.add("media-type", where, "the media type " + entry.mediaType() + " is neither manifest nor index");
            blobs.blob(entry, Optional.empty(), where);
        } else if (indexes.add(entry.digest())) {
            nested(entry, label, depth);
        }
    }

    private void manifest(Descriptor entry, String label, String where) {
        if (!manifests.containsKey(entry.digest())) {
            manifests.put(entry.digest(), new ManifestCheck(blobs, faults, label).check(entry));
        }
        Optional<Platform> found = manifests.get(entry.digest()).flatMap(ManifestCheck.Image::platform);
        if (entry.platform().isPresent()
                && found.isPresent()
                && !agree(entry.platform().get(), found.get())) {
            faults.add(
                    "platform-mismatch",
                    where,
                    "the index says " + entry.platform().get() + ", the configuration " + found.get());
        }
    }

    /** A version of Windows need not be said in both places. */
    private static boolean agree(Platform entry, Platform config) {
        return entry.osVersion().isEmpty() || config.osVersion().isEmpty()
                ? new Platform(entry.os(), entry.architecture(), entry.variant(), config.osVersion()).equals(config)
                : entry.equals(config);
    }

    private void nested(Descriptor entry, String label, int depth) {
        String where = entry.digest() + " (index of " + label + ")";
        if (depth == DEEPEST) {
            faults.add("too-deep", where, "indexes lie more than " + DEEPEST + " deep inside each other");
            return;
        }
        List<Descriptor> children = new ArrayList<>();
        blobs.document(entry, where)
                .flatMap(bytes -> faults.open(bytes, where))
                .map(fields -> ImageIndex.read(fields, Optional.of(entry.mediaType())))
                .ifPresent(index -> children.addAll(index.manifests()));
        for (Descriptor child : children) {
            String platform = child.platform().map(value -> " for " + value).orElse("");
            visit(child, label + platform, depth + 1);
        }
    }
}
