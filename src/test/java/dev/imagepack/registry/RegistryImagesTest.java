package dev.imagepack.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleImage.Layer;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RegistryImagesTest {

    private static final Platform AMD64 = Platform.LINUX_AMD64;
    private static final Platform ARM64 = Platform.parse("linux/arm64");
    private static final ImageRef JRE = ImageRef.parse("registry.example/base/jre:17");
    private static final String REPOSITORY = "registry.example/base/jre";
    private static final SampleImage IMAGE =
            SampleImage.of(Layer.gzip("etc/os-release", "ID=sample"), Layer.gzip("opt/java", "java"));
    private static final SampleImage OTHER = SampleImage.of(Layer.gzip("etc/os-release", "ID=other"));

    @TempDir
    Path directory;

    private final MemoryRegistry registry = new MemoryRegistry();
    private final Known known = new Known();
    private final RecordedPulls log = new RecordedPulls();
    private PullPolicy policy = PullPolicy.IF_NOT_PRESENT;
    private boolean offline;
    private BaseLock lock = BaseLock.NOTHING;
    private LockMode mode = LockMode.USE;
    private final AtomicInteger transports = new AtomicInteger();
    private final List<String> answers = new ArrayList<>();

    private BlobStore blobs() {
        return new BlobStore(directory);
    }

    /** The images of one run; what is known outlives it. */
    private RegistryImages run() {
        return new RegistryImages(new RegistryImages.Settings(
                () -> {
                    transports.incrementAndGet();
                    return registry;
                },
                blobs(),
                known,
                this::ensure,
                policy,
                offline,
                lock,
                mode,
                tags(),
                log));
    }

    private Tags tags() {
        return new Tags() {
            @Override
            public Optional<Digest> meaning(ImageRef reference) throws IOException {
                Optional<Digest> now = Tags.at(registry).meaning(reference);
                answers.add(reference + " " + now.map(Digest::toString).orElse("nothing"));
                return now;
            }

            @Override
            public void found(ImageRef reference, Digest digest) {
                answers.add(reference + " " + digest);
            }
        };
    }

    private void ensure(Digest blob, BlobFetches.Fetch fetch) throws IOException {
        if (!blobs().list().contains(blob)) {
            fetch.run();
        }
    }

    private static byte[] read(ImageSource image, int position) throws IOException {
        try (InputStream in = image.openLayer(position)) {
            return in.readAllBytes();
        }
    }

    @Test
    void manifestAndConfigurationAreEnoughToKnowAnImage() throws IOException {
        Digest digest = registry.publish(REPOSITORY, "17", IMAGE);
        ImageSource image = run().find(JRE, AMD64);
        assertThat(image.manifest().map(Descriptor::digest)).contains(digest);
        assertThat(image.config().bytes()).isEqualTo(IMAGE.config());
        assertThat(image.layers())
                .isEqualTo(IMAGE.layers().stream().map(Layer::descriptor).toList());
        assertThat(image.name()).contains(JRE);
        assertThat(registry.requests())
                .containsExactly(
                        "GET registry.example/base/jre manifests/17",
                        "GET registry.example/base/jre blobs/" + short8(IMAGE.configDescriptor()));
        assertThat(blobs().list()).containsExactly(IMAGE.configDescriptor().digest());
    }

    private static String short8(Descriptor blob) {
        return blob.digest().toString().substring(0, "sha256:".length() + 8);
    }

    @Test
    void aLayerIsFetchedWhenItIsOpenedAndOnlyOnce() throws IOException {
        registry.publish(REPOSITORY, "17", IMAGE);
        ImageSource image = run().find(JRE, AMD64);
        registry.drain();
        assertThat(read(image, 1)).isEqualTo(IMAGE.layers().get(1).stored());
        assertThat(read(image, 1)).isEqualTo(IMAGE.layers().get(1).stored());
        assertThat(registry.drain())
                .containsExactly("GET registry.example/base/jre blobs/"
                        + short8(IMAGE.layers().get(1).descriptor()));
        assertThat(read(run().find(JRE, AMD64), 1))
                .isEqualTo(IMAGE.layers().get(1).stored());
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void aSecondRunAsksNothing() throws IOException {
        registry.publish(REPOSITORY, "17", IMAGE);
        run().find(JRE, AMD64);
        int contacts = transports.get();
        registry.publish(REPOSITORY, "17", OTHER);
        assertThat(run().find(JRE, AMD64).config().bytes()).isEqualTo(IMAGE.config());
        assertThat(transports).hasValue(contacts);
    }

    @Test
    void alwaysAsksForTheDigestAndReadsNoMoreWhenItIsTheSame() throws IOException {
        policy = PullPolicy.ALWAYS;
        Digest first = registry.publish(REPOSITORY, "17", IMAGE);
        run().find(JRE, AMD64);
        registry.drain();
        run().find(JRE, AMD64);
        assertThat(registry.drain()).containsExactly("HEAD registry.example/base/jre manifests/17");
        Digest other = registry.publish(REPOSITORY, "17", OTHER);
        assertThat(run().find(JRE, AMD64).config().bytes()).isEqualTo(OTHER.config());
        assertThat(answers).first().isEqualTo(JRE + " " + first);
        assertThat(answers).last().isEqualTo(JRE + " " + other);
    }

    @Test
    void withNeverAndOfflineOnlyWhatIsKnownIsUsed() throws IOException {
        registry.publish(REPOSITORY, "17", IMAGE);
        policy = PullPolicy.NEVER;
        assertThatThrownBy(() -> run().find(JRE, AMD64))
                .isInstanceOf(ImagepackException.class)
                .hasMessageContaining("registry.example/base/jre:17")
                .hasMessageContaining("never");
        policy = PullPolicy.ALWAYS;
        offline = true;
        assertThatThrownBy(() -> run().find(JRE, AMD64)).hasMessageContaining("offline (-o)");
        assertThat(transports).hasValue(0);
        offline = false;
        run().find(JRE, AMD64);
        int contacts = transports.get();
        offline = true;
        ImageSource image = run().find(JRE, AMD64);
        assertThat(image.hasLayer(0)).isFalse();
        assertThatThrownBy(() -> image.openLayer(0)).hasMessageContaining("offline");
        assertThat(transports).hasValue(contacts);
    }

    @Test
    void aTagIsLatestWhereNoneIsSaid() throws IOException {
        registry.publish("docker.io/library/busybox", "latest", IMAGE);
        assertThat(run().find(ImageRef.parse("busybox"), AMD64).describe()).isEqualTo("busybox:latest");
    }

    @Test
    void aDigestIsComparedWithTheBytesThatCome() throws IOException {
        Digest pinned = registry.publish(REPOSITORY, "17", IMAGE);
        assertThat(run().find(JRE.withDigest(pinned), AMD64).config().bytes()).isEqualTo(IMAGE.config());
        ImageRef swapped = JRE.withDigest(Digest.of(new byte[] {1}));
        registry.failOnce((call, self) -> call.target().startsWith("manifests/")
                ? Optional.of(self.answer(Call.get(call.repository(), "manifests/17")))
                : Optional.empty());
        assertThatThrownBy(() -> run().find(swapped, AMD64))
                .isInstanceOf(RegistryFault.class)
                .hasMessageContaining("another manifest than the one that was asked for")
                .hasMessageContaining(swapped.digest().orElseThrow().toString());
        assertThat(known.images).hasSize(1);
    }

    @Test
    void aHeaderThatContradictsTheBytesIsRefused() {
        registry.publish(REPOSITORY, "17", IMAGE);
        registry.failOnce((call, self) -> Optional.of(new Reply(
                200,
                Map.of("docker-content-digest", List.of(Digest.of(new byte[0]).toString())),
                "memory",
                self.answer(call).body())));
        assertThatThrownBy(() -> run().find(JRE, AMD64)).hasMessageContaining("another manifest");
    }

    @Test
    void thePlatformsManifestIsChosenFromAnIndexAndAttestationsArePassedOver() throws IOException {
        SampleImage arm = new SampleImage(ARM64, List.of(Layer.gzip("arm", "arm")));
        registry.publishIndex(REPOSITORY, "17", IMAGE, arm);
        assertThat(run().find(JRE, ARM64).config().bytes()).isEqualTo(arm.config());
        assertThat(run().find(JRE, AMD64).config().bytes()).isEqualTo(IMAGE.config());
        assertThatThrownBy(() -> run().find(JRE, Platform.parse("linux/s390x")))
                .hasMessageContaining("there is no image for linux/s390x but for [linux/amd64, linux/arm64]");
    }

    @Test
    void theVariantDecidesAndAnIndexMayListOthers() throws IOException {
        SampleImage v6 = new SampleImage(Platform.parse("linux/arm/v6"), List.of(Layer.gzip("v6", "v6")));
        SampleImage v7 = new SampleImage(Platform.parse("linux/arm/v7"), List.of(Layer.gzip("v7", "v7")));
        Digest inner = registry.publishIndex(REPOSITORY, "inner", v6, v7);
        int size = registry.manifest(REPOSITORY, "inner").orElseThrow().length;
        registry.manifest(
                REPOSITORY,
                "17",
                ImageIndex.of(List.of(new Descriptor(MediaType.INDEX, inner, size)))
                        .toBytes());
        for (SampleImage image : List.of(v6, v7)) {
            assertThat(run().find(JRE, image.platform()).config().bytes()).isEqualTo(image.config());
        }
        assertThat(run().find(JRE, ARM64).config().bytes()).isEqualTo(v7.config());
        assertThatThrownBy(() -> run().find(JRE, AMD64)).hasMessageContaining("for [linux/arm/v6, linux/arm/v7]");
    }

    @Test
    void aLayerThatWasCutIsReadOnFromWhereItEnded() throws IOException {
        registry.publish(REPOSITORY, "17", IMAGE).toString();
        ImageSource image = run().find(JRE, AMD64);
        registry.cutBlobsAfter(50);
        registry.drain();
        assertThat(read(image, 0)).isEqualTo(IMAGE.layers().get(0).stored());
        int size = IMAGE.layers().get(0).stored().length;
        assertThat(registry.requests()).hasSize((size + 49) / 50);
    }

    @Test
    void aRegistryWithoutRangesIsReadFromTheStart() throws IOException {
        registry.publish(REPOSITORY, "17", IMAGE);
        ImageSource image = run().find(JRE, AMD64);
        int size = IMAGE.layers().get(0).stored().length;
        registry.withoutRanges().failOnce((call, self) -> {
            self.cutBlobsAfter(size / 2);
            Reply reply = self.answer(call);
            self.cutBlobsAfter(Integer.MAX_VALUE);
            return Optional.of(reply);
        });
        assertThat(read(image, 0)).isEqualTo(IMAGE.layers().get(0).stored());
    }

    @Test
    void whatOneRunFetchedOfALayerIsNotFetchedAgainByTheNext() throws IOException {
        registry.publish(REPOSITORY, "17", IMAGE);
        Layer layer = IMAGE.layers().get(0);
        ImageSource cut = run().find(JRE, AMD64);
        registry.cutBlobsAfter(10).failOnce((call, self) -> {
            if (call.headers().containsKey("Range")) {
                throw new RegistryFault("registry.example: no answer", "Try again.", 0, null);
            }
            return Optional.empty();
        });
        assertThatThrownBy(() -> cut.openLayer(0)).hasMessageContaining("no answer");
        assertThat(log.underWay).isEmpty();
        registry.cutBlobsAfter(Integer.MAX_VALUE);
        List<String> ranges = new ArrayList<>();
        registry.failOnce((call, self) -> {
            ranges.add(String.valueOf(call.headers().get("Range")));
            return Optional.empty();
        });
        log.fetched = 0;
        assertThat(read(run().find(JRE, AMD64), 0)).isEqualTo(layer.stored());
        assertThat(ranges).containsExactly("bytes=10-");
        assertThat(log.underWay).isEmpty();
        assertThat(log.fetched).isEqualTo(layer.stored().length);
    }

    @Test
    void aConnectionThatBringsNothingIsGivenUp() throws IOException {
        registry.publish(REPOSITORY, "17", IMAGE);
        ImageSource image = run().find(JRE, AMD64);
        registry.cutBlobsAfter(0);
        assertThatThrownBy(() -> image.openLayer(0))
                .isInstanceOf(IOException.class)
                .hasMessage("connection reset");
        assertThat(blobs().list()).containsExactly(IMAGE.configDescriptor().digest());
    }

    @Test
    void aLayerThatIsNotWhatItShouldBeIsRefusedAndNotKept() throws IOException {
        registry.publish(REPOSITORY, "17", IMAGE);
        ImageSource image = run().find(JRE, AMD64);
        Descriptor layer = IMAGE.layers().get(0).descriptor();
        byte[] other = IMAGE.layers().get(0).stored().clone();
        other[20] ^= 1;
        registry.blobs(REPOSITORY).put(layer.digest().toString(), other);
        assertThatThrownBy(() -> image.openLayer(0))
                .isInstanceOf(ImagepackException.class)
                .hasMessageStartingWith("registry.example/base/jre")
                .hasMessageContaining(layer.digest().toString());
        assertThat(blobs().list()).containsExactly(IMAGE.configDescriptor().digest());
    }

    @Test
    void faultsSayWhatTheRegistrySaid() {
        assertThatThrownBy(() -> run().find(JRE, AMD64))
                .isInstanceOf(RegistryFault.class)
                .hasMessage("registry.example/base/jre:17: is not there");
        registry.failOnce((call, self) -> Optional.of(MemoryRegistry.error(400, "NAME_INVALID")));
        assertThatThrownBy(() -> run().find(JRE, AMD64)).hasMessageContaining("status 400 (NAME_INVALID sorry)");
    }

    @Test
    void artifactsAndOldManifestsAreNoBases() {
        registry.manifest(REPOSITORY, "17", "{\"schemaVersion\":1,\"fsLayers\":[]}".getBytes());
        assertThatThrownBy(() -> run().find(JRE, AMD64)).hasMessageContaining("schema 1");
        byte[] artifact = ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.MANIFEST
                        + "\",\"config\":{\"mediaType\":\""
                        + MediaType.EMPTY + "\",\"digest\":\"" + Digest.of("{}".getBytes())
                        + "\",\"size\":2},\"layers\":[],\"artifactType\":\"application/vnd.example\"}")
                .getBytes();
        registry.manifest(REPOSITORY, "17", artifact);
        assertThatThrownBy(() -> run().find(JRE, AMD64)).hasMessageContaining("is no image but an artifact");
    }

    @Test
    void whatIsNoDocumentIsRefusedWithItsPlace() {
        registry.manifest(REPOSITORY, "17", "<html>log in first</html>".getBytes());
        assertThatThrownBy(() -> run().find(JRE, AMD64))
                .isInstanceOf(RegistryFault.class)
                .hasMessageStartingWith("registry.example/base/jre: the registry sent what is no manifest for :17");
    }

    @Test
    void aManifestOfAnySizeIsReadNoFurtherThanItMayBe() {
        registry.manifest(REPOSITORY, "17", new byte[(4 << 20) + 1]);
        assertThatThrownBy(() -> run().find(JRE, AMD64)).hasMessageContaining("sent more than 4194304 bytes");
    }

    @Test
    void aLockedTagMeansWhatTheLockSays() throws IOException {
        SampleImage arm = new SampleImage(ARM64, List.of(Layer.gzip("arm", "arm")));
        registry.publishIndex(REPOSITORY, "17", IMAGE, arm);
        lock = LockBases.update(BaseLock.NOTHING, Map.of(JRE, Set.of(AMD64, ARM64)), registry);
        Digest moved = registry.publishIndex(REPOSITORY, "17", OTHER);
        assertThat(run().find(JRE, AMD64).config().bytes()).isEqualTo(IMAGE.config());
        assertThat(run().find(JRE, ARM64).config().bytes()).isEqualTo(arm.config());
        assertThat(log.lines).contains("registry.example/base/jre:17 moved to " + moved);
        mode = LockMode.IGNORE;
        assertThat(run().find(JRE, AMD64).config().bytes()).isEqualTo(OTHER.config());
    }

    @Test
    void aLockThatIsCheckedMustHaveEveryBaseAsItIsNow() throws IOException {
        registry.publish(REPOSITORY, "17", IMAGE);
        mode = LockMode.CHECK;
        assertThatThrownBy(() -> run().find(JRE, AMD64))
                .isInstanceOf(HeldBaseException.class)
                .hasMessageContaining("is not in base-images.lock");
        lock = LockBases.update(BaseLock.NOTHING, Map.of(JRE, Set.of(AMD64)), registry);
        assertThat(run().find(JRE, AMD64).config().bytes()).isEqualTo(IMAGE.config());
        registry.publish(REPOSITORY, "17", OTHER);
        assertThatThrownBy(() -> run().find(JRE, AMD64))
                .isInstanceOf(HeldBaseException.class)
                .hasMessageContaining("the tag means sha256:");
        offline = true;
        assertThatThrownBy(() -> run().find(JRE, AMD64)).hasMessageContaining("offline");
    }

    @Test
    void aLockedBaseThatCannotBeHadIsToldFromOneThatNobodyKnows() throws IOException {
        registry.publish(REPOSITORY, "17", IMAGE);
        lock = LockBases.update(BaseLock.NOTHING, Map.of(JRE, Set.of(AMD64)), registry);
        registry.failOnce((call, self) -> Optional.of(MemoryRegistry.error(404, "NAME_UNKNOWN")));
        registry.failOnce((call, self) -> Optional.of(MemoryRegistry.error(404, "NAME_UNKNOWN")));
        assertThatThrownBy(() -> run().find(JRE, AMD64))
                .isInstanceOf(HeldBaseException.class)
                .hasMessageContaining("is not there");
    }

    /** What is known, in memory. */
    private static final class Known implements KnownImages {

        private final Map<String, KnownImages.Known> images = new HashMap<>();

        @Override
        public synchronized Optional<KnownImages.Known> find(ImageRef reference, Platform platform) {
            return Optional.ofNullable(images.get(reference + " " + platform));
        }

        @Override
        public synchronized void keep(
                ImageRef reference, Platform platform, KnownImages.Known image, List<Descriptor> layers) {
            images.put(reference + " " + platform, image);
        }
    }

    /** What was said. */
    private static final class RecordedPulls implements PullLog {

        private final List<String> lines = new ArrayList<>();
        private final Set<String> underWay = new HashSet<>();
        private long fetched;

        @Override
        public synchronized void resolved(ImageRef reference, String digest) {
            lines.add(reference + " is " + digest);
        }

        @Override
        public synchronized void fetching(Repository repository, String digest, long bytes) {
            lines.add(repository + " " + digest);
        }

        @Override
        public synchronized void fetched(String digest, long bytes) {
            fetched += bytes;
            underWay.add(digest);
        }

        @Override
        public synchronized void arrived(String digest) {
            underWay.remove(digest);
        }

        @Override
        public synchronized void moved(ImageRef reference, String locked, String now) {
            lines.add(reference + " moved to " + now);
        }
    }
}
