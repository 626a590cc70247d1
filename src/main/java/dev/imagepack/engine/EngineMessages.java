package dev.imagepack.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.oci.Json;

/** The JSON objects, one a line, by which an engine tells how a call goes. Read as they arrive. */
public final class EngineMessages {

    /** BuildKit's traces carry what a step prints; they are cut by the engine long before. */
    private static final int LONGEST_LINE = 16 << 20;

    private final InputStream in;
    private final String place;
    private final byte[] buffer = new byte[64 << 10];
    private int position;
    private int limit;

    /**
     * @param in the reply's body; the caller closes it
     * @param place which call of which engine, for messages
     */
    public EngineMessages(InputStream in, String place) {
        this.in = in;
        this.place = place;
    }

    /**
     * The next object; empty at the end.
     *
     * @throws dev.imagepack.ImagepackException when a line is no JSON object
     */
    public Optional<ObjectNode> next() throws IOException {
        Optional<byte[]> line = line();
        while (line.isPresent() && isBlank(line.get())) {
            line = line();
        }
        return line.map(bytes -> Json.parseObject(bytes, LONGEST_LINE, place));
    }

    private static boolean isBlank(byte[] line) {
        return new String(line, StandardCharsets.ISO_8859_1).isBlank();
    }

    /** What the engine says went wrong, if this message says so. */
    public static Optional<String> error(ObjectNode message) {
        JsonNode detail = message.path("errorDetail").path("message");
        JsonNode error = detail.isTextual() ? detail : message.path("error");
        return error.isTextual() ? Optional.of(error.textValue().strip()) : Optional.empty();
    }

    private Optional<byte[]> line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() <= LONGEST_LINE) {
            if (position == limit && !fill()) {
                return line.size() == 0 ? Optional.empty() : Optional.of(line.toByteArray());
            }
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            line.write(buffer, position, end - position);
            position = Math.min(limit, end + 1);
            if (end < limit) {
                return Optional.of(line.toByteArray());
            }
        }
        throw new EngineFault(
                place + ": the engine sent a line of more than " + LONGEST_LINE + " bytes",
                "Check that the address is that of a Docker-compatible engine.",
                0,
                null);
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }
}
