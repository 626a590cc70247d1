package dev.imagepack.image;

import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

/** Built images for tests; their digests are those of short texts. */
final class Images {

    static final String UPSTREAM = "registry.example/base:1@sha256:" + "1".repeat(64);

    private Images() {}

    static BuiltImage image(String alias, String upstream, Layer... layers) {
        return new BuiltImage(
                new Alias(alias),
                List.of(ImageRef.parse("registry.example/" + alias.toLowerCase(java.util.Locale.ROOT) + ":1")),
                Platform.LINUX_AMD64,
                new Descriptor(MediaType.CONFIG, digest("config of " + alias), 3),
                List.of(layers),
                upstream);
    }

    static Layer embedded(String content) {
        return layer(content, LayerSource.EMBED);
    }

    static Layer upstream(String content) {
        return layer(content, LayerSource.UPSTREAM);
    }

    private static Layer layer(String content, LayerSource source) {
        DiffId diffId = DiffId.parse(digest("plain " + content).toString());
        return new Layer(diffId, new Descriptor(MediaType.LAYER_GZIP, digest(content), content.length()), source);
    }

    static Digest digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8));
    }
}
