package dev.imagepack.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.oci.Json;
import dev.imagepack.oci.Platform;

/** A platform as the engine's API takes it: a JSON object. */
final class PlatformParameter {

    private PlatformParameter() {}

    static String of(Platform platform) {
        ObjectNode object = Json.object().put("os", platform.os()).put("architecture", platform.architecture());
        platform.variant().ifPresent(variant -> object.put("variant", variant));
        platform.osVersion().ifPresent(version -> object.put("os.version", version));
        return Json.text(object);
    }
}
