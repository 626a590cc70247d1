package dev.imagepack.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.image.SampleTar;
import dev.imagepack.image.SavedImage;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;

/** The worked example of LazyCat's contract: two images, one on a base that stays upstream, both with the same layer. */
class WorkedExampleTest {

    private static final byte[] BASE = "base-layer\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] APP_GZIP =
            HexFormat.of().parseHex("1f8b08000000000002034b2c28d0cd49ac4c2de202004a88a5510a000000");
    private static final String BASE_ID = "sha256:630e9a93e9e4da54eefdd9229c4973c2cabfdb201d95f96862c8e890128a7d06";
    private static final String APP_ID = "sha256:200c81c1391c7a29916ae5075f3a7d068b55c3b4ec50381e7d80c97fcea1c278";
    private static final String APP_DIGEST = "sha256:edd22db5ec52a44f937160d4cb7d83057fe5a80b8ab4a6ee0f484da71550d7eb";
    private static final String APP_IMAGE = "sha256:c8430cc152da419c5e6098adc8645af5c009d444dece4dd2a20358f8c603ea8f";
    private static final String WORKER_IMAGE =
            "sha256:067209506c6bc094c2917b9239bed16f38b024ebbdcb46db8872ffd1cd1423ec";
    private static final String UPSTREAM = "registry.lazycat.cloud/base/demo:1@sha256:" + "1".repeat(64);

    private static final String LOCK =
            """
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
              worker:
                image_id: %s
                upstream: ''
                layers:
                  - digest: %s
                    source: embed
            """.formatted(APP_IMAGE, UPSTREAM, BASE_ID, APP_DIGEST, WORKER_IMAGE, APP_DIGEST);

    @TempDir
    private Path directory;

    @Test
    void theLockIsByteForByteThatOfTheContract() throws IOException {
        BlobStore cache = new BlobStore(directory.resolve("cache"));
        BuiltImage app = build("app", List.of(BASE_ID, APP_ID), 1, cache);
        BuiltImage worker = build("worker", List.of(APP_ID), 0, cache);

        try (PackContents contents = PackContents.collect(List.of(outcome(worker), outcome(app)), cache, List.of())) {
            assertThat(contents.lock().toYaml())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(LOCK);
            assertThat(contents.entries()).hasSize(2);
            assertThat(contents.embeddedLayers())
                    .containsExactly(new Descriptor(MediaType.LAYER_GZIP, Digest.parse(APP_DIGEST), 30));
            assertThat(contents.upstreamLayers()).containsExactly(Digest.parse(BASE_ID));
        }
        assertThat(ImagesLock.parse(LOCK.getBytes(StandardCharsets.UTF_8), "images.lock")
                        .toYaml())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(LOCK);
    }

    private static BuildOutcome outcome(BuiltImage image) {
        return new BuildOutcome(image, "local", false, "first build", Duration.ZERO);
    }

    /** Takes an image over from the archive that an engine saved, its lowest layers being upstream. */
    private BuiltImage build(String alias, List<String> diffIds, int upstream, BlobStore cache) throws IOException {
        Path archive = save(alias, diffIds);
        try (SavedImage image = SavedImage.open(archive, Optional.of(alias + ":1"), Platform.LINUX_AMD64)) {
            List<Layer> layers = new ArrayList<>();
            for (Descriptor layer : image.layers()) {
                int position = layers.size();
                LayerSource source = position < upstream ? LayerSource.UPSTREAM : LayerSource.EMBED;
                layers.add(new Layer(image.config().diffIds().get(position), layer, source));
                if (source == LayerSource.EMBED) {
                    try (InputStream in = image.openLayer(position)) {
                        cache.put(layer, in);
                    }
                }
            }
            Digest config = cache.put(image.config().bytes());
            return new BuiltImage(
                    new Alias(alias),
                    List.of(),
                    image.config().platform(),
                    new Descriptor(MediaType.CONFIG, config, image.config().bytes().length),
                    layers,
                    upstream == 0 ? "" : UPSTREAM);
        }
    }

    private Path save(String alias, List<String> diffIds) throws IOException {
        String config = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                + String.join("\",\"", diffIds) + "\"]}}";
        String layers = diffIds.size() == 2 ? "\"base/layer.tar\",\"app/layer.tar\"" : "\"app/layer.tar\"";
        Path archive = directory.resolve(alias + ".tar");
        try (SampleTar tar = new SampleTar(archive)) {
            tar.file("base/layer.tar", BASE)
                    .file("app/layer.tar", APP_GZIP)
                    .file("config.json", config)
                    .file(
                            "manifest.json",
                            "[{\"Config\":\"config.json\",\"RepoTags\":[\"" + alias + ":1\"],\"Layers\":[" + layers
                                    + "]}]");
        }
        return archive;
    }
}
