package dev.imagepack.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;

/**
 * The images of an archive that {@code docker save} or a tool like it made: {@code manifest.json} names a configuration and
 * the layers' files for each. Files have the names that it gives them, whatever these look like.
 */
final class DockerArchive {

    private static final int LONGEST_CONFIG = 4 << 20;

    private static final String ADVICE = "Name one of the images that are there, for a platform that it has.";

    /** The name of a configuration's file where it says the digest. */
    private static final Pattern DIGEST = Pattern.compile("(?:.*/)?(?:sha256:)?([0-9a-f]{64})(?:\\.json)?");

    /** An image that was chosen. */
    record Image(Optional<ImageRef> name, ImageConfig config, List<DockerLayer> layers) {}

    /** An image that may be meant. */
    private record Candidate(DockerManifest manifest, ImageConfig config) {}

    private final String path;
    private final TarIndex tar;
    private final List<DockerManifest> images;

    private DockerArchive(String path, TarIndex tar, List<DockerManifest> images) {
        this.path = path;
        this.tar = tar;
        this.images = images;
    }

    static boolean isIn(TarIndex tar) {
        return tar.names().contains(DockerManifest.FILE);
    }

    /** Reads the list of images; ImagepackException when it is not understood. */
    static DockerArchive in(String path, TarIndex tar) throws IOException {
        byte[] list = read(path, tar, DockerManifest.FILE, DockerManifest.LONGEST);
        return new DockerArchive(path, tar, DockerManifest.parse(list, path + ": " + DockerManifest.FILE));
    }

    /** The one image that is meant; {@code name} may be empty where there is one only. */
    Image choose(Optional<String> name, Platform platform) throws IOException {
        List<DockerManifest> named = name.map(wanted -> NameMatch.find(wanted, images, DockerManifest::repoTags))
                .orElse(images);
        if (named.isEmpty()) {
            throw fault("there is no image '" + name.orElse("") + "'");
        }
        if (named.stream().map(DockerManifest::repoTags).distinct().count() > 1) {
            throw fault(name.map(wanted -> "several images match '" + wanted + "'")
                    .orElse("it holds several images, and none is named"));
        }
        List<Candidate> candidates = new ArrayList<>();
        for (DockerManifest manifest : named) {
            candidates.add(new Candidate(manifest, config(manifest)));
        }
        return image(forPlatform(candidates, platform), name);
    }

    /** An engine with images of several platforms under one name lists each of them. */
    private Candidate forPlatform(List<Candidate> candidates, Platform platform) {
        List<Platform> offered = candidates.stream()
                .map(candidate -> candidate.config().platform())
                .distinct()
                .toList();
        Platform best = platform.choices(offered).stream()
                .findFirst()
                .orElseThrow(() -> fault("there is no image for " + platform + " but for " + offered));
        List<Candidate> matching = candidates.stream()
                .filter(candidate -> candidate.config().platform().equals(best))
                .toList();
        if (matching.stream()
                        .map(candidate -> candidate.config().id())
                        .distinct()
                        .count()
                > 1) {
            throw fault("it holds several images, and none is named");
        }
        return matching.get(0);
    }

    private Image image(Candidate candidate, Optional<String> name) throws IOException {
        List<String> files = candidate.manifest().layers();
        List<DiffId> diffIds = candidate.config().diffIds();
        if (files.size() != diffIds.size()) {
            throw new ImagepackException(
                    path + ": '" + candidate.manifest().config() + "' has " + diffIds.size() + " diff IDs, "
                            + DockerManifest.FILE + " names " + files.size() + " layers",
                    "Make the archive again with docker save or podman save.");
        }
        Map<List<String>, DockerLayer> known = new HashMap<>();
        List<DockerLayer> layers = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            List<String> key = List.of(files.get(i), diffIds.get(i).hex());
            if (!known.containsKey(key)) {
                known.put(key, new DockerLayer(tar, path, files.get(i), diffIds.get(i)));
            }
            layers.add(known.get(key));
        }
        return new Image(reference(candidate.manifest(), name), candidate.config(), List.copyOf(layers));
    }

    private static Optional<ImageRef> reference(DockerManifest manifest, Optional<String> name) {
        List<String> tags = name.map(wanted -> NameMatch.find(wanted, manifest.repoTags(), tag -> List.of(tag)))
                .orElse(manifest.repoTags());
        return tags.stream().findFirst().flatMap(NameMatch::reference);
    }

    /** The configuration, checked against its name where that is a digest. */
    private ImageConfig config(DockerManifest manifest) throws IOException {
        byte[] bytes = read(path, tar, manifest.config(), LONGEST_CONFIG);
        Matcher name = DIGEST.matcher(manifest.config());
        Digest found = Digest.of(bytes);
        if (name.matches() && !name.group(1).equals(found.hex())) {
            throw new ImagepackException(
                    path + ": '" + manifest.config() + "' is not what its name says, its bytes hash to " + found,
                    "The archive is damaged: make it again with docker save or podman save.");
        }
        try {
            return ImageConfig.parse(bytes);
        } catch (ImagepackException e) {
            throw new ImagepackException(path + ": '" + manifest.config() + "': " + e.getMessage(), e.advice(), e);
        }
    }

    private static byte[] read(String path, TarIndex tar, String name, int limit) throws IOException {
        TarIndex.Extent extent = tar.find(name)
                .orElseThrow(() -> new ImagepackException(
                        path + ": '" + name + "' is missing",
                        "Make the archive again with docker save or podman save."));
        return tar.read(name, extent, limit);
    }

    private ImagepackException fault(String what) {
        TreeSet<String> names = new TreeSet<>();
        images.forEach(
                image -> names.addAll(image.repoTags().isEmpty() ? List.of("one without a name") : image.repoTags()));
        return new ImagepackException(path + ": " + what + "; there is " + String.join(", ", names), ADVICE);
    }
}
