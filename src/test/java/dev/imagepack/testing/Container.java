package dev.imagepack.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineCall;
import dev.imagepack.engine.EngineReply;
import dev.imagepack.io.Content;

/** Runs an image at an engine by the engine's API, so that every engine can be asked, wherever it is. */
public final class Container {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Container() {}

    /**
     * Runs what the image says, without a network, to its end, and takes the container away.
     *
     * @return what it wrote
     * @throws AssertionError if it failed
     */
    public static String run(Engine engine, String image) throws IOException {
        byte[] wanted = JSON.writeValueAsBytes(JSON.createObjectNode()
                .put("Image", image)
                .set("HostConfig", JSON.createObjectNode().put("NetworkMode", "none")));
        EngineCall create =
                EngineCall.of("POST", "/containers/create").withBody("application/json", Content.of(wanted));
        String container = "/containers/" + answer(engine, create).path("Id").asText();
        try {
            engine.send(EngineCall.of("POST", container + "/start")).close();
            JsonNode end =
                    answer(engine, EngineCall.of("POST", container + "/wait").takingLong());
            String output = output(engine, container);
            if (end.path("StatusCode").asInt(-1) != 0) {
                throw new AssertionError(image + " at " + engine.describe() + ": " + end + "\n" + output);
            }
            return output;
        } finally {
            engine.send(EngineCall.of("DELETE", container).with("force", "true"))
                    .close();
        }
    }

    private static JsonNode answer(Engine engine, EngineCall call) throws IOException {
        try (EngineReply reply = engine.send(call)) {
            return JSON.readTree(reply.body().readAllBytes());
        }
    }

    /** In frames: which stream, three empty bytes, the length, and as many bytes. */
    private static String output(Engine engine, String container) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        EngineCall logs =
                EngineCall.of("GET", container + "/logs").with("stdout", "true").with("stderr", "true");
        try (EngineReply reply = engine.send(logs);
                DataInputStream frames = new DataInputStream(reply.body())) {
            while (frames.read() >= 0) {
                frames.skipNBytes(3);
                output.write(frames.readNBytes(frames.readInt()));
            }
        }
        return output.toString(StandardCharsets.UTF_8);
    }
}
