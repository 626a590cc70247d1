package dev.imagepack.ship;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleImage.Layer;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.Platform;
import dev.imagepack.pack.ImagePackage;
import dev.imagepack.pack.PackImages;
import dev.imagepack.pack.PackLog;
import dev.imagepack.registry.BaseLock;
import dev.imagepack.registry.KnownImages;
import dev.imagepack.registry.LockMode;
import dev.imagepack.registry.PullLog;
import dev.imagepack.registry.PullPolicy;
import dev.imagepack.registry.PushSession;
import dev.imagepack.registry.RegistryImages;
import dev.imagepack.registry.Tags;
import dev.imagepack.registry.credentials.CredentialSources;
import dev.imagepack.registry.http.HttpTransport;
import dev.imagepack.registry.http.TransportLog;
import dev.imagepack.registry.http.TransportSettings;
import dev.imagepack.testing.DockerEngine;
import dev.imagepack.testing.DockerRegistry;
import dev.imagepack.testing.PodmanStore;
import dev.imagepack.testing.Tool;

import static org.assertj.core.api.Assertions.assertThat;

/** Others pull what we push, and we pull what they push, at the distribution project's own registry. */
class ForeignClientsTest {

    private static final SampleImage IMAGE =
            SampleImage.of(Layer.gzip("etc/base", "base"), Layer.gzip("srv/app", "application"));

    @TempDir
    Path directory;

    private final HttpTransport transport =
            HttpTransport.of(TransportSettings.PLAIN, CredentialSources.NONE, TransportLog.NONE);

    /** Packs the image and pushes it; the archive is left for others to load. */
    private Digest push(String reference) throws IOException {
        BlobStore cache = new BlobStore(directory.resolve("cache"));
        for (byte[] blob : IMAGE.blobs()) {
            cache.put(blob);
        }
        BuildOutcome built = new BuildOutcome(
                IMAGE.built("app").named(new Alias("app"), List.of(ImageRef.parse(reference))),
                "embedded",
                false,
                "first build",
                Duration.ZERO);
        PackImages.pack(
                new PackImages.Request(
                        List.of(built),
                        cache,
                        List.of(),
                        List.of(),
                        directory.resolve("output"),
                        Optional.of(archive()),
                        List.of(),
                        false),
                PackLog.SILENT);
        try (ImagePackage images = ImagePackage.open(directory.resolve("output"))) {
            return PushImages.push(new PushImages.Request(
                            images, List.of(), List.of(), transport, new PushSession(), 3, PushLog.SILENT))
                    .pushes()
                    .get(0)
                    .manifest()
                    .digest();
        }
    }

    private Path archive() {
        return directory.resolve("app-images.tar");
    }

    /** Reads every byte of an image; the plain layers must be ours, however they were compressed. */
    private void pull(String reference) throws IOException {
        BlobStore store = new BlobStore(directory.resolve("pulled"));
        RegistryImages images = new RegistryImages(new RegistryImages.Settings(
                () -> transport,
                store,
                new NothingKnown(),
                (blob, fetch) -> fetch.run(),
                PullPolicy.ALWAYS,
                false,
                BaseLock.NOTHING,
                LockMode.USE,
                Tags.at(transport),
                PullLog.SILENT));
        try (ImageSource image = images.find(ImageRef.parse(reference), Platform.LINUX_AMD64)) {
            assertThat(image.config().diffIds())
                    .isEqualTo(IMAGE.layers().stream().map(Layer::diffId).toList());
            for (int i = 0; i < image.layers().size(); i++) {
                try (InputStream in = image.openLayer(i)) {
                    assertThat(Digest.of(in)).isEqualTo(image.layers().get(i).digest());
                }
            }
        }
    }

    private record NothingKnown() implements KnownImages {
        @Override
        public Optional<Known> find(ImageRef reference, Platform platform) {
            return Optional.empty();
        }

        @Override
        public void keep(ImageRef reference, Platform platform, Known image, List<Descriptor> layers) {}
    }

    @Test
    void skopeo() throws Exception {
        try (DockerRegistry registry = DockerRegistry.open(directory.resolve("registry"))) {
            String image = registry.domain() + "/team/app";
            assertThat(push(image + ":1")).isEqualTo(IMAGE.manifestDescriptor().digest());
            String found = Tool.SKOPEO
                    .require()
                    .run("inspect", "--tls-verify=false", "--format", "{{.Digest}}", "docker://" + image + ":1");
            assertThat(found.strip())
                    .isEqualTo(IMAGE.manifestDescriptor().digest().toString());
            Tool.SKOPEO.run(
                    "--insecure-policy",
                    "copy",
                    "--src-tls-verify=false",
                    "--dest-tls-verify=false",
                    "--format=v2s2",
                    "docker-archive:" + archive(),
                    "docker://" + image + ":skopeo");
            pull(image + ":skopeo");
        }
    }

    @Test
    void podman() throws Exception {
        try (PodmanStore podman = new PodmanStore();
                DockerRegistry registry = DockerRegistry.open(directory.resolve("registry"))) {
            String image = registry.domain() + "/team/app";
            push(image + ":1");
            podman.pull(image + ":1");
            assertThat(podman.imageId(image + ":1"))
                    .isEqualTo(IMAGE.configDescriptor().digest().toString());
            podman.push(image + ":1", image + ":podman");
            pull(image + ":podman");
        }
    }

    @Test
    void aDockerEngine() throws Exception {
        try (DockerEngine engine = new DockerEngine();
                DockerRegistry registry = DockerRegistry.open(directory.resolve("registry"))) {
            String image = registry.domain() + "/team/app";
            push(image + ":1");
            engine.pull(image + ":1");
            if (engine.namesImagesByConfig()) {
                assertThat(engine.imageId(image + ":1"))
                        .isEqualTo(IMAGE.configDescriptor().digest().toString());
            }
            engine.push(image + ":1", image + ":docker");
            pull(image + ":docker");
        }
    }
}
