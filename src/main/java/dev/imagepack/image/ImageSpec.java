package dev.imagepack.image;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.io.Compression;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;

/**
 * An image to be built, as the pom or the YAML file asks for it, checked and with every default filled in.
 *
 * @param alias its name inside the module
 * @param references the full references it shall be known by, each with its tag; the first one is the image's name
 * @param recipe where its content comes from
 * @param builder who shall run the recipe
 * @param platform what it is built for
 * @param upstreamMatch which published bases stay out of the package
 * @param upstreamDescriptors how the manifest names the layers that stay out
 * @param upstreamRequired whether it is an error when no published base stays out
 * @param rewriteTimestamps whether times in what an engine built, later than that of the build, become that one
 * @param compression how new layers are stored
 * @param labels added to the image's own, sorted; these win
 * @param annotations of the manifest, sorted; no part of what is built. One with an empty value is not written, even if the
 *     build knows a value by itself: the time, and the name and digest of the base
 */
public record ImageSpec(
        Alias alias,
        List<ImageRef> references,
        Recipe recipe,
        BuilderChoice builder,
        Platform platform,
        UpstreamMatch upstreamMatch,
        UpstreamDescriptors upstreamDescriptors,
        boolean upstreamRequired,
        boolean rewriteTimestamps,
        Compression compression,
        SortedMap<String, String> labels,
        SortedMap<String, String> annotations) {

    /** IllegalArgumentException when a reference is not one that an image can be given: a tag, no digest, none twice. */
    public ImageSpec {
        references = List.copyOf(references);
        for (ImageRef reference : references) {
            if (reference.tag().isEmpty() || reference.digest().isPresent()) {
                throw new IllegalArgumentException(
                        alias + ": '" + reference + "' must have a tag and no digest, for it names what will be built");
            }
        }
        if (references.stream().distinct().count() < references.size()) {
            throw new IllegalArgumentException(alias + ": a reference is given twice in " + references);
        }
        labels = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, String>) labels));
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, String>) annotations));
    }
}
