package dev.imagepack.build.intake;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Layer;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.History;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.InlineCache;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

/**
 * Puts an image together whose layers were taken in. Its configuration stays as it is, byte by byte, unless times are
 * rewritten, which takes out whatever differs from one build to the next, or it lacks labels that the image shall have.
 */
final class Assembly {

    /** How buildah names the image that the step before made, another one in each build. */
    private static final Pattern INTERMEDIATE = Pattern.compile("FROM [0-9a-f]{12,64}");

    private final BuildRequest request;
    private final ImageSpec spec;

    Assembly(BuildRequest request) {
        this.request = request;
        this.spec = request.spec();
    }

    /** The image, its configuration in the cache. */
    BuiltImage assemble(ImageConfig found, List<Layer> layers, String upstream) throws IOException {
        refuseOtherPlatform(found.platform());
        ImageConfig config = settled(found, layers);
        Digest digest = request.cache().blobs().put(config.bytes());
        Descriptor descriptor = new Descriptor(MediaType.CONFIG, digest, config.bytes().length);
        return new BuiltImage(spec.alias(), spec.references(), config.platform(), descriptor, layers, upstream);
    }

    private void refuseOtherPlatform(Platform found) {
        if (spec.platform().choices(List.of(found)).isEmpty()) {
            throw new ImagepackException(
                    "images." + spec.alias() + ": was built for " + found + ", but is wanted for " + spec.platform(),
                    "Name a base for " + spec.platform() + " and a builder that can build for it, or set <platform>"
                            + found + "</platform>.");
        }
    }

    /** The configuration that the image shall have. */
    ImageConfig settled(ImageConfig found, List<Layer> layers) {
        if (!spec.rewriteTimestamps() && hasLabels(found)) {
            return found;
        }
        ImageConfig settled = ImageConfig.assemble(
                Optional.of(found),
                spec.rewriteTimestamps() ? spec.platform() : found.platform(),
                found.container().with(update -> spec.labels().forEach(update::label)),
                layers.stream().map(Layer::diffId).toList(),
                found.history().stream().map(this::settled).toList(),
                spec.rewriteTimestamps() ? request.created() : found.created().orElse(request.created()),
                found.author());
        return InlineCache.keep(found, settled, spec.rewriteTimestamps() ? request.created() : Instant.MAX);
    }

    private boolean hasLabels(ImageConfig config) {
        Map<String, String> labels = config.container().labels();
        return labels.entrySet().containsAll(spec.labels().entrySet());
    }

    private History settled(History line) {
        if (!spec.rewriteTimestamps()) {
            return line;
        }
        Optional<Instant> time =
                line.created().map(found -> found.isAfter(request.created()) ? request.created() : found);
        String comment = INTERMEDIATE.matcher(line.comment()).matches() ? "" : line.comment();
        return new History(time, line.createdBy(), line.author(), comment, line.emptyLayer());
    }
}
