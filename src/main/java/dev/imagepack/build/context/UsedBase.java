package dev.imagepack.build.context;

import java.util.List;
import java.util.Optional;

import dev.imagepack.build.BuildBase;
import dev.imagepack.image.BaseImage;
import dev.imagepack.oci.ContainerConfig;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.Platform;

/**
 * An image that a Dockerfile begins with or takes files from, known as far as its configuration.
 *
 * @param written how the Dockerfile names it
 * @param image what that means
 * @param platform which one of it
 * @param identity what the result depends on: equal identities are equal images
 * @param config empty for scratch, and where only an engine has the image
 * @param container how it runs, as far as a Dockerfile is concerned: its variables and its triggers
 * @param diffIds its layers, bottom first
 * @param source where its layers can be read; holds nothing open and need not be closed. Empty for scratch, and where only an
 *     engine has the image
 * @param builtOn what decides whether an image that is built on it can leave it out
 */
public record UsedBase(
        String written,
        BaseImage image,
        Platform platform,
        String identity,
        Optional<ImageConfig> config,
        ContainerConfig container,
        List<DiffId> diffIds,
        Optional<ImageSource> source,
        BuildBase builtOn) {

    public UsedBase {
        diffIds = List.copyOf(diffIds);
    }

    /** The reference that means this image and no other; empty unless it is at a registry. */
    public Optional<ImageRef> pinned() {
        Optional<Digest> digest = source.flatMap(ImageSource::manifest).map(manifest -> manifest.digest());
        return image instanceof BaseImage.Published found
                ? digest.map(found.reference().withoutTag()::withDigest)
                : Optional.empty();
    }

    /** Its name at the registry as the recipe has it, and which image that is; empty unless it is at a registry. */
    public Optional<ImageRef> named() {
        return pinned().map(pinned -> ((BaseImage.Published) image)
                .reference()
                .withDefaultTag()
                .withDigest(pinned.digest().orElseThrow()));
    }

    /** The instructions that it runs in a stage that begins with it. */
    public List<String> triggers() {
        return container.onBuild();
    }

    /** Whether it is on this machine and nowhere else. */
    public boolean isOnlyHere() {
        return image instanceof BaseImage.Saved || image instanceof BaseImage.Sibling;
    }

    /** Whether nobody has it but the engine that was asked. */
    public boolean isOnlyAtEngine() {
        return image instanceof BaseImage.Published && source.isEmpty();
    }
}
