package dev.imagepack.pack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.SampleImage;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.testing.DockerEngine;
import dev.imagepack.testing.Judges;

import static org.assertj.core.api.Assertions.assertThat;

/** What programs that nobody here wrote make of a package with two images that share a layer. */
class PackJudgesTest {

    @TempDir
    private Path directory;

    private final SampleImage.Layer base = SampleImage.Layer.gzip("etc/pack-base", "base");
    private final SampleImage app = SampleImage.of(base, SampleImage.Layer.gzip("srv/app", "application"));
    private final SampleImage web = SampleImage.of(base, SampleImage.Layer.plain("srv/web", "web"));

    @BeforeEach
    void pack() throws IOException {
        pack("images", List.of(outcome("app", app.built("app")), outcome("web", web.built("web"))));
    }

    private Path pack(String name, List<BuildOutcome> images) throws IOException {
        BlobStore cache = new BlobStore(directory.resolve("cache"));
        for (SampleImage image : List.of(app, web)) {
            for (byte[] blob : image.blobs()) {
                cache.put(blob);
            }
        }
        Path archive = directory.resolve(name + ".tar");
        PackImages.pack(
                new PackImages.Request(
                        images,
                        cache,
                        List.of(),
                        List.of(),
                        directory.resolve(name),
                        Optional.of(archive),
                        List.of(),
                        false),
                PackLog.SILENT);
        return archive;
    }

    private static BuildOutcome outcome(String alias, BuiltImage image) {
        List<ImageRef> names = List.of(ImageRef.parse("registry.example/pack/" + alias + ":1"));
        return new BuildOutcome(image.named(new Alias(alias), names), "embedded", false, "first build", Duration.ZERO);
    }

    @TestFactory
    Stream<DynamicTest> theLayoutIsGood() {
        return Stream.of("app", "web")
                .flatMap(alias -> Judges.ofLayout(directory.resolve("images/images"), alias, directory));
    }

    @TestFactory
    Stream<DynamicTest> theArchiveIsGood() {
        return Judges.ofArchive(
                directory.resolve("images.tar"),
                Map.of(
                        "registry.example/pack/app:1",
                        app.configDescriptor().digest().toString(),
                        "registry.example/pack/web:1",
                        web.configDescriptor().digest().toString()));
    }

    @Test
    void anEngineThatHasTheBaseLoadsAPackageWithoutIt() throws Exception {
        SampleImage lower = SampleImage.of(SampleImage.Layer.gzip("etc/delta-base", "delta base"));
        SampleImage whole =
                SampleImage.of(lower.layers().get(0), SampleImage.Layer.gzip("srv/delta", "delta application"));
        BlobStore cache = new BlobStore(directory.resolve("cache"));
        for (byte[] blob : whole.blobs()) {
            cache.put(blob);
        }
        cache.put(lower.config());
        Path base = pack("base", List.of(outcome("delta-base", lower.built("delta-base"))));
        String upstream = "registry.example/pack/delta-base:1@"
                + lower.manifestDescriptor().digest();
        Path delta = pack("delta", List.of(outcome("delta", whole.built("delta", upstream, 1))));

        try (DockerEngine engine = new DockerEngine()) {
            // Containerd's store looks for every blob; only the classic one asks first which layers it has.
            Assumptions.assumeTrue(engine.namesImagesByConfig(), "skipped: the engine has containerd's store");
            engine.load(base);
            assertThat(engine.load(delta)).containsExactly("registry.example/pack/delta:1");
            assertThat(engine.imageId("registry.example/pack/delta:1"))
                    .isEqualTo(whole.configDescriptor().digest().toString());
        }
    }
}
