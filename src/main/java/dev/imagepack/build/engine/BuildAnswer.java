package dev.imagepack.build.engine;

import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.engine.EngineMessages;
import dev.imagepack.engine.EngineReply;

/** Reads what an engine answers to a build, to its end: from BuildKit, from Docker's older builder, or from Podman. */
final class BuildAnswer {

    private static final String TRACE = "moby.buildkit.trace";

    private static final Pattern UNKNOWN = Pattern.compile("(?i)unknown (flag|instruction)\\b");

    private final BuildSteps steps;
    private final String place;
    private @Nullable String error;
    private boolean hasImage;

    /** @param place the image and the engine, for messages */
    BuildAnswer(BuildSteps steps, String place) {
        this.steps = steps;
        this.place = place;
    }

    /** An engine refused a build of this kind as such, whatever the recipe. */
    static final class NotTaken extends Exception {
        private static final long serialVersionUID = 1L;

        NotTaken(String message) {
            super(message);
        }
    }

    /**
     * Reads it.
     *
     * @throws ImagepackException when a step failed, or the answer ends before the image is there
     * @throws NotTaken when BuildKit cannot read a context that is sent with the call
     */
    void read(EngineReply reply) throws IOException, NotTaken {
        EngineMessages messages = new EngineMessages(reply.body(), place);
        try {
            for (Optional<ObjectNode> next = messages.next(); next.isPresent(); next = messages.next()) {
                accept(next.get());
            }
        } finally {
            steps.end();
        }
        if (error != null) {
            throw failure(error);
        }
        if (!hasImage) {
            throw new ImagepackException(
                    place + ": the engine's answer ends in the middle of the build",
                    "Look at the engine's own log: it may have been stopped, or be out of memory or disk space.");
        }
    }

    private void accept(ObjectNode message) {
        Optional<String> failed = EngineMessages.error(message);
        JsonNode aux = message.path("aux");
        if (failed.isPresent()) {
            error = failed.get();
        } else if (message.path("id").asText("").equals(TRACE)) {
            trace(aux.asText(""));
        } else if (aux.path("ID").isTextual()) {
            hasImage = true;
        } else if (message.path("stream").isTextual()) {
            steps.text(message.path("stream").textValue());
        }
    }

    /** Only for show: what cannot be read is not worth failing for. */
    private void trace(String encoded) {
        try {
            steps.trace(TraceReader.read(Base64.getDecoder().decode(encoded)));
        } catch (IllegalArgumentException e) {
            // The engine goes on building, and says in plain words how it ends.
        }
    }

    /** The Dockerfile was read here, so what the engine does not know is not misspelt. */
    private String advice(String message) {
        return UNKNOWN.matcher(message).find()
                ? place
                        + " is too old for it: build with a newer engine or with buildah, or, at a Docker Engine with BuildKit,"
                        + " begin the Dockerfile with # syntax=docker/dockerfile:1."
                : "Mend the instruction, or what it reads; " + place + " ran it.";
    }

    private ImagepackException failure(String message) throws NotTaken {
        if (message.contains("build-context-")) {
            throw new NotTaken(message);
        }
        String where = steps.location().map(location -> location + ": ").orElse("");
        return new ImagepackException(
                (where.isEmpty() ? place + ": " : where) + steps.failure(message), advice(message));
    }
}
