package dev.imagepack.build;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.cache.Cache;
import dev.imagepack.cache.CacheInputs;
import dev.imagepack.cache.Lookup;
import dev.imagepack.cache.Slot;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageManifest;

/**
 * Builds one image, unless the cache has the result of the same inputs. The alias, the references and the
 * annotations are no inputs: an image from the cache gets those that are asked for now. Nor is whether an upstream is
 * required, which is checked of every image.
 */
final class CachingBuilder {

    private final Builder builder;
    private final String project;

    CachingBuilder(Builder builder, String project) {
        this.builder = builder;
        this.project = project;
    }

    /** The image and how it came about; what was built is in the cache when this returns. */
    BuildOutcome build(BuildRequest request) throws IOException {
        long start = System.nanoTime();
        ImageSpec spec = request.spec();
        request.log().started(spec, builder.name());
        PreparedBuild prepared = builder.prepare(request);
        UpstreamRequirement upstream = new UpstreamRequirement(request, prepared.builtOn());
        upstream.check();
        CacheInputs inputs = SpecInputs.complete(prepared.inputs(), request, name(prepared));
        Slot slot = new Slot(project, spec.alias().value(), spec.platform().toString());
        prepared.alwaysBuilt().ifPresent(request.cache().sightings()::spoil);
        Found found = prepared.alwaysBuilt()
                .map(reason -> new Found(Optional.empty(), reason))
                .orElseGet(() -> find(request.cache(), slot, inputs));
        CachedImage cached =
                found.image().isPresent() ? found.image().get() : run(request, prepared, slot, inputs, found.reason());
        BuiltImage image = cached.image();
        upstream.check(image);
        BuildOutcome outcome = new BuildOutcome(
                image.named(spec.alias(), spec.references()).annotated(annotations(prepared, request)),
                cached.builder().orElseGet(() -> name(prepared)),
                found.image().isPresent(),
                found.reason(),
                Duration.ofNanos(System.nanoTime() - start));
        request.log().finished(outcome);
        return outcome;
    }

    private String name(PreparedBuild prepared) {
        return prepared.builder().orElse(builder.name());
    }

    /** What the build knows by itself, then what the specification says; an empty value takes one away. */
    private static SortedMap<String, String> annotations(PreparedBuild prepared, BuildRequest request) {
        SortedMap<String, String> annotations = new TreeMap<>();
        annotations.put(ImageManifest.CREATED, request.created().toString());
        prepared.base().ifPresent(base -> {
            annotations.put(ImageManifest.BASE_NAME, base.withoutDigest().toString());
            base.digest().ifPresent(digest -> annotations.put(ImageManifest.BASE_DIGEST, digest.toString()));
        });
        annotations.putAll(request.spec().annotations());
        annotations.values().removeIf(String::isEmpty);
        return annotations;
    }

    /** What the cache had: the image, or why it must be built. */
    private record Found(Optional<CachedImage> image, String reason) {}

    private static Found find(Cache cache, Slot slot, CacheInputs inputs) {
        Lookup lookup = cache.find(slot, inputs);
        if (lookup instanceof Lookup.Miss miss) {
            return new Found(Optional.empty(), miss.reason());
        }
        try {
            CachedImage image = CachedImage.fromJson(((Lookup.Hit) lookup).result());
            Optional<String> gone = firstGone(cache, image.image().blobs());
            return gone.isPresent() ? new Found(Optional.empty(), gone.get()) : new Found(Optional.of(image), "");
        } catch (IllegalArgumentException e) {
            return new Found(Optional.empty(), "its record could not be read");
        }
    }

    /** The record's own list was checked by the cache; an image that claims more than its record is checked here. */
    private static Optional<String> firstGone(Cache cache, List<Descriptor> blobs) {
        return blobs.stream()
                .filter(blob -> !cache.blobs().contains(blob.digest(), blob.size()))
                .findFirst()
                .map(blob -> "blob " + blob.digest() + " is gone");
    }

    private CachedImage run(BuildRequest request, PreparedBuild prepared, Slot slot, CacheInputs inputs, String reason)
            throws IOException {
        request.log().building(request.spec().alias(), reason);
        BuiltImage built = prepared.run();
        CachedImage image = new CachedImage(built, Optional.of(name(prepared)));
        try {
            request.cache().keep(slot, inputs, image.toJson(), built.blobs());
        } catch (IOException e) {
            request.log()
                    .warning(
                            request.spec().alias(),
                            "the next build will not find it in the cache, for its record cannot be written: " + e);
        }
        return image;
    }
}
