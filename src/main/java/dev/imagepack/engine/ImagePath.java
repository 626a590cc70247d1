package dev.imagepack.engine;

import java.nio.charset.StandardCharsets;

import static java.net.URLEncoder.encode;

/** The name or ID of an image as part of a call's path: engines take its slashes as they are. */
final class ImagePath {

    private ImagePath() {}

    static String of(String image) {
        return encode(image, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/")
                .replace("%3A", ":")
                .replace("%40", "@");
    }
}
