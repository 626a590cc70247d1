package dev.imagepack.build.intake;

import java.util.List;

import dev.imagepack.build.BuildRequest;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;

/**
 * An image that an engine built and is asked for.
 *
 * @param request what it was built for
 * @param id as the engine calls it: the digest of its configuration, or of its manifest or index where the engine keeps
 *     images in containerd's store
 * @param diffIds its layers as the engine says them ({@code RootFS.Layers}), bottom first. They come out before the image
 *     does, so it is known of most layers beforehand whether they are wanted
 * @param base what it was built on
 */
public record ForeignImage(BuildRequest request, Digest id, List<DiffId> diffIds, BaseLayers base) {

    public ForeignImage {
        diffIds = List.copyOf(diffIds);
    }

    /** How messages begin that are about it. */
    String place() {
        return "images." + request.spec().alias();
    }
}
