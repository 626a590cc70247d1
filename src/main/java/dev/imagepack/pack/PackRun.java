package dev.imagepack.pack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.Alias;
import dev.imagepack.io.AtomicDirectory;
import dev.imagepack.io.AtomicFile;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.OciLayout;

/** One run of {@link PackImages}, step by step. */
final class PackRun {

    /** Goes up when the same images are to be packed in another way; part of the stamp. */
    private static final int FORM = 1;

    /** The directory of the layout. */
    static final String LAYOUT = "images";

    private static final String STAMP = ".pack-images";
    private static final String ARCHIVE_STAMP = ".pack-archive";
    private static final String ARCHIVE_FOUND = "found";

    /** A manifest that is rewritten, not yet in place. */
    private record Text(Path target, byte[] bytes, int references) {}

    private final PackImages.Request request;
    private final PackContents contents;
    private final PackLog log;
    private final PackCheck check;
    private final long started = System.nanoTime();
    private final Path layout;
    private final Path lock;
    private final Path report;
    private final PackStamp stamp;
    private final PackStamp archiveStamp;

    PackRun(PackImages.Request request, PackContents contents, PackLog log) {
        this.request = request;
        this.contents = contents;
        this.log = log;
        this.check = new PackCheck(request, contents, log);
        this.layout = request.output().resolve(LAYOUT);
        this.lock = request.output().resolve(ImagesLock.FILE);
        this.report = request.output().resolve(PackReport.FILE);
        this.stamp = new PackStamp(request.output().resolve(STAMP));
        this.archiveStamp = new PackStamp(request.output().resolve(ARCHIVE_STAMP));
    }

    PackImages.Result run() throws IOException {
        List<Text> texts = texts();
        if (contents.entries().isEmpty()) {
            throw new ImagepackException("there is no image to pack", "Configure an image, or a layout to merge.");
        }
        removeLeftovers();
        if (stamp.says(state(texts)) && check.stillSound(layout)) {
            return new PackImages.Result(report(), true);
        }
        try (AtomicDirectory stage = AtomicDirectory.create(layout)) {
            OciLayout staged = fill(stage.path());
            check.require(stage.path());
            putInPlace(stage, staged, texts);
        }
        stamp.write(state(texts));
        return new PackImages.Result(report(), false);
    }

    /** What a run that was killed did not finish; an archive may be large. */
    private void removeLeftovers() throws IOException {
        AtomicFile.removeLeftovers(request.output());
        if (request.archive().isPresent()) {
            AtomicFile.removeLeftovers(request.archive().get().toAbsolutePath().getParent());
        }
        for (PackImages.Rewrite rewrite : request.manifests()) {
            AtomicFile.removeLeftovers(rewrite.target().toAbsolutePath().getParent());
        }
    }

    /** The manifests with their references rewritten; every fault in them comes out before anything is written. */
    private List<Text> texts() throws IOException {
        EmbedReferences references =
                new EmbedReferences(contents.imageIds(), request.known(), contents.ofSeveralPlatforms());
        Set<Path> targets = new HashSet<>();
        List<Text> texts = new ArrayList<>();
        for (PackImages.Rewrite rewrite : request.manifests()) {
            EmbedReferences.Rewritten result = references.rewrite(rewrite.source());
            texts.add(new Text(rewrite.target(), result.text().getBytes(StandardCharsets.UTF_8), result.references()));
            if (!targets.add(rewrite.target().toAbsolutePath().normalize())) {
                throw new ImagepackException(
                        rewrite.target() + ": two manifests would be written there", "Give each its own target.");
            }
            if (Files.isDirectory(rewrite.target())) {
                throw new ImagepackException(
                        rewrite.target() + ": is a directory, and a manifest is to be written there",
                        "Name a file as the target.");
            }
        }
        return texts;
    }

    /** What was given and what there is, for the stamp. */
    private JsonNode state(List<Text> texts) throws IOException {
        ObjectNode state = Json.object().put("form", FORM);
        ArrayNode images = state.putArray("images");
        for (PackedEntry entry : contents.entries()) {
            ObjectNode item = images.addObject();
            ArrayNode platforms = item.putArray("images");
            entry.images().forEach(image -> platforms.add(image.image().toJson()));
            item.put("blob", entry.blob().digest().toString());
            entry.descriptor().annotations().forEach(item.putObject("annotations")::put);
        }
        ObjectNode manifests = state.putObject("manifests");
        for (Text text : texts) {
            manifests
                    .putObject(text.target().toString())
                    .put("expected", Digest.of(text.bytes()).toString())
                    .put("found", PackStamp.content(text.target()));
        }
        for (Path archive : request.archive().stream().toList()) {
            state.put("archive", archive.toString());
            state.put("archiveFound", PackStamp.attributes(archive));
        }
        state.set("layout", PackStamp.layout(layout));
        state.put(ImagesLock.FILE, PackStamp.content(lock));
        return state.put(PackReport.FILE, PackStamp.content(report));
    }

