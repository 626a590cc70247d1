package dev.imagepack.ship;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.Alias;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.registry.Repository;

/**
 * Where one image goes: a repository and the tags it gets there.
 *
 * @param tags at least one
 */
public record PushTarget(Repository repository, List<String> tags) {

    private static final String HUB = "docker.io";
    private static final String OFFICIAL = "library/";

    public PushTarget {
        tags = List.copyOf(tags);
        if (tags.isEmpty()) {
            throw new IllegalArgumentException(repository + " gets no tag");
        }
    }

    /**
     * The targets of an image.
     *
     * @param references what the image is called
     * @param prefixes registries, with or without a path, under which every image goes instead; empty for the references
     *     as they are
     * @throws ImagepackException when an image is called nothing, or nothing that names a registry
     */
    static List<PushTarget> of(Alias alias, List<ImageRef> references, List<String> prefixes) {
        if (references.isEmpty()) {
            throw new ImagepackException(
                    "images." + alias + ": has no name, so there is no place to push it to",
                    "Set images." + alias + ".name and build and pack it again.");
        }
        Map<Repository, Set<String>> tags = new LinkedHashMap<>();
        for (ImageRef reference : references) {
            for (ImageRef target : prefixes.isEmpty() ? List.of(reference) : below(prefixes, reference)) {
                requireRegistry(alias, target);
                tags.putIfAbsent(Repository.of(target), new LinkedHashSet<>());
                tags.get(Repository.of(target)).add(target.tag().orElseThrow());
            }
        }
        List<PushTarget> targets = new ArrayList<>();
        for (Map.Entry<Repository, Set<String>> target : tags.entrySet()) {
            targets.add(new PushTarget(target.getKey(), List.copyOf(target.getValue())));
        }
        return targets;
    }

    private static List<ImageRef> below(List<String> prefixes, ImageRef reference) {
        return prefixes.stream().map(prefix -> below(prefix, reference)).toList();
    }

    private static ImageRef below(String prefix, ImageRef reference) {
        String path = isOfficial(reference) ? reference.path().substring(OFFICIAL.length()) : reference.path();
        String clean = prefix.strip().replaceAll("/+$", "");
        try {
            return ImageRef.parse(clean + "/" + path + ":" + reference.tag().orElseThrow());
        } catch (IllegalArgumentException e) {
            throw new ImagepackException(
                    "imagepack.pushTo: '" + prefix + "' is no registry: " + e.getMessage(),
                    "Write a host with or without a path, such as registry.example.com/team.",
                    e);
        }
    }

    /** What Docker's own repositories are called, and what a name without a registry becomes. */
    private static boolean isOfficial(ImageRef reference) {
        return reference.domain().equals(HUB) && reference.path().startsWith(OFFICIAL);
    }

    private static void requireRegistry(Alias alias, ImageRef target) {
        if (isOfficial(target)) {
            throw new ImagepackException(
                    "images." + alias + ": " + target.familiar() + " names no registry, so there is no place to push it"
                            + " to",
                    "Write images." + alias + ".name with its registry (registry.example.com/team/" + target.familiar()
                            + "), or set imagepack.pushTo to a registry.");
        }
    }

    @Override
    public String toString() {
        return repository + ":" + String.join(",", tags);
    }
}
