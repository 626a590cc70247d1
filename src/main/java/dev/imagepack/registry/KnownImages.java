package dev.imagepack.registry;

import java.util.List;
import java.util.Optional;

import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;

/** What this machine learned of published images before, so that no registry need be asked again. */
public interface KnownImages {

    /**
     * A published image for one platform, as it was when it was looked up.
     *
     * @param named what the reference named: an index, or the manifest itself
     * @param manifest the manifest's exact bytes
     * @param manifestType its media type
     * @param config the configuration's exact bytes
     */
    record Known(Descriptor named, byte[] manifest, String manifestType, byte[] config) {}

    /** The image, if it is known; one whose record is damaged is not. */
    Optional<Known> find(ImageRef reference, Platform platform);

    /**
     * Remembers an image, if that is possible: it is only a shortcut.
     *
     * @param layers its layers' blobs, which are kept together with it once they are there
     */
    void keep(ImageRef reference, Platform platform, Known image, List<Descriptor> layers);
}
