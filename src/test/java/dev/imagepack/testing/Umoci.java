package dev.imagepack.testing;

import java.io.IOException;
import java.nio.file.Path;

/** What umoci makes of one image in a layout. Skips the test where umoci cannot be used. */
public final class Umoci {

    private Umoci() {}

    /**
     * Unpacks the image of one platform into {@code bundle}, which must not exist yet, with the owners and modes that the
     * layers say.
     *
     * @return the root file system
     * @throws AssertionError if umoci refuses the image
     */
    public static Path unpack(Path layout, String alias, Path bundle) throws IOException, InterruptedException {
        Tool.UMOCI.require().run("unpack", "--image", layout + ":" + alias, bundle.toString());
        return bundle.resolve("rootfs");
    }
}
