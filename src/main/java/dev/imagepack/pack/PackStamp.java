package dev.imagepack.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.AtomicFile;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Json;

/**
 * A small document that an earlier run left: what it was given and what it made. If the same document comes out now, there is
 * nothing to do. One of another version is simply another one.
 */
final class PackStamp {

    private static final int LARGEST = 1 << 20;

    private final Path file;

    PackStamp(Path file) {
        this.file = file;
    }

    /** Whether the earlier run left exactly this document. */
    boolean says(JsonNode document) throws IOException {
        byte[] expected = Json.bytes(document);
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(expected.length + 1), expected);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Whether the earlier run's document has this text in this field; not if there is none, or none that can be read. */
    boolean says(String field, String text) throws IOException {
        try {
            return Json.parse(Files.readAllBytes(file), LARGEST, file.toString())
                    .path(field)
                    .asText()
                    .equals(text);
        } catch (NoSuchFileException | ImagepackException e) {
            return false;
        }
    }

    void write(JsonNode document) throws IOException {
        AtomicFile.write(file, Json.bytes(document));
    }

    boolean exists() {
        return Files.isRegularFile(file);
    }

    void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    /** A small file by its content; {@code absent} when there is none. */
    static String content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Digest.of(in).toString();
        } catch (NoSuchFileException e) {
            return "absent";
        }
    }

    /** A large file by its size and time, which change whenever somebody writes to it. */
    static String attributes(Path file) throws IOException {
        try {
            return Files.size(file) + " bytes, " + Files.getLastModifiedTime(file);
        } catch (NoSuchFileException e) {
            return "absent";
        }
    }

    /** The files below a layout: blobs, which are named by their content, by their size, all others by their content. */
    static ObjectNode layout(Path directory) throws IOException {
        ObjectNode json = Json.object();
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return json;
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Path> found = walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList();
            for (Path path : found) {
                Path relative = directory.relativize(path);
                boolean blob = relative.startsWith("blobs");
                json.put(relative.toString(), blob ? String.valueOf(Files.size(path)) : content(path));
            }
        }
        return json;
    }
}
