package dev.imagepack.registry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Text inside a URI. */
final class Encoded {

    private Encoded() {}

    /** As the value of a query's parameter. */
    static String query(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
