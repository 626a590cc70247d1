package dev.imagepack.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleLayout;
import dev.imagepack.image.SavedLayout;
import dev.imagepack.io.AtomicFile;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageManifest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.LayoutCheck;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.OciLayout;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class PackImagesTest {

    private static final String UPSTREAM = "registry.example/base:1@sha256:" + "1".repeat(64);

    @TempDir
    private Path directory;

    private Path output;
    private Path archive;
    private BlobStore cache;
    private final List<BuildOutcome> built = new ArrayList<>();
    private final List<Path> merge = new ArrayList<>();
    private final List<PackImages.Rewrite> manifests = new ArrayList<>();
    private final List<Alias> known = new ArrayList<>();
    private final List<String> log = new ArrayList<>();

    private final SampleImage.Layer base = SampleImage.Layer.gzip("etc/base", "base");
    private final SampleImage app = SampleImage.of(base, SampleImage.Layer.gzip("srv/app", "application"));
    private final SampleImage web = SampleImage.of(base, SampleImage.Layer.plain("srv/web", "web"));

    @BeforeEach
    void locate() {
        output = directory.resolve("target/imagepack");
        archive = directory.resolve("target/shop-1-images.tar");
        cache = new BlobStore(directory.resolve("cache"));
    }

    private void build(BuiltImage image, SampleImage content) throws IOException {
        cache.put(content.config());
        for (SampleImage.Layer layer : content.layers()) {
            cache.put(layer.stored());
        }
        built.add(new BuildOutcome(image, "embedded", false, "first build", Duration.ofMillis(17)));
    }

    private void build(String alias, SampleImage content) throws IOException {
        build(content.built(alias), content);
    }

    private PackImages.Request request(boolean check) {
        return new PackImages.Request(built, cache, merge, manifests, output, Optional.of(archive), known, check);
    }

    private PackImages.Result pack() throws IOException {
        log.clear();
        return PackImages.pack(request(false), new Recorder());
    }

    private class Recorder implements PackLog {

        @Override
        public void merged(Path layout, int images) {
            log.add("merged " + layout.getFileName() + " " + images);
        }

        @Override
        public void rewrote(Path target, int references) {
            log.add("rewrote " + target.getFileName() + " " + references);
        }

        @Override
        public void advanced(long bytes) {}

        @Override
        public void warning(String message) {
            log.add("warning " + message);
        }
    }

    private void assertSound(Digest... upstream) throws IOException {
        assertThat(LayoutCheck.check(output.resolve("images"), Set.of(upstream)))
                .isEmpty();
    }

    private String lock() throws IOException {
        return Files.readString(output.resolve("images.lock"));
    }

    private JsonNode result() throws IOException {
        return new ObjectMapper().readTree(Files.readAllBytes(output.resolve("pack-result.json")));
    }

    @Test
    void imagesComeIntoOneLayoutAndShareTheirBlobs() throws IOException {
        build("web", web);
        build(
                app.built("app")
                        .named(
                                new Alias("app"),
                                List.of(ImageRef.parse("registry.example/app:1"), ImageRef.parse("app:latest"))),
                app);

        PackImages.Result result = pack();

        assertThat(result.upToDate()).isFalse();
        assertSound();
        OciLayout layout = OciLayout.open(output.resolve("images"));
        assertThat(layout.blobs().list()).hasSize(2 + 2 + 3);
        assertThat(layout.index().manifests())
                .containsExactly(
                        app.manifestDescriptor()
                                .withPlatform(Platform.LINUX_AMD64)
                                .withAnnotations(Map.of(
                                        ImageIndex.REF_NAME, "app", ImageIndex.IMAGE_NAME, "registry.example/app:1")),
                        web.manifestDescriptor()
                                .withPlatform(Platform.LINUX_AMD64)
                                .withAnnotations(Map.of(ImageIndex.REF_NAME, "web")));
        assertThat(Files.readString(output.resolve("images/index.json")))
                .contains("\"mediaType\":\"application/vnd.oci.image.index.v1+json\"");
        assertThat(ImagesLock.parse(lock().getBytes(StandardCharsets.UTF_8), "lock")
                        .images())
                .containsOnlyKeys(new Alias("app"), new Alias("web"));
    }

    @Test
    void blobsAreLinkedFromTheCache() throws IOException {
        build("app", app);

        pack();

        Digest layer = base.descriptor().digest();
        assertThat(Files.isSameFile(new BlobStore(output.resolve("images")).path(layer), cache.path(layer)))
                .isTrue();
    }

    @Test
    void upstreamLayersStayOutAndAreLockedByPosition() throws IOException {
        SampleImage repeated = SampleImage.of(base, app.layers().get(1), base);
        build(repeated.built("app", UPSTREAM, 1), repeated);

        pack();

        assertSound();
        assertThat(lock()).isEqualTo("""
                        version: 1
                        images:
                          app:
                            image_id: %s
                            upstream: %s
                            layers:
                              - digest: %s
                                source: upstream
                              - digest: %s
                                source: embed
                              - digest: %s
                                source: embed
                        """.formatted(
                        repeated.configDescriptor().digest(),
                        UPSTREAM,
                        base.descriptor().digest(),
                        app.layers().get(1).descriptor().digest(),
                        base.descriptor().digest()));
        assertThat(result().path("embeddedLayerCount").asInt()).isEqualTo(2);
    }

    @Test
    void anImageThatIsItsBaseEmbedsNothing() throws IOException {
        SampleImage same = SampleImage.of(base);
        build(same.built("app", UPSTREAM, 1), same);

        PackImages.Result result = pack();

        assertSound(base.descriptor().digest());
        assertThat(result.report().embeddedLayerCount()).isZero();
        assertThat(result.report().embeddedLayerBytes()).isZero();
    }

    @Test
    void anImageWithoutAnyLayerIsRefused() throws IOException {
        build("app", SampleImage.of());

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::pack)
                .withMessageContaining("images.app: has no layer, so no engine could load it");
    }

    @Test
    void theReportSaysWhatIsInThePackage() throws IOException {
        build("web", web);
        build(app.built("app", UPSTREAM, 1), app);

        pack();

        JsonNode result = result();
        assertThat(result.path("imageCount").asInt()).isEqualTo(2);
        assertThat(result.at("/upstreamByAlias/app").asText()).isEqualTo(UPSTREAM);
        assertThat(result.at("/upstreamByAlias/web").asText()).isEmpty();
        assertThat(result.at("/resolvedImageByAlias/app").asText())
                .isEqualTo(app.configDescriptor().digest().toString());
        assertThat(result.path("embeddedLayerCount").asInt()).isEqualTo(3);
        assertThat(result.path("embeddedLayerBytes").asLong())
                .isEqualTo(base.stored().length
                        + app.layers().get(1).stored().length
                        + web.layers().get(1).stored().length);
        assertThat(result.at("/images/app/manifest").asText())
                .isEqualTo(app.manifestDescriptor().digest().toString());
        assertThat(result.at("/images/app/platforms/0").asText()).isEqualTo("linux/amd64");
        assertThat(result.at("/images/app/build/builder").asText()).isEqualTo("embedded");
        assertThat(result.at("/images/app/build/reused").asBoolean(true)).isFalse();
        assertThat(result.at("/images/app/build/reason").asText()).isEqualTo("first build");
        assertThat(result.at("/images/app/build/durationMillis").asLong()).isEqualTo(17);
        assertThat(result.path("durationMillis").isIntegralNumber()).isTrue();
    }

    private final SampleImage arm = new SampleImage(
            Platform.parse("linux/arm64"), List.of(base, SampleImage.Layer.gzip("srv/app", "for another machine")));

    /** Builds {@code app} for two platforms, the second one's first layer being upstream. */
    private void buildBoth() throws IOException {
        List<ImageRef> names = List.of(ImageRef.parse("registry.example/app:1"), ImageRef.parse("app:latest"));
        build(app.built("app").named(new Alias("app"), names), app);
        build(arm.built("app", UPSTREAM, 1).named(new Alias("app"), names), arm);
    }

    @Test
    void severalPlatformsOfAnAliasBecomeAnIndexUnderIt() throws IOException {
        build("web", web);
        buildBoth();

        pack();

        assertSound();
        OciLayout layout = OciLayout.open(output.resolve("images"));
        Descriptor entry = layout.index().manifests().get(0);
        assertThat(entry.mediaType()).isEqualTo(MediaType.INDEX);
        assertThat(entry.platform()).isEmpty();
        assertThat(entry.annotations())
                .isEqualTo(Map.of(ImageIndex.REF_NAME, "app", ImageIndex.IMAGE_NAME, "registry.example/app:1"));
        byte[] index = layout.blobs().read(entry, 1 << 16);
        assertThat(ImageIndex.parse(index).manifests())
                .containsExactly(
                        app.manifestDescriptor().withPlatform(Platform.LINUX_AMD64),
                        arm.manifestDescriptor().withPlatform(Platform.parse("linux/arm64")));
        assertThat(lock())
                .startsWith("""
                version: 1
                images:
                  app:
                    platforms:
                      linux/amd64:
                        image_id: %s
                        upstream: ''
                """.formatted(app.configDescriptor().digest()))
                .contains("""
                      linux/arm64:
                        image_id: %s
                        upstream: %s
                        layers:
                          - digest: %s
                            source: upstream
                """.formatted(
                                arm.configDescriptor().digest(),
                                UPSTREAM,
                                base.descriptor().digest()));
        assertThat(pack().upToDate()).isTrue();
    }

    @Test
    void annotationsAreOnEveryManifestAndThoseOfAllPlatformsOnTheIndex() throws IOException {
        build(app.built("app").annotated(new TreeMap<>(Map.of("version", "1", "base", "a", "only", "here"))), app);
        build(arm.built("app").annotated(new TreeMap<>(Map.of("version", "1", "base", "b"))), arm);
        pack();

        assertSound();
        OciLayout layout = OciLayout.open(output.resolve("images"));
        ImageIndex index =
                ImageIndex.parse(layout.blobs().read(layout.index().manifests().get(0), 1 << 16));
        assertThat(index.annotations()).isEqualTo(Map.of("version", "1"));
        ImageManifest second =
                ImageManifest.parse(layout.blobs().read(index.manifests().get(1), 1 << 16));
        assertThat(second.annotations()).isEqualTo(Map.of("version", "1", "base", "b"));
        built.set(1, outcome(arm.built("app").annotated(new TreeMap<>(Map.of("version", "2")))));
        assertThat(pack().upToDate()).isFalse();
        assertSound();
    }

    private static BuildOutcome outcome(BuiltImage image) {
        return new BuildOutcome(image, "embedded", true, "", Duration.ZERO);
    }

    private SampleImage changed() {
        return SampleImage.of(base, SampleImage.Layer.gzip("srv/app", "another application"));
    }

    private Object archiveFile() throws IOException {
        return Files.readAttributes(archive, BasicFileAttributes.class).fileKey();
    }

    /** Packs what is built, and requires the archive that an empty directory would get. */
    private void packAsIfAnew() throws IOException {
        pack();
        byte[] found = Files.readAllBytes(archive);
        Path here = output;
        Path file = archive;
        output = Files.createTempDirectory(directory, "anew");
        archive = output.resolve("images.tar");
        pack();
        assertThat(found).isEqualTo(Files.readAllBytes(archive));
        output = here;
        archive = file;
    }

    @Test
    void theNextArchiveIsWrittenUponWhatIsTheSameInTheOneBefore() throws IOException {
        build("app", app);
        pack();
        Object file = archiveFile();
        built.clear();
        build("app", changed());
        packAsIfAnew();
        assertThat(archiveFile()).isEqualTo(file);
        assertSound();
        assertThat(pack().upToDate()).isTrue();

        build("web", web);
        packAsIfAnew();
        assertThat(archiveFile()).isEqualTo(file);
        built.remove(0);
        packAsIfAnew();
        assertThat(archiveFile()).isEqualTo(file);
    }

    @Test
    void anArchiveThatSomebodyTouchedIsWrittenAnew() throws IOException {
        build("app", app);
        pack();
        Object file = archiveFile();
        try (FileChannel channel = FileChannel.open(archive, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1}), 2 * 512 + 512);
        }
        Files.setLastModifiedTime(archive, FileTime.fromMillis(1));
        built.clear();
        build("app", changed());
        packAsIfAnew();
        assertThat(archiveFile()).isNotEqualTo(file);
    }

    @Test
    void anArchiveWithAnotherNameStaysWhatItIsUnderThat() throws IOException {
        build("app", app);
        pack();
        byte[] before = Files.readAllBytes(archive);
        Path kept = Files.createLink(directory.resolve("kept.tar"), archive);
        built.clear();
        build("app", changed());
        packAsIfAnew();
        assertThat(kept).hasBinaryContent(before);
    }

    @Test
    void theReportListsPlatformsWithTheirManifests() throws IOException {
        build("web", web);
        buildBoth();
        pack();

        JsonNode result = result();
        JsonNode image = result.at("/images/app");
        assertThat(result.path("imageCount").asInt()).isEqualTo(2);
        assertThat(image.path("platforms").toString()).isEqualTo("[\"linux/amd64\",\"linux/arm64\"]");
        assertThat(image.path("manifest").asText())
                .isEqualTo(OciLayout.open(output.resolve("images"))
                        .index()
                        .manifests()
                        .get(0)
                        .digest()
                        .toString());
        JsonNode second = image.path("byPlatform").path("linux/arm64");
        assertThat(second.path("manifest").asText())
                .isEqualTo(arm.manifestDescriptor().digest().toString());
        assertThat(second.path("imageId").asText())
                .isEqualTo(arm.configDescriptor().digest().toString());
        assertThat(second.path("upstream").asText()).isEqualTo(UPSTREAM);
        assertThat(second.path("build").path("durationMillis").asLong()).isEqualTo(17);
        assertThat(image.has("imageId") || image.has("build")).isFalse();
        assertThat(result.path("resolvedImageByAlias").has("app")).isFalse();
        assertThat(result.path("upstreamByAlias").size()).isOne();
    }

    @Test
    void theArchiveOffersTheFirstPlatformToEngines() throws IOException {
        buildBoth();
        java.util.Collections.reverse(built);
        pack();

        try (SavedLayout layout = SavedLayout.open(archive)) {
            JsonNode docker =
                    new ObjectMapper().readTree(layout.beside("manifest.json").orElseThrow());
            assertThat(docker).hasSize(1);
            assertThat(docker.at("/0/Config").asText())
                    .endsWith(arm.configDescriptor().digest().hex());
            assertThat(docker.at("/0/RepoTags").toString()).isEqualTo("[\"registry.example/app:1\",\"app:latest\"]");
        }
    }

    @Test
    void aPackageOfSeveralPlatformsIsMergedAsItIs() throws IOException {
        buildBoth();
        pack();
        String lock = lock();
        Path first = archive;
        ImageIndex index = OciLayout.open(output.resolve("images")).index();
        merge.add(first);
        output = directory.resolve("elsewhere");
        archive = directory.resolve("elsewhere.tar");
        pack();

        assertThat(lock()).isEqualTo(lock);
        assertThat(OciLayout.open(output.resolve("images")).index()).isEqualTo(index);
        built.clear();
        output = directory.resolve("merged");
        archive = directory.resolve("merged.tar");
        pack();
        assertThat(lock()).isEqualTo(lock);
        assertThat(OciLayout.open(output.resolve("images")).index()).isEqualTo(index);
        assertThat(archive).hasBinaryContent(Files.readAllBytes(first));
    }

    @Test
    void anAliasWithOtherPlatformsElsewhereIsRefused() throws IOException {
        buildBoth();
        pack();
        merge.add(archive);
        built.remove(1);
        output = directory.resolve("elsewhere");
        archive = directory.resolve("elsewhere.tar");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::pack)
                .withMessageContaining("images.app: the image built here is "
                        + app.configDescriptor().digest() + " (layers embedded: 2, upstream ''), ")
                .withMessageContaining("shop-1-images.tar has linux/amd64 "
                        + app.configDescriptor().digest() + " (layers embedded: 2, upstream '') and linux/arm64 "
                        + arm.configDescriptor().digest());
    }

    @Test
    void aReferenceToAnImageOfSeveralPlatformsStopsEverything() throws IOException {
        manifests.add(manifest("image: embed:app\n"));
        buildBoth();

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::pack)
                .withMessageContaining("manifest.yml:1: 'app' is built for several platforms");
        assertThat(output).doesNotExist();
    }

    /** Every file of the output with its inode and times, so that any write shows, and any new link. */
    private Map<String, String> state() throws IOException {
        return state("unix:ino,ctime,size");
    }

    private Map<String, String> state(String names) throws IOException {
        Map<String, String> state = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory.resolve("target"))) {
            for (Path file : files.toList()) {
                Map<String, Object> attributes = Files.readAttributes(file, names, LinkOption.NOFOLLOW_LINKS);
                state.put(directory.relativize(file).toString(), new TreeMap<>(attributes).toString());
            }
        }
        return state;
    }

    @Test
    void anUnchangedSecondRunWritesNothing() throws IOException {
        manifests.add(manifest("image: embed:app\n"));
        build("app", app);
        PackImages.Result first = pack();
        Map<String, String> before = state();

        // How an image came about is no part of what is packed.
        BuildOutcome again = new BuildOutcome(built.get(0).image(), "embedded", true, "", Duration.ofMillis(1));
        built.set(0, again);
        PackImages.Result second = pack();

        assertThat(second.upToDate()).isTrue();
        assertThat(state()).isEqualTo(before);
        assertThat(log).isEmpty();
        assertThat(second.report().embeddedLayerBytes())
                .isEqualTo(first.report().embeddedLayerBytes());
    }

    @Test
    void whateverIsTouchedIsPackedAgain() throws IOException {
        manifests.add(manifest("image: embed:app\n"));
        build("app", app);
        Digest layer = base.descriptor().digest();
        Path blob = new BlobStore(output.resolve("images")).path(layer);
        Map<String, Change> changes = new TreeMap<>();
        changes.put("a blob is gone", () -> Files.delete(blob));
        changes.put("a blob is short", () -> {
            Files.delete(blob);
            Files.writeString(blob, "x");
        });
        changes.put("a blob too many", () -> Files.writeString(blob.resolveSibling("0".repeat(64)), "x"));
        changes.put("index", () -> Files.writeString(output.resolve("images/index.json"), "{}"));
        changes.put("marker", () -> Files.delete(output.resolve("images/oci-layout")));
        changes.put("lock", () -> Files.delete(output.resolve("images.lock")));
        changes.put("lock content", () -> Files.writeString(output.resolve("images.lock"), "x"));
        changes.put("report", () -> Files.writeString(output.resolve("pack-result.json"), "{}"));
        changes.put("archive", () -> Files.delete(archive));
        changes.put("archive time", () -> Files.setLastModifiedTime(archive, FileTime.fromMillis(0)));
        changes.put("target", () -> Files.writeString(output.resolve("manifest.yml"), "x"));
        changes.put("source", () -> Files.writeString(directory.resolve("manifest.yml"), "a: embed:app\n"));
        changes.put("layout", () -> dev.imagepack.io.AtomicDirectory.delete(output.resolve("images")));
        changes.put(
                "references",
                () -> built.set(
                        0,
                        new BuildOutcome(
                                built.get(0).image().named(new Alias("app"), List.of(ImageRef.parse("app:2"))),
                                "embedded",
                                true,
                                "",
                                Duration.ZERO)));
        pack();
        String lock = lock();
        for (Map.Entry<String, Change> change : changes.entrySet()) {
            change.getValue().make();
            assertThat(pack().upToDate()).as(change.getKey()).isFalse();
            assertSound();
            assertThat(lock()).isEqualTo(lock);
            assertThat(pack().upToDate()).as("again: " + change.getKey()).isTrue();
        }
    }

    private interface Change {
        void make() throws IOException;
    }

    @Test
    void whoAsksForACheckFindsDamageThatDoesNotShow() throws IOException {
        build("app", app);
        pack();
        Path blob =
                new BlobStore(output.resolve("images")).path(base.descriptor().digest());
        byte[] bytes = Files.readAllBytes(blob);
        bytes[20] ^= 1;
        Files.delete(blob);
        Files.write(blob, bytes);

        assertThat(pack().upToDate()).isTrue();
        assertThat(PackImages.pack(request(true), PackLog.SILENT).upToDate()).isFalse();
        assertSound();
        assertThat(PackImages.pack(request(true), PackLog.SILENT).upToDate()).isTrue();
    }

    @Test
    void anImageThatIsGoneLeavesNoBlob() throws IOException {
        build("app", app);
        build("web", web);
        pack();
        built.remove(1);

        pack();

        assertSound();
        assertThat(OciLayout.open(output.resolve("images")).blobs().list()).hasSize(2 + 2);
    }

    @Test
    void aBlobThatIsNotInTheCacheIsNamedAndTheEarlierOutputStays() throws IOException {
        build("web", web);
        pack();
        Map<String, String> before = content();
        build("app", app);
        Digest layer = app.layers().get(1).descriptor().digest();
        cache.delete(layer);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::pack)
                .withMessageContaining("images.app: blob " + layer)
                .withMessageContaining("is not in the cache")
                .satisfies(fault -> assertThat(fault.advice()).contains("build-images again"));
        assertThat(content()).isEqualTo(before);
        assertSound();
    }

    /** What is not touched: all but the directories in which temporary names come and go, and the number of links. */
    private Map<String, String> content() throws IOException {
        Map<String, String> content = state("unix:ino,lastModifiedTime,size");
        content.keySet().removeAll(Set.of("target", "target/imagepack"));
        return content;
    }

    @Test
    void aDamagedBlobOfTheCacheIsFoundBeforeAnythingIsTouchedAndGoesFromTheCache() throws IOException {
        build("web", web);
        pack();
        Map<String, String> before = content();
        built.clear();
        build("app", app);
        Digest layer = app.layers().get(1).descriptor().digest();
        SampleLayout.damage(cache.path(layer));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::pack)
                .withMessageContaining("the layout would not be sound")
                .withMessageContaining(layer.toString())
                .satisfies(fault -> assertThat(fault.advice()).startsWith("Build again:"));
        assertThat(content()).isEqualTo(before);
        assertThat(cache.path(layer)).doesNotExist();
        assertThat(app.layers().get(0).descriptor()).matches(blob -> cache.contains(blob.digest(), blob.size()));
    }

    @Test
    void aDiffIdThatIsWrongIsFound() throws IOException {
        SampleImage.Layer honest = app.layers().get(1);
        SampleImage.Layer other = SampleImage.Layer.gzip("srv/app", "other application");
        SampleImage lying = SampleImage.of(new SampleImage.Layer(honest.plain(), other.stored(), honest.mediaType()));
        build("app", lying);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::pack)
                .withMessageContaining("diff-id-mismatch");
        assertThat(output.resolve("images")).doesNotExist();
        assertThat(output.resolve("images.lock")).doesNotExist();
        assertThat(archive).doesNotExist();
    }

    @Test
    void whatIsOddInsideALayerIsAWarningOnly() throws IOException {
        byte[] noTar = "app-layer\n".getBytes(StandardCharsets.UTF_8);
        build("app", SampleImage.of(new SampleImage.Layer(noTar, noTar, MediaType.LAYER)));

        pack();

        assertThat(log).singleElement().asString().startsWith("warning sha256:").endsWith("(tar-invalid)");
        assertThat(PackImages.pack(request(true), new Recorder()).upToDate()).isTrue();
    }

    @Test
    void aRunThatIsInterruptedWhileThingsAppearLeavesNoLock() throws IOException {
        manifests.add(manifest("image: embed:app\n"));
        build("app", app);
        pack();
        built.clear();
        build("app", web);
        PackLog killer = new Recorder() {
            @Override
            public void rewrote(Path target, int references) {
                throw new IllegalStateException("killed");
            }
        };

        assertThatIllegalStateException().isThrownBy(() -> PackImages.pack(request(false), killer));

        assertThat(output.resolve("images.lock")).doesNotExist();
        assertThat(output.resolve("pack-result.json")).doesNotExist();
        assertThat(pack().upToDate()).isFalse();
        assertSound();
        assertThat(lock()).contains(web.configDescriptor().digest().toString());
    }

    @Test
    void aTargetThatIsADirectoryIsRefusedBeforeAnythingIsTouched() throws IOException {
        build("app", app);
        pack();
        Map<String, String> before = content();
        manifests.add(new PackImages.Rewrite(manifest("a: 1\n").source(), output.resolve("images")));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::pack)
                .withMessageContaining(output.resolve("images") + ": is a directory");
        assertThat(content()).isEqualTo(before);
    }

    @Test
    void nothingTemporaryStays() throws IOException {
        build("app", app);
        pack();

        try (Stream<Path> files = Files.walk(directory.resolve("target"))) {
            assertThat(files).noneMatch(AtomicFile::isTemporary);
        }
    }

    @Test
    void twoAliasesOfOneImageAreBothThere() throws IOException {
        build("one", app);
        build("two", app);

        pack();

        assertSound();
        assertThat(names()).containsExactly("one", "two");
        assertThat(lock()).contains("  one:\n").contains("  two:\n");
        assertThat(result().path("embeddedLayerCount").asInt()).isEqualTo(2);
    }

    @Test
    void oneAliasOfTwoImagesIsRefusedWithBothOrigins() throws IOException {
        build("app", app);
        merge.add(new SampleLayout(directory.resolve("other")).image("app", web).path());

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::pack)
                .withMessageContaining("images.app: the image built here is "
                        + app.configDescriptor().digest())
                .withMessageContaining(directory.resolve("other") + " has "
                        + web.configDescriptor().digest());
    }

    @Test
    void oneAliasOfOneImageFromTwoPlacesIsOne() throws IOException {
        build("app", app);
        merge.add(new SampleLayout(directory.resolve("other")).image("app", app).path());

        pack();

        assertSound();
        assertThat(names()).containsExactly("app");
        assertThat(result().at("/images/app/build/builder").asText()).isEqualTo("embedded");
    }

    @Test
    void layoutsAreMergedWithTheirBlobs() throws IOException {
        build("app", app);
        merge.add(new SampleLayout(directory.resolve("other")).image("web", web).path());

        pack();

        assertSound();
        assertThat(names()).containsExactly("app", "web");
        assertThat(log).contains("merged other 1");
        assertThat(result().at("/images/web/build").isMissingNode()).isTrue();
        assertThat(pack().upToDate()).isTrue();
        new SampleLayout(directory.resolve("third")).image("third", web);
        merge.add(directory.resolve("third"));
        assertThat(pack().upToDate()).isFalse();
    }

    @Test
    void anArchiveAndAnOutputOfAnotherModuleAreMerged() throws IOException {
        build(app.built("app", UPSTREAM, 1), app);
        cache.delete(base.descriptor().digest());
        pack();
        Path otherArchive = archive;
        Path otherOutput = output;
        locate();
        built.clear();
        for (Path source : List.of(otherArchive, otherOutput, otherOutput.resolve("images"))) {
            output = directory.resolve("merged-" + source.getFileName());
            archive = output.resolve("images.tar");
            cache = new BlobStore(directory.resolve("empty-cache"));
            merge.clear();
            merge.add(source);

            pack();

            assertSound(base.descriptor().digest());
            assertThat(lock()).isEqualTo(Files.readString(otherOutput.resolve("images.lock")));
            assertThat(archive).hasSameBinaryContentAs(otherArchive);
        }
    }

    @Test
    void imagesThatAreMergedKeepAllTheirReferences() throws IOException {
        List<ImageRef> first = List.of(ImageRef.parse("registry.example/app:1"), ImageRef.parse("app:latest"));
        List<ImageRef> second = List.of(ImageRef.parse("registry.example/copy:1"), ImageRef.parse("copy:2"));
        build(app.built("app").named(new Alias("app"), first), app);
        build(app.built("copy").named(new Alias("copy"), second), app);
        pack();
        built.clear();
        for (Path source : List.of(archive, output)) {
            merge.clear();
            merge.add(source);
            PackImages.Request request = new PackImages.Request(
                    built, cache, merge, manifests, directory.resolve("merged"), Optional.empty(), known, false);

            PackReport report = PackImages.pack(request, PackLog.SILENT).report();

            assertThat(report.images().get(new Alias("app")).references()).isEqualTo(first);
            assertThat(report.images().get(new Alias("copy")).references()).isEqualTo(second);
        }
    }

    @Test
    void aMergedBlobThatIsDamagedIsNamedAndTheEarlierOutputStays() throws IOException {
        build("app", app);
        pack();
        Map<String, String> before = content();
        SampleLayout other = new SampleLayout(directory.resolve("other")).image("web", web);
        Digest layer = web.layers().get(1).descriptor().digest();
        SampleLayout.damage(other.blobs().path(layer));
        merge.add(other.path());

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::pack)
                .withMessageContaining(other.path() + ": blob " + layer);
        assertThat(content()).isEqualTo(before);
    }

    private PackImages.Rewrite manifest(String text) throws IOException {
        Path source = directory.resolve("manifest.yml");
        Files.writeString(source, text);
        return new PackImages.Rewrite(source, output.resolve("manifest.yml"));
    }

    @Test
    void manifestsAreRewritten() throws IOException {
        manifests.add(manifest("image: embed:app\nhelper: embed:app-helper\n"));
        known.add(new Alias("app-helper"));
        build("app", app);

        pack();

        assertThat(output.resolve("manifest.yml"))
                .hasContent("image: embed:app@" + app.configDescriptor().digest() + "\nhelper: embed:app-helper\n");
        assertThat(log).contains("rewrote manifest.yml 1");
    }

    @Test
    void aDanglingReferenceStopsEverything() throws IOException {
        manifests.add(manifest("image: embed:missing\n"));
        build("app", app);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::pack)
                .withMessageContaining("manifest.yml:1: there is no image 'missing'");
        assertThat(output).doesNotExist();
        built.clear();
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::pack)
                .withMessageContaining("there is no image 'missing'");
    }

    @Test
    void twoManifestsWithOneTargetAreRefused() throws IOException {
        manifests.add(manifest("a: 1\n"));
        manifests.add(manifests.get(0));
        build("app", app);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::pack)
                .withMessageContaining("two manifests would be written there");
    }

    @Test
    void nothingToPackIsSaid() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::pack)
                .withMessageContaining("there is no image to pack");
    }

    @Test
    void anArchiveIsNotWrittenAgainForAReportOrAManifest() throws IOException {
        manifests.add(manifest("image: embed:app\n"));
        build("app", app);
        pack();
        String before = state().get("target/shop-1-images.tar");
        manifests.set(0, manifest("picture: embed:app\n"));

        assertThat(pack().upToDate()).isFalse();

        assertThat(state()).containsEntry("target/shop-1-images.tar", before);
        assertThat(output.resolve("manifest.yml")).content().startsWith("picture: embed:app@sha256:");
    }

    @Test
    void anArchiveIsOptional() throws IOException {
        build("app", app);

        PackImages.pack(
                new PackImages.Request(built, cache, merge, manifests, output, Optional.empty(), known, false),
                PackLog.SILENT);

        assertSound();
        assertThat(archive).doesNotExist();
    }

    @Test
    void anAliasThatTheSpecificationAdvisesAgainstIsFine() throws IOException {
        build("my__app-", app);

        pack();

        assertThat(names()).containsExactly("my__app-");
    }

    @Test
    void packagesAreEqualWhateverTheOrderOfTheirImages() throws IOException {
        build("app", app);
        build("web", web);
        pack();
        byte[] first = Files.readAllBytes(archive);
        String index = Files.readString(output.resolve("images/index.json"));
        java.util.Collections.reverse(built);
        output = directory.resolve("elsewhere");
        archive = directory.resolve("elsewhere.tar");

        pack();

        assertThat(archive).hasBinaryContent(first);
        assertThat(output.resolve("images/index.json")).hasContent(index);
    }

    @Test
    void aConfigurationOfAnotherPlatformIsFound() throws IOException {
        BuiltImage image = app.built("app");
        build(
                new BuiltImage(
                        image.alias(), List.of(), Platform.parse("linux/arm64"), image.config(), image.layers(), ""),
                app);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(this::pack)
                .withMessageContaining("platform-mismatch");
    }

    private List<String> names() throws IOException {
        return OciLayout.open(output.resolve("images")).index().manifests().stream()
                .map(entry -> entry.annotations().get(ImageIndex.REF_NAME))
                .toList();
    }
}
