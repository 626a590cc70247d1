package dev.imagepack.build;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.cache.CacheInputs;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.Digest;

/**
 * The inputs of a build that every builder has: what the specification says beside its recipe, and the siblings. Their
 * names are short, and a file may be called just so; then the file's name gets {@code ./} before it.
 */
final class SpecInputs {

    /** Changes whenever equal inputs give other images than before, so that no older image is taken for a new one. */
    private static final String OUTPUT_FORMAT = "3";

    private SpecInputs() {}

    /** All inputs: those of the recipe, as its builder named them, and those that are the same for every builder. */
    static CacheInputs complete(CacheInputs recipe, BuildRequest request, String builder) {
        SortedMap<String, String> inputs = of(request, builder);
        Set<String> taken = Set.copyOf(inputs.keySet());
        recipe.values().forEach((name, value) -> inputs.put(beside(taken, name), value));
        return CacheInputs.of(inputs);
    }

    /** Never the same for two names: what has the prefix already gets one more. */
    private static String beside(Set<String> taken, String name) {
        String bare = name;
        while (bare.startsWith("./")) {
            bare = bare.substring(2);
        }
        return taken.contains(bare) ? "./" + name : name;
    }

    private static SortedMap<String, String> of(BuildRequest request, String builder) {
        ImageSpec spec = request.spec();
        SortedMap<String, String> inputs = new TreeMap<>();
        inputs.put("output-format", OUTPUT_FORMAT);
        inputs.put("builder", builder);
        inputs.put("platform", spec.platform().toString());
        inputs.put("created", request.created().toString());
        inputs.put("compression", text(spec.compression()));
        inputs.put("upstream-match", spec.upstreamMatch().prefix());
        inputs.put("upstream-descriptors", word(spec.upstreamDescriptors()));
        inputs.put("rewrite-timestamps", String.valueOf(spec.rewriteTimestamps()));
        spec.labels().forEach((name, value) -> inputs.put("label " + name, value));
        request.siblings()
                .forEach((alias, images) -> images.forEach(image -> inputs.put(
                        "image " + alias + (images.size() > 1 ? " " + image.platform() : ""), identity(image))));
        return inputs;
    }

    private static String text(Compression compression) {
        return word(compression.algorithm()) + "-" + compression.level();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * What an image is to one that is built on it: its content, and how the manifest of that one will name the layers. Not
     * the digests of layers compressed here, which another machine may compress to other bytes.
     */
    private static String identity(BuiltImage image) {
        StringBuilder text = new StringBuilder();
        text.append(image.config().digest())
                .append('\n')
                .append(image.upstream())
                .append('\n');
        for (Layer layer : image.layers()) {
            text.append(layer.diffId()).append(' ').append(layer.descriptor().mediaType());
            if (layer.source() == LayerSource.UPSTREAM) {
                text.append(' ').append(layer.descriptor().digest());
            }
            text.append('\n');
        }
        return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8)).toString();
    }
}
