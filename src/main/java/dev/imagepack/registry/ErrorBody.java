package dev.imagepack.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Json;

/** What a registry says of a request that failed: the error document of the distribution specification. */
public final class ErrorBody {

    private static final int LARGEST = 64 << 10;
    private static final int MOST_ERRORS = 3;
    private static final int LONGEST_TEXT = 200;

    private ErrorBody() {}

    /** The status, with the registry's own codes and words where it sent some; closes nothing. */
    static String describe(Reply reply) {
        List<String> errors = List.of();
        try {
            errors = errors(Json.parseObject(reply.body().readNBytes(LARGEST + 1), LARGEST, "error"));
        } catch (IOException | ImagepackException e) {
            // No document: the status says all there is.
        }
        return "status " + reply.status() + (errors.isEmpty() ? "" : " (" + String.join("; ", errors) + ")");
    }

    /** Codes and words of the document, some at most, each on a short line. */
    public static List<String> errors(JsonNode document) {
        List<String> errors = new ArrayList<>();
        for (JsonNode error : document.path("errors")) {
            if (errors.size() < MOST_ERRORS) {
                errors.add(printable(error.path("code").asText("") + " "
                        + error.path("message").asText("")));
            }
        }
        return errors;
    }

    /** Outside text in a log stays on its line and short. */
    private static String printable(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ").strip();
        return line.length() > LONGEST_TEXT ? line.substring(0, LONGEST_TEXT) + "…" : line;
    }
}
