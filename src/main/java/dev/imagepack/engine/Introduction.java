package dev.imagepack.engine;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.Platform;

/** Asks an engine what it is: first for the API that it speaks, which needs no version, then in that version. */
final class Introduction {

    /** The newest version that this client was written for: Docker 28.5. */
    private static final ApiVersion NEWEST = new ApiVersion(1, 51);

    /** Docker 19.03. Before that there is no BuildKit to speak of, and other things are missing. */
    private static final ApiVersion OLDEST = new ApiVersion(1, 40);

    private static final int LARGEST_DOCUMENT = 4 << 20;

    private final EngineConnection connection;

    Introduction(EngineConnection connection) {
        this.connection = connection;
    }

    EngineFacts facts() throws IOException {
        ApiVersion api;
        try (EngineReply ping = send("/_ping")) {
            ping.body().readNBytes(64);
            api = spoken(header(ping, "api-version"));
        }
        // Only now, for a reply that is closed leaves its connection to the next call: over ssh, another one is a
        // login.
        return facts(api);
    }

    private ApiVersion spoken(String theirs) {
        ApiVersion newest;
        try {
            newest = ApiVersion.parse(theirs);
        } catch (IllegalArgumentException e) {
            throw stranger("answers, but names no version of Docker's API");
        }
        if (!newest.isAtLeast(OLDEST)) {
            throw stranger(
                    "speaks API " + newest + ", and " + OLDEST + " (Docker 19.03) is the oldest that is spoken here");
        }
        return newest.isAtLeast(NEWEST) ? NEWEST : newest;
    }

    private EngineFacts facts(ApiVersion api) throws IOException {
        ObjectNode version = document("/v" + api + "/version");
        boolean isPodman = isPodman(version);
        String number = version.path("Version").asText("of unknown version");
        return new EngineFacts(
                isPodman ? "Podman" : "Docker",
                number,
                api,
                platform(version),
                isPodman ? EngineFacts.Store.PODMAN : store(document("/v" + api + "/info")));
    }

    private Platform platform(ObjectNode version) {
        String os = version.path("Os").asText("");
        String architecture = version.path("Arch").asText("");
        try {
            return Platform.parse(os + "/" + architecture);
        } catch (IllegalArgumentException e) {
            throw stranger("runs on a " + e.getMessage());
        }
    }

    private static boolean isPodman(ObjectNode version) {
        for (JsonNode component : version.path("Components")) {
            if (component.path("Name").asText("").contains("Podman")) {
                return true;
            }
        }
        return false;
    }

    /** Docker 29's own words for it are the same as those of 23 to 28. */
    private static EngineFacts.Store store(ObjectNode info) {
        for (JsonNode pair : info.path("DriverStatus")) {
            if (pair.path(1).asText("").startsWith("io.containerd.snapshotter")) {
                return EngineFacts.Store.CONTAINERD;
            }
        }
        return EngineFacts.Store.CLASSIC;
    }

    private ObjectNode document(String path) throws IOException {
        try (EngineReply reply = send(path)) {
            return Json.parseObject(
                    reply.body().readNBytes(LARGEST_DOCUMENT + 1), LARGEST_DOCUMENT, connection.describe() + path);
        }
    }

    private EngineReply send(String path) throws IOException {
        EngineCall call = EngineCall.of("GET", path);
        return Refusal.orReply(connection.describe(), call, connection.send(call));
    }

    private static String header(EngineReply reply, String name) {
        return String.join(", ", reply.headers().getOrDefault(name, List.of()));
    }

    private ImagepackException stranger(String what) {
        return new EngineFault(
                "The engine at " + connection.describe() + " " + what,
                "Name a Docker Engine from 19.03 or Podman's API service from 4.0.",
                0,
                null);
    }
}
