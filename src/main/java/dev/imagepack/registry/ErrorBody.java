package dev.imagepack.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Json;

/** What a registry, or a server that gives tokens for it, says of a request that failed. */
public final class ErrorBody {

    /** Longer explanations explain nothing. */
    public static final int LARGEST = 16 << 10;

    private static final int MOST_ERRORS = 3;
    private static final int LONGEST_TEXT = 300;

    private ErrorBody() {}

    /** The status of an answer, with the codes and words of its document where it has one; closes nothing. */
    public static String describe(Reply reply) {
        List<String> texts = List.of();
        try {
            texts = texts(Json.parse(reply.body().readNBytes(LARGEST), LARGEST, "answer"));
        } catch (IOException | ImagepackException e) {
            // No document: the status says all there is.
        }
        return reply.status() + (texts.isEmpty() ? "" : " (" + line(String.join("; ", texts)) + ")");
    }

    /** The errors of the distribution specification, some at most; else what token servers say, which have no common form. */
    private static List<String> texts(JsonNode document) {
        List<String> texts = new ArrayList<>();
        for (JsonNode error : document.path("errors")) {
            if (texts.size() < MOST_ERRORS) {
                texts.add(error.path("code").asText() + " "
                        + error.path("message").asText());
            }
        }
        if (texts.isEmpty()) {
            texts.add(document.path("details").asText());
            texts.add(document.path("error_description")
                    .asText(document.path("error").asText()));
        }
        texts.removeIf(String::isBlank);
        return texts;
    }

    /** Foreign text on one short line. */
    public static String line(String text) {
        String line = text.replaceAll("[\\p{Cc}\\p{Cf}]+", " ").strip();
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "…";
    }
}
