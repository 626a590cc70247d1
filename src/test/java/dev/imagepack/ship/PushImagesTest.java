package dev.imagepack.ship;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleImage.Layer;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;
import dev.imagepack.pack.ImagePackage;
import dev.imagepack.pack.PackImages;
import dev.imagepack.pack.PackLog;
import dev.imagepack.registry.MemoryRegistry;
import dev.imagepack.registry.PushSession;
import dev.imagepack.registry.RegistryFault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class PushImagesTest {

    private static final Layer BASE = Layer.gzip("etc/base", "base");
    private static final SampleImage RUNTIME = SampleImage.of(BASE);
    private static final SampleImage APP = SampleImage.of(BASE, Layer.gzip("srv/app", "application"));
    private static final SampleImage WEB = SampleImage.of(BASE, Layer.gzip("srv/web", "web"));
    private static final String UPSTREAM =
            "registry.example/base/runtime:1@" + RUNTIME.manifestDescriptor().digest();

    @TempDir
    Path directory;

    private final MemoryRegistry registry = new MemoryRegistry();
    private final PushSession session = new PushSession();
    private final List<BuildOutcome> built = new ArrayList<>();

    private void build(String alias, SampleImage image, int upstreamLayers, String... references) throws IOException {
        build("", alias, image, upstreamLayers, references);
    }

    /** @param base what its manifest says it is built upon */
    private void build(String base, String alias, SampleImage image, int upstreamLayers, String... references)
            throws IOException {
        BlobStore cache = new BlobStore(directory.resolve("cache"));
        for (byte[] blob : image.blobs()) {
            cache.put(blob);
        }
        built.add(new BuildOutcome(
                image.built(alias, upstreamLayers == 0 ? "" : UPSTREAM, upstreamLayers)
                        .named(
                                new Alias(alias),
                                Stream.of(references).map(ImageRef::parse).toList())
                        .annotated(
                                base.isEmpty()
                                        ? new TreeMap<>()
                                        : new TreeMap<>(Map.of("org.opencontainers.image.base.name", base))),
                "embedded",
                false,
                "first build",
                Duration.ZERO));
    }

    private Path pack() throws IOException {
        Path output = directory.resolve("target/imagepack");
        Path archive = directory.resolve("target/shop-images.tar");
        PackImages.pack(
                new PackImages.Request(
                        built,
                        new BlobStore(directory.resolve("cache")),
                        List.of(),
                        List.of(),
                        output,
                        Optional.of(archive),
                        List.of(),
                        false),
                PackLog.SILENT);
        return output;
    }

    private PushReport push(Path from, List<String> prefixes, String... aliases) throws IOException {
        return push(from, prefixes, 3, PushLog.SILENT, aliases);
    }

    private PushReport push(Path from, List<String> prefixes, int parallel, PushLog log, String... aliases)
            throws IOException {
        try (ImagePackage images = ImagePackage.open(from)) {
            return PushImages.push(new PushImages.Request(
                    images,
                    Arrays.stream(aliases).map(Alias::new).toList(),
                    prefixes,
                    registry,
                    session,
                    parallel,
                    log));
        }
    }

    private PushReport push() throws IOException {
        return push(pack(), List.of());
    }

    @Test
    void anImageIsAtItsRegistryUnderEveryTagWithTheDigestOfTheLayout() throws IOException {
        build("app", APP, 0, "registry.example/shop/app:1", "registry.example/shop/app:latest", "other.example/app:1");
        PushReport report = push();
        for (String tag :
                List.of("1", "latest", APP.manifestDescriptor().digest().toString())) {
            assertThat(registry.manifest("registry.example/shop/app", tag)).contains(APP.manifest());
        }
        assertThat(registry.manifest("other.example/app", "1")).contains(APP.manifest());
        assertThat(registry.blobs("registry.example/shop/app")).hasSize(3);
        assertThat(report.pushes())
                .extracting(
                        push -> push.target().toString(),
                        push -> push.manifest().digest())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "registry.example/shop/app:1,latest",
                                APP.manifestDescriptor().digest()),
                        org.assertj.core.groups.Tuple.tuple(
                                "other.example/app:1", APP.manifestDescriptor().digest()));
    }

    @Test
    void tagsAreSetAfterAllManifestsAndThoseAfterAllBlobs() throws IOException {
        build("app", APP, 0, "registry.example/shop/app:1");
        build("web", WEB, 0, "registry.example/shop/web:1");
        push();
        List<String> puts = registry.requests().stream()
                .filter(request -> request.startsWith("PUT"))
                .map(request -> request.contains("/manifests/") || request.contains(" manifests/sha256")
                        ? "manifest"
                        : request.contains(" manifests/") ? "tag" : "blob")
                .toList();
        assertThat(puts)
                .containsSequence("manifest", "manifest", "tag", "tag")
                .endsWith("tag")
                .startsWith("blob");
    }

    @Test
    void theManifestOfAnImageThatWaitsForNoOtherComesWithItsFirstTag() throws IOException {
        build("app", APP, 0, "registry.example/shop/app:1", "registry.example/shop/app:latest");
        push();
        assertThat(registry.requests())
                .filteredOn(request -> request.contains(" manifests/"))
                .containsExactly(
                        "HEAD registry.example/shop/app manifests/1",
                        "PUT registry.example/shop/app manifests/1",
                        "PUT registry.example/shop/app manifests/latest");
        assertThat(registry.requests()).last().isEqualTo("PUT registry.example/shop/app manifests/latest");
    }

    private static final SampleImage ARM =
            new SampleImage(Platform.parse("linux/arm64"), List.of(BASE, Layer.gzip("srv/app", "for arm64")));

    /** From the layout, and as it is from the archive. */
    @Test
    void anIndexOfSeveralPlatformsGoesAfterTheManifestsOfAllOfThem() throws IOException {
        build("app", APP, 0, "registry.example/shop/app:1", "registry.example/shop/app:latest");
        build("app", ARM, 0, "registry.example/shop/app:1", "registry.example/shop/app:latest");
        PushReport.Push push = push().pushes().get(0);
        byte[] index = ImageIndex.of(List.of(
                        APP.manifestDescriptor().withPlatform(APP.platform()),
                        ARM.manifestDescriptor().withPlatform(ARM.platform())))
                .toBytes();
        assertThat(push.manifest().digest()).isEqualTo(Digest.of(index));
        assertThat(push.blobs().sent()).isEqualTo(5);
        assertThat(registry.requests())
                .filteredOn(request -> request.startsWith("PUT") && request.contains(" manifests/"))
                .containsExactly(
                        "PUT registry.example/shop/app manifests/" + short8(APP.manifestDescriptor()),
                        "PUT registry.example/shop/app manifests/" + short8(ARM.manifestDescriptor()),
                        "PUT registry.example/shop/app manifests/1",
                        "PUT registry.example/shop/app manifests/latest");
        assertThat(registry.manifest("registry.example/shop/app", "latest")).contains(index);

        push(directory.resolve("target/shop-images.tar"), List.of("customer.example"));

        assertThat(registry.manifest("customer.example/shop/app", "1")).contains(index);
        for (SampleImage image : List.of(APP, ARM)) {
            String digest = image.manifestDescriptor().digest().toString();
            assertThat(registry.manifest("customer.example/shop/app", digest)).contains(image.manifest());
            assertThat(registry.blobs("customer.example/shop/app"))
                    .containsKey(image.configDescriptor().digest().toString());
        }
        assertThat(registry.blobs("customer.example/shop/app")).hasSize(5);
    }

    private static String short8(Descriptor blob) {
        return blob.digest().toString().substring(0, "sha256:".length() + 8);
    }

    /** Nobody comes further than the first bytes before as many blobs are under way. */
    @Test
    void asManyBlobsAreSentAtOnceAsMayBe() throws IOException {
        build("app", APP, 0, "registry.example/shop/app:1");
        CountDownLatch underWay = new CountDownLatch(3);
        push(pack(), List.of(), 3, new PushLog() {
            @Override
            public void sent(String domain, long bytes) {
                underWay.countDown();
                try {
                    assertThat(underWay.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void pushed(PushReport.Push push) {}
        });
        assertThat(registry.blobs("registry.example/shop/app")).hasSize(3);
    }

    @Test
    void anUnchangedImageCostsOneRequestForEachTag() throws IOException {
        build("app", APP, 0, "registry.example/shop/app:1");
        push();
        registry.drain();
        PushReport report = push();
        assertThat(registry.drain()).containsExactly("HEAD registry.example/shop/app manifests/1");
        assertThat(report.pushes()).allMatch(PushReport.Push::unchanged);
    }

    @Test
    void blobsThatAreThereAreNotSent() throws IOException {
        build("app", APP, 0, "registry.example/shop/app:1");
        push();
        built.clear();
        build("app", SampleImage.of(BASE, Layer.gzip("srv/app", "changed")), 0, "registry.example/shop/app:2");
        PushReport.Blobs blobs = push().pushes().get(0).blobs();
        assertThat(blobs.present()).isEqualTo(1);
        assertThat(blobs.sent()).isEqualTo(2);
    }

    @Test
    void aBlobOfSeveralImagesIsSentOnce() throws IOException {
        build("app", APP, 0, "registry.example/shop/app:1");
        build("web", WEB, 0, "registry.example/shop/web:1");
        PushReport report = push();
        assertThat(report.pushes().stream()
                        .mapToInt(push -> push.blobs().mounted())
                        .sum())
                .isEqualTo(1);
        assertThat(report.pushes().stream()
                        .mapToInt(push -> push.blobs().sent())
                        .sum())
                .isEqualTo(5);
    }

    @Test
    void aPackageWithoutItsBaseIsTheSameImageAsAPushOfTheWhole() throws IOException {
        registry.publish("registry.example/base/runtime", "1", RUNTIME);
        build("app", APP, 1, "registry.example/shop/app:1");
        PushReport.Push push = push().pushes().get(0);
        assertThat(registry.manifest("registry.example/shop/app", "1")).contains(APP.manifest());
        assertThat(push.blobs().mounted()).isEqualTo(1);
        assertThat(push.blobs().sent()).isEqualTo(2);
        assertThat(registry.blobs("registry.example/shop/app"))
                .containsKey(BASE.descriptor().digest().toString());
    }

    @Test
    void theLayersOfABaseInThePackageAreMountedFromWhereItIs() throws IOException {
        registry.publish("registry.example/base/runtime", "1", RUNTIME);
        build("registry.example/base/runtime:1", "app", APP, 0, "registry.example/shop/app:1", "other.example/app:1");
        List<PushReport.Push> pushes = push().pushes();
        assertThat(pushes).extracting(push -> push.blobs().mounted()).containsExactly(1, 0);
        assertThat(pushes).extracting(push -> push.blobs().sent()).containsExactly(2, 3);
    }

    @Test
    void aBaseThatMayNotBeReadOrIsNoReferenceLendsNothing() throws IOException {
        registry.publish("registry.example/base/runtime", "1", RUNTIME);
        build("registry.example/base/runtime:1", "app", APP, 0, "registry.example/shop/app:1");
        build("No Reference", "web", WEB, 0, "registry.example/shop/web:1");
        // As many as may be on their way before the first of them is refused.
        for (int i = 0; i < 3; i++) {
            registry.failOnce((call, self) -> {
                if (call.mountFrom().equals(Optional.of("base/runtime"))) {
                    throw new RegistryFault("access denied", "Log in.", 401, null);
                }
                return Optional.empty();
            });
        }
        assertThat(push().pushes())
                .extracting(push -> push.blobs().sent() + push.blobs().mounted())
                .containsExactly(3, 3);
        assertThat(registry.requests())
                .filteredOn(request -> request.contains("from=base"))
                .hasSizeBetween(1, 3);
    }

    @Test
    void aBaseThatIsNotAtTheTargetIsListedAndNothingIsWritten() throws IOException {
        build("app", APP, 1, "registry.example/shop/app:1");
        build("web", SampleImage.of(Layer.gzip("srv/web", "alone")), 0, "registry.example/shop/web:1");
        assertThatThrownBy(this::push)
                .isInstanceOf(ImagepackException.class)
                .hasMessageContaining(BASE.descriptor().digest().toString())
                .hasMessageContaining("images.app")
                .hasMessageContaining("from registry.example/base/runtime:1@sha256:")
                .satisfies(e -> assertThat(((ImagepackException) e).advice()).contains("Nothing was tagged"));
        assertThat(registry.requests()).noneMatch(request -> request.startsWith("PUT"));
    }

    @Test
    void aFailureLeavesNoTag() throws IOException {
        build("app", APP, 0, "registry.example/shop/app:1");
        build("web", WEB, 0, "registry.example/shop/web:1");
        registry.failOnce((call, self) -> call.method().equals("PUT")
                        && call.repository().path().equals("shop/web")
                        && call.target().startsWith("manifests/")
                ? Optional.of(MemoryRegistry.error(403, "DENIED"))
                : Optional.empty());
        assertThatThrownBy(this::push).isInstanceOf(RegistryFault.class).hasMessageContaining("DENIED");
        assertThat(registry.manifest("registry.example/shop/app", "1")).isEmpty();
        assertThat(registry.manifest("registry.example/shop/web", "1")).isEmpty();
    }

    @Test
    void prefixesSendEveryImageElsewhere() throws IOException {
        build("app", APP, 0, "app:1");
        build("web", WEB, 0, "registry.example/shop/web:1");
        push(pack(), List.of("customer.example:5000/mirror/", "second.example"));
        assertThat(registry.manifest("customer.example:5000/mirror/app", "1")).contains(APP.manifest());
        assertThat(registry.manifest("customer.example:5000/mirror/shop/web", "1"))
                .contains(WEB.manifest());
        assertThat(registry.manifest("second.example/app", "1")).contains(APP.manifest());
    }

    @Test
    void aNameWithoutARegistryIsRefused() throws IOException {
        build("app", APP, 0, "app:1");
        assertThatThrownBy(this::push)
                .isInstanceOf(ImagepackException.class)
                .hasMessageContaining("images.app: app:1 names no registry");
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void anImageWithoutANameHasNoTarget() throws IOException {
        build("app", APP, 0);
        assertThatThrownBy(this::push).hasMessageContaining("images.app: has no name");
    }

    @Test
    void someImagesOfAPackageCanBePushed() throws IOException {
        build("app", APP, 0, "registry.example/shop/app:1");
        build("web", WEB, 0, "registry.example/shop/web:1");
        Path packed = pack();
        assertThat(push(packed, List.of(), "web").pushes()).hasSize(1);
        assertThat(registry.manifest("registry.example/shop/app", "1")).isEmpty();
        assertThatThrownBy(() -> push(packed, List.of(), "wbe"))
                .hasMessageContaining("has no image 'wbe'")
                .satisfies(e -> assertThat(((ImagepackException) e).advice()).contains("[app, web]"));
    }

    @Test
    void anArchiveIsPushedAsItIs() throws IOException {
        build("app", APP, 0, "registry.example/shop/app:1", "registry.example/shop/app:latest");
        pack();
        push(directory.resolve("target/shop-images.tar"), List.of());
        assertThat(registry.manifest("registry.example/shop/app", "latest")).contains(APP.manifest());
        assertThat(registry.blobs("registry.example/shop/app").values())
                .containsExactlyInAnyOrderElementsOf(
                        APP.blobs().subList(1, APP.blobs().size()));
    }

    @Test
    void theReportSaysWhatWasDone() throws IOException {
        build("app", APP, 0, "registry.example/shop/app:1");
        JsonNode push = new ObjectMapper().readTree(push().toBytes()).at("/pushes/0");
        long sent = APP.blobs().stream().skip(1).mapToLong(blob -> blob.length).sum();
        assertThat(push.path("digest").asText())
                .isEqualTo(APP.manifestDescriptor().digest().toString());
        assertThat(push.path("references")).hasSize(1).first().asString().contains("registry.example/shop/app:1");
        assertThat(push.path("bytesSent").asLong()).isEqualTo(sent);
        assertThat(push.path("size").asLong()).isEqualTo(sent + APP.manifest().length);
        assertThat(push.path("blobsSent").asInt()).isEqualTo(3);
    }
}
