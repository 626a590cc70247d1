package dev.imagepack.cache;

import com.fasterxml.jackson.databind.JsonNode;

/** The answer of the cache. */
public sealed interface Lookup {

    /** The result is known, and every blob that it names is here. */
    record Hit(JsonNode result) implements Lookup {}

    /** It is not, and this is why: {@code src/main/docker/app.conf changed}, {@code first build}, {@code blob sha256:… is gone}. */
    record Miss(String reason) implements Lookup {}
}
