package dev.imagepack.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageManifest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

/** Chooses one manifest of a layout by name and platform. What is not clear is an error that lists what there is. */
final class LayoutChoice {

    /** Of indexes inside indexes; tools nest once. */
    private static final int DEEPEST = 4;

    /** More than any layout has; each may have to be read. */
    private static final int MOST_DOCUMENTS = 10_000;

    /**
     * A manifest that may be meant.
     *
     * @param entry of {@code index.json} that leads to it
     */
    record Candidate(Descriptor entry, Descriptor manifest, Platform platform) {}

    private final SavedLayout layout;
    private final List<Candidate> candidates = new ArrayList<>();
    private int documents;

    private LayoutChoice(SavedLayout layout) {
        this.layout = layout;
    }

    /** The one image that is meant; {@code name} may be empty where there is one only. */
    static Candidate choose(SavedLayout layout, Optional<String> name, Platform platform) throws IOException {
        LayoutChoice choice = new LayoutChoice(layout);
        for (Descriptor entry : named(layout, name)) {
            choice.collect(entry, entry, 0);
        }
        return choice.only(name, platform);
    }

    /** Whether some entry has this name; without one, whether there is any entry. */
    static boolean knows(SavedLayout layout, Optional<String> name) {
        return !named(layout, name).isEmpty();
    }

    private static List<Descriptor> named(SavedLayout layout, Optional<String> name) {
        List<Descriptor> entries = layout.index().manifests();
        return name.map(wanted -> NameMatch.find(wanted, entries, LayoutChoice::names))
                .orElse(entries);
    }

    /** What an entry is known by. */
    static List<String> names(Descriptor entry) {
        return Stream.of(ImageIndex.REF_NAME, ImageIndex.IMAGE_NAME)
                .map(key -> entry.annotations().get(key))
                .filter(value -> value != null && !value.isBlank())
                .toList();
    }

    /** The full reference of an entry, where it says one. */
    static Optional<ImageRef> reference(Descriptor entry) {
        return Stream.of(ImageIndex.IMAGE_NAME, ImageIndex.REF_NAME)
                .map(key -> entry.annotations().getOrDefault(key, ""))
                .flatMap(name -> NameMatch.reference(name).stream())
                .findFirst();
    }

    private void collect(Descriptor entry, Descriptor descriptor, int depth) throws IOException {
        if (depth > DEEPEST || ++documents > MOST_DOCUMENTS) {
            throw fault("its indexes are nested more than " + DEEPEST + " deep or list more than " + MOST_DOCUMENTS
                    + " documents");
        }
        if (MediaType.isIndex(descriptor.mediaType())) {
            for (Descriptor inner : layout.index(descriptor).manifests()) {
                collect(entry, inner, depth + 1);
            }
        } else if (MediaType.isManifest(descriptor.mediaType()) && !descriptor.isAttestation()) {
            platform(descriptor).ifPresent(platform -> candidates.add(new Candidate(entry, descriptor, platform)));
        }
    }

    /** As the descriptor or the configuration says; empty when it is no image. */
    private Optional<Platform> platform(Descriptor descriptor) throws IOException {
        if (descriptor.platform().isPresent()) {
            return descriptor.platform();
        }
        ImageManifest manifest = layout.manifest(descriptor);
        return MediaType.isConfig(manifest.config().mediaType())
                ? Optional.of(layout.config(manifest).platform())
                : Optional.empty();
    }

    private Candidate only(Optional<String> name, Platform platform) {
        if (candidates.isEmpty()) {
            throw fault(name.map(wanted -> "there is no image '" + wanted + "'").orElse("it holds no image"));
        }
        if (name.isEmpty()) {
            requireOneName();
        }
        List<Platform> offered =
                candidates.stream().map(Candidate::platform).distinct().toList();
        Platform best = platform.choices(offered).stream()
                .findFirst()
                .orElseThrow(() -> fault("there is no image for " + platform + " but " + offered));
        List<Candidate> matching = candidates.stream()
                .filter(candidate -> candidate.platform().equals(best))
                .toList();
        if (matching.stream()
                        .map(candidate -> candidate.manifest().digest())
                        .distinct()
                        .count()
                > 1) {
            throw fault("several images match"
                    + name.map(wanted -> " '" + wanted + "'").orElse(""));
        }
        return matching.get(0);
    }

    /** Entries of one digest are one image however often it is named. */
    private void requireOneName() {
        Set<List<String>> names = new LinkedHashSet<>();
        candidates.forEach(candidate -> names.add(names(candidate.entry())));
        long entries = candidates.stream()
                .map(candidate -> candidate.entry().digest())
                .distinct()
                .count();
        if (names.size() > 1 && entries > 1) {
            throw fault("it holds several images, and none is named");
        }
    }

    private ImagepackException fault(String what) {
        String there = layout.index().manifests().stream()
                .map(entry -> names(entry).stream().findFirst().orElse("one without a name"))
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(TreeSet::new), names -> String.join(", ", names)));
        return new ImagepackException(
                layout.path() + ": " + what + "; there is " + (there.isEmpty() ? "nothing" : there),
                "Name one of the images that are there, for a platform that it has.");
    }
}
