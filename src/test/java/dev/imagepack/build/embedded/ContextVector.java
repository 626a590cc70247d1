package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

import com.fasterxml.jackson.databind.JsonNode;

/** Writes the context of a test vector to a directory, with exact modes. */
final class ContextVector {

    private ContextVector() {}

    static void write(JsonNode entries, Path directory) throws IOException {
        Files.createDirectories(directory);
        for (JsonNode entry : entries) {
            Path path = directory.resolve(entry.get("path").asText());
            Files.createDirectories(path.getParent());
            switch (entry.get("type").asText()) {
                case "file" -> Files.write(path, bytes(entry));
                case "dir" -> Files.createDirectories(path);
                case "symlink" ->
                    Files.createSymbolicLink(path, Path.of(entry.get("target").asText()));
                case "hardlink" ->
                    Files.createLink(path, directory.resolve(entry.get("target").asText()));
                default -> throw new IOException("no " + entry.get("type") + " here");
            }
        }
        for (JsonNode entry : entries) {
            if (entry.has("mode") && !entry.get("type").asText().endsWith("link")) {
                Files.setAttribute(
                        directory.resolve(entry.get("path").asText()),
                        "unix:mode",
                        Integer.parseInt(entry.get("mode").asText(), 8));
            }
        }
    }

    private static byte[] bytes(JsonNode entry) {
        return entry.has("base64")
                ? Base64.getDecoder().decode(entry.get("base64").asText())
                : entry.path("text").asText().getBytes(StandardCharsets.UTF_8);
    }
}
