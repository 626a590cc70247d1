package dev.imagepack.image;

import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.MediaType;

/**
 * One layer of a built image.
 *
 * @param diffId its identity
 * @param descriptor as the manifest names it: OCI's media type (Docker's are translated, and what travels is an ordinary layer,
 *     whatever it was called), digest and size, nothing else
 * @param source whether its blob travels
 */
public record Layer(DiffId diffId, Descriptor descriptor, LayerSource source) {

    public Layer {
        String type = MediaType.asOci(descriptor.mediaType());
        descriptor = new Descriptor(
                source == LayerSource.EMBED ? MediaType.asDistributable(type) : type,
                descriptor.digest(),
                descriptor.size());
    }
}