    private OciLayout fill(Path directory) throws IOException {
        OciLayout staged = OciLayout.create(directory);
        List<Descriptor> entries = new ArrayList<>();
        for (PackedEntry entry : contents.entries()) {
            for (PackedImage image : entry.images()) {
                bring(image, staged.blobs());
            }
            if (entry.index().isPresent()) {
                staged.blobs().put(entry.index().get());
            }
            entries.add(entry.descriptor());
        }
        staged.commit(ImageIndex.of(entries));
        contents.merges()
                .forEach(merge -> log.merged(merge.path(), merge.entries().size()));
        return staged;
    }

    /** What the cache has need not be copied, wherever the image comes from. */
    private void bring(PackedImage image, BlobStore target) throws IOException {
        for (Descriptor blob : image.blobs()) {
            if (request.blobs().contains(blob.digest(), blob.size())) {
                target.linkFrom(request.blobs(), blob.digest());
            } else {
                image.origin().bring(blob, target);
            }
        }
    }

    /** Writes the archive beside its place, then lets everything appear. */
    private void putInPlace(AtomicDirectory stage, OciLayout staged, List<Text> texts) throws IOException {
        if (request.archive().isEmpty()) {
            appear(stage, texts, () -> {});
            return;
        }
        Path target = request.archive().get();
        ImagesArchive archive = ImagesArchive.of(staged, contents.lock(), contents.entries());
        if (archiveStamp.says(archiveState(archive, target))) {
            appear(stage, texts, () -> {});
            return;
        }
        boolean untouched = archiveStamp.says(ARCHIVE_FOUND, PackStamp.attributes(target));
        long shared = untouched ? archive.sharedStart(target) : 0;
        if (shared > 0) {
            withdraw();
        }
        try (AtomicFile file = archive.begin(target, shared, log::advanced)) {
            appear(stage, texts, file::commit);
        }
        archiveStamp.write(archiveState(archive, target));
    }

    private static JsonNode archiveState(ImagesArchive archive, Path target) throws IOException {
        return Json.object()
                .put("key", archive.key().toString())
                .put("archive", target.toString())
                .put(ARCHIVE_FOUND, PackStamp.attributes(target));
    }

    /** A step of putting things in place. */
    private interface Step {
        void take() throws IOException;
    }

    /** Takes away what an earlier run left, what says that it is complete first. */
    static void remove(Path output) throws IOException {
        new PackStamp(output.resolve(STAMP)).remove();
        Files.deleteIfExists(output.resolve(ImagesLock.FILE));
        Files.deleteIfExists(output.resolve(PackReport.FILE));
        AtomicDirectory.delete(output.resolve(LAYOUT));
    }

    /** Takes away the archive of an earlier run; one that was not made here stays. */
    static void removeArchive(Path output, Path archive) throws IOException {
        PackStamp stamp = new PackStamp(output.resolve(ARCHIVE_STAMP));
        if (stamp.exists()) {
            Files.deleteIfExists(archive);
        }
        stamp.remove();
    }

    /** Takes away what says that the package is complete. */
    private void withdraw() throws IOException {
        stamp.remove();
        Files.deleteIfExists(lock);
        Files.deleteIfExists(report);
    }

    private void appear(AtomicDirectory stage, List<Text> texts, Step archive) throws IOException {
        withdraw();
        stage.commit();
        archive.take();
        for (Text text : texts) {
            AtomicFile.write(text.target(), text.bytes());
            log.rewrote(text.target(), text.references());
        }
        AtomicFile.write(report, Json.bytes(report().toJson()));
        AtomicFile.write(lock, contents.lock().toYaml());
    }

    private PackReport report() {
        SortedMap<Alias, PackReport.Image> images = new TreeMap<>();
        contents.entries().forEach(entry -> images.put(entry.alias(), report(entry)));
        List<Descriptor> layers = contents.embeddedLayers();
        return new PackReport(
                images,
                layers.size(),
                layers.stream().mapToLong(Descriptor::size).sum(),
                Duration.ofNanos(System.nanoTime() - started).truncatedTo(ChronoUnit.MILLIS));
    }

    private static PackReport.Image report(PackedEntry entry) {
        return new PackReport.Image(
                entry.blob().digest(),
                entry.references(),
                entry.images().stream().map(PackRun::report).toList());
    }

    private static PackReport.Variant report(PackedImage packed) {
        return new PackReport.Variant(
                packed.image().platform(),
                packed.image().config().digest(),
                packed.manifest().digest(),
                packed.image().layers().size(),
                packed.image().upstream(),
                packed.build()
                        .map(outcome -> new PackReport.Build(
                                outcome.builder(), outcome.reused(), outcome.reason(), outcome.duration())));
    }
}
