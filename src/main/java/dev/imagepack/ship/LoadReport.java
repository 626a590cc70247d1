package dev.imagepack.ship;

import java.util.List;

import dev.imagepack.image.Alias;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;

/** What came of loading images into an engine. */
public record LoadReport(List<Load> loads) {

    /**
     * An image in the engine.
     *
     * @param names what it is called there
     * @param id what the engine calls it: the digest of its configuration, or in containerd's store of its manifest or index
     * @param platform the one that the engine has got, or of several the one that it runs
     * @param sent the layers that were sent
     * @param spared those that were not, since the engine had them
     * @param unchanged whether the engine had the image before, under all its names
     */
    public record Load(
            Alias alias,
            List<ImageRef> names,
            Digest id,
            Platform platform,
            Amount sent,
            Amount spared,
            boolean unchanged) {

        public Load {
            names = List.copyOf(names);
        }
    }

    /**
     * Some layers.
     *
     * @param bytes as they are stored in the package
     */
    public record Amount(int layers, long bytes) {

        static final Amount NONE = new Amount(0, 0);

        Amount plus(long more) {
            return new Amount(layers + 1, bytes + more);
        }
    }

    public LoadReport {
        loads = List.copyOf(loads);
    }
}
