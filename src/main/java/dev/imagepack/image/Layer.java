package dev.imagepack.image;

import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.MediaType;

/**
 * One layer of a built image.
 *
 * @param diffId its identity
 * @param descriptor as the manifest names it: OCI's media type (Docker's are translated), digest and size, nothing else
 * @param source whether its blob travels
 */
public record Layer(DiffId diffId, Descriptor descriptor, LayerSource source) {

    public Layer {
        descriptor = new Descriptor(MediaType.asOci(descriptor.mediaType()), descriptor.digest(), descriptor.size());
    }
}
