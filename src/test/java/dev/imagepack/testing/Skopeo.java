package dev.imagepack.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.imagepack.oci.Platform;

/**
 * What skopeo makes of one image in a layout. Every method skips the test where skopeo is not installed and fails with
 * skopeo's own words where it refuses the image.
 */
public final class Skopeo {

    private Skopeo() {}

    /** The manifest, or the index of a multi-platform image, byte for byte. */
    public static String manifest(Path layout, String alias) throws IOException, InterruptedException {
        return skopeo("inspect", "--raw", image(layout, alias));
    }

    /** The image configuration, byte for byte; of a multi-platform image the one for linux/amd64. */
    public static String config(Path layout, String alias) throws IOException, InterruptedException {
        return skopeo(
                "--override-os",
                "linux",
                "--override-arch",
                "amd64",
                "inspect",
                "--config",
                "--raw",
                image(layout, alias));
    }

    /**
     * Copies the image, all platforms of it, into {@code directory} in skopeo's own format. That reads every blob and
     * checks it against its size and digest.
     */
    public static void copy(Path layout, String alias, Path directory) throws IOException, InterruptedException {
        skopeo("copy", "--all", "--quiet", image(layout, alias), "dir:" + directory);
    }

    /** Takes one platform out of an image that is for several, into a layout of its own under the same name. */
    public static void copy(Path layout, String alias, Platform platform, Path target)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("--override-os", platform.os(), "--override-arch", platform.architecture()));
        platform.variant().ifPresent(variant -> command.addAll(List.of("--override-variant", variant)));
        command.addAll(List.of("copy", "--quiet", image(layout, alias), image(target, alias)));
        skopeo(command.toArray(String[]::new));
    }

    private static String image(Path layout, String alias) {
        return "oci:" + layout + ":" + alias;
    }

    private static String skopeo(String... arguments) throws IOException, InterruptedException {
        // Signatures are not what we ask about, and the machine's own policy would decide on them.
        List<String> command = new ArrayList<>(List.of("--insecure-policy"));
        command.addAll(List.of(arguments));
        return Tool.SKOPEO.require().run(command);
    }
}
