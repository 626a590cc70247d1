package dev.imagepack.build.context;

import java.util.HashMap;
import java.util.Map;

import dev.imagepack.oci.Platform;

/**
 * The variables that BuildKit defines by itself. The machine that builds is always called linux/amd64, so that an image
 * does not depend on who builds it: nothing of it runs there.
 */
final class PlatformArgs {

    private static final String DEFAULT_STAGE = "default";

    private PlatformArgs() {}

    /**
     * @param platform what the image is for
     * @param target the name of the stage that is built; empty for the last one
     * @param buildArgs win, declared or not
     */
    static Map<String, String> of(Platform platform, String target, Map<String, String> buildArgs) {
        Map<String, String> values = new HashMap<>();
        put(values, "BUILD", Platform.LINUX_AMD64);
        put(values, "TARGET", platform);
        values.put("TARGETSTAGE", target.isEmpty() ? DEFAULT_STAGE : target);
        values.replaceAll((name, value) -> buildArgs.getOrDefault(name, value));
        return values;
    }

    private static void put(Map<String, String> values, String prefix, Platform platform) {
        values.put(prefix + "PLATFORM", platform.toString());
        values.put(prefix + "OS", platform.os());
        values.put(prefix + "OSVERSION", platform.osVersion().orElse(""));
        values.put(prefix + "ARCH", platform.architecture());
        values.put(prefix + "VARIANT", platform.variant().orElse(""));
    }
}
