package dev.imagepack.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.AtomicDirectory;
import dev.imagepack.io.AtomicFile;
import dev.imagepack.oci.Documents;
import dev.imagepack.oci.Json;

/**
 * The directory in which {@code build-images} leaves what it built for {@code pack-images}: one JSON document for each alias,
 * {@code <alias>.json}, with an outcome for each platform. The bytes of the images are not here, they stay in the cache.
 */
public final class BuiltDirectory {

    /** Of the documents; another one is refused. */
    private static final int VERSION = 2;

    private static final String SUFFIX = ".json";

    /** More images than any module has. */
    private static final int MOST_FILES = 10_000;

    private static final String ADVICE =
            "Run imagepack:build-images again, with the same version of the plugin as pack-images.";

    private BuiltDirectory() {}

    /**
     * Replaces the directory by one with exactly these images, in one step; when all were reused and are there already,
     * leaves it, with what it says of how they came about.
     *
     * @param outcomes those of one alias are for different platforms, the preferred one first
     * @throws ImagepackException when two aliases differ in case only: their files would be one on some machines
     */
    public static void write(Path directory, List<BuildOutcome> outcomes) throws IOException {
        SortedMap<Alias, List<BuildOutcome>> aliases = byAlias(outcomes);
        if (!outcomes.isEmpty() && outcomes.stream().allMatch(BuildOutcome::reused) && holds(directory, aliases)) {
            return;
        }
        try (AtomicDirectory target = AtomicDirectory.create(directory)) {
            for (Map.Entry<Alias, List<BuildOutcome>> alias : aliases.entrySet()) {
                AtomicFile.write(target.path().resolve(alias.getKey() + SUFFIX), document(alias.getValue()));
            }
            target.commit();
        }
    }

    /**
     * As {@link #write(Path, List)}, but leaves some of what is there.
     *
     * @param kept aliases of the images that stay
     * @throws ImagepackException when one of them would become another image
     */
    public static void write(Path directory, List<BuildOutcome> outcomes, Set<Alias> kept) throws IOException {
        SortedMap<Alias, List<BuildOutcome>> all = byAlias(outcomes);
        for (Map.Entry<Alias, List<BuildOutcome>> known :
                byAlias(kept.isEmpty() ? List.of() : read(directory)).entrySet()) {
            Alias alias = known.getKey();
            if (kept.contains(alias)
                    && all.containsKey(alias)
                    && !images(known.getValue()).equals(images(all.get(alias)))) {
                throw new ImagepackException(
                        "images." + alias
                                + ": another execution of build-images in this module built another image of this name",
                        "Give one of the two another alias, or build both in one execution: <platforms> builds one alias"
                                + " for several platforms.");
            }
            if (kept.contains(alias)) {
                all.putIfAbsent(alias, known.getValue());
            }
        }
        write(directory, all.values().stream().flatMap(List::stream).toList());
    }

    private static List<BuiltImage> images(List<BuildOutcome> outcomes) {
        return outcomes.stream().map(BuildOutcome::image).toList();
    }

    private static SortedMap<Alias, List<BuildOutcome>> byAlias(List<BuildOutcome> outcomes) {
        Map<String, Alias> seen = new TreeMap<>();
        SortedMap<Alias, List<BuildOutcome>> aliases = new TreeMap<>();
        for (BuildOutcome outcome : outcomes) {
            Alias alias = outcome.image().alias();
            Alias other = seen.put(alias.value().toLowerCase(Locale.ROOT), alias);
            if (other != null && !other.equals(alias)) {
                throw new ImagepackException(
                        "images." + alias + ": the alias differs from '" + other + "' in case only",
                        "Give one of the two images another alias.");
            }
            aliases.computeIfAbsent(alias, absent -> new ArrayList<>()).add(outcome);
        }
        return aliases;
    }

    private static boolean holds(Path directory, SortedMap<Alias, List<BuildOutcome>> aliases) throws IOException {
        try {
            return images(byAlias(read(directory))).equals(images(aliases));
        } catch (ImagepackException e) {
            // Damaged, or of another version: all the more it is to be replaced.
            return false;
        }
    }

    private static JsonNode images(SortedMap<Alias, List<BuildOutcome>> aliases) {
        ArrayNode images = Json.array();
        aliases.values()
                .forEach(list ->
                        list.forEach(outcome -> images.add(outcome.image().toJson())));
        return images;
    }

    private static byte[] document(List<BuildOutcome> outcomes) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("outcomes");
        outcomes.forEach(outcome -> list.add(outcome.toJson()));
        json.put("version", VERSION);
        return Json.bytes(json);
    }

    /**
     * What {@link #write} put there, sorted by alias, the platforms of one alias as they were given; nothing where there is
     * no such directory.
     *
     * @throws ImagepackException naming the file that is damaged or was written by another version
     */
    public static List<BuildOutcome> read(Path directory) throws IOException {
        List<BuildOutcome> outcomes = new ArrayList<>();
        for (Path file : documents(directory)) {
            outcomes.addAll(outcomes(file));
        }
        outcomes.sort(Comparator.comparing(outcome -> outcome.image().alias()));
        return outcomes;
    }

    /** The files that {@link #write} put there, in no order. */
    public static List<Path> documents(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return files;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : found) {
                files.add(file);
                if (files.size() > MOST_FILES) {
                    throw new ImagepackException(directory + " holds more than " + MOST_FILES + " files", ADVICE);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }

    private static List<BuildOutcome> outcomes(Path file) throws IOException {
        ObjectNode json = Json.parseObject(bytes(file), Documents.LARGEST, file.toString());
        JsonNode version = json.path("version");
        if (!version.isIntegralNumber() || version.longValue() != VERSION) {
            throw new ImagepackException(
                    file + ": its version is " + version + ", this plugin reads " + VERSION + " only", ADVICE);
        }
        try {
            List<BuildOutcome> outcomes = new JsonObject(json, "").objects("outcomes", BuildOutcome::fromJson);
            for (BuildOutcome outcome : outcomes) {
                if (!file.getFileName().toString().equals(outcome.image().alias() + SUFFIX)) {
                    throw new IllegalArgumentException(
                            "it describes '" + outcome.image().alias() + "'");
                }
            }
            return outcomes;
        } catch (IllegalArgumentException e) {
            throw new ImagepackException(file + ": " + e.getMessage(), ADVICE, e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(Documents.LARGEST + 1);
        }
    }
}
