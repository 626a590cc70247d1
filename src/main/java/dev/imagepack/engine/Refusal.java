package dev.imagepack.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Json;

/** Says what an engine answered that did not do what it was asked. */
final class Refusal {

    private static final int LARGEST = 64 << 10;
    private static final int LONGEST_TEXT = 1000;

    /** The parameters that name images; others may be long, and build arguments are nobody's business. */
    private static final Set<String> NAMES = Set.of("names", "fromImage", "repo", "tag", "platform");

    private Refusal() {}

    /**
     * The reply, if it is one of success.
     *
     * @throws EngineFault for any other, which is closed then
     */
    static EngineReply orReply(String engine, EngineCall call, EngineReply reply) throws IOException {
        if (reply.isSuccess()) {
            return reply;
        }
        try (reply) {
            throw of(engine, call, reply);
        }
    }

    private static EngineFault of(String engine, EngineCall call, EngineReply reply) throws IOException {
        String words = words(reply.body().readNBytes(LARGEST));
        return new EngineFault(
                "The engine at " + engine + " answered " + reply.status() + " to " + call.method() + " " + call.path()
                        + names(call) + (words.isEmpty() ? "" : ": " + words),
                advice(reply.status()),
                reply.status(),
                null);
    }

    private static String names(EngineCall call) {
        String names = call.query().stream()
                .filter(parameter -> NAMES.contains(parameter.name()))
                .map(parameter -> parameter.name() + "=" + parameter.value())
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : " (" + names + ")";
    }

    private static String advice(int status) {
        return switch (status) {
            case 401, 403 -> "The engine does not allow this: check who may use it.";
            case 404 -> "Check the name, and that the address is that of a Docker-compatible engine.";
            default -> status < 500 ? "Mend what the engine names." : "The engine's own log may say more.";
        };
    }

    /** The message of the engine's JSON, else the first of what it wrote. */
    private static String words(byte[] body) {
        try {
            JsonNode message = Json.parseObject(body, LARGEST, "answer").path("message");
            return cut(message.asText(""));
        } catch (ImagepackException e) {
            return cut(new String(body, StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}\\s]+", " "));
        }
    }

    private static String cut(String text) {
        String stripped = text.strip();
        return stripped.length() <= LONGEST_TEXT ? stripped : stripped.substring(0, LONGEST_TEXT) + " …";
    }
}
