package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildLog;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.cache.Cache;
import dev.imagepack.download.Downloads;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.History;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whole builds, compared with what real engines made of the same context: file tree, configuration, history, number of
 * layers.
 */
class BuildVectorsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path OWN = Path.of("src/test/resources/vectors");

    /** The engines saw one file of this case with a registry's host in it, as the digest they give says. */
    private static final String SHORTENED = "buildah-copy-empty-1";

    private static final String ADDED_LINE = "buildkit.exporter.image.v0";

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> ownCasesComeOutAsRealEnginesMakeThem() throws IOException {
        return cases(OWN.resolve("own/build"));
    }

    @TestFactory
    Stream<DynamicTest> casesOfOthersComeOutAsRealEnginesMakeThem() throws IOException {
        String vectors = System.getProperty("imagepack.vectors", "");
        if (vectors.isBlank()) {
            return Stream.of(DynamicTest.dynamicTest(
                    "skipped: -Dimagepack.vectors names no folder",
                    () -> org.junit.jupiter.api.Assumptions.abort("-Dimagepack.vectors names no folder")));
        }
        return cases(Path.of(vectors, "third-party", "build"));
    }

    private Stream<DynamicTest> cases(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files
                    .filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> named(file)))
                    .toList()
                    .stream();
        }
    }

    private void named(Path file) {
        try {
            check(file);
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    private void check(Path file) throws IOException {
        JsonNode vector = JSON.readTree(file.toFile());
        JsonNode expected = vector.at("/expect/buildkit");
        if (vector.get("id").asText().equals(SHORTENED)) {
            lengthen((ObjectNode) vector.at("/context/2"));
        }
        Path home = Files.createTempDirectory(directory, "case");
        ContextVector.write(vector.get("context"), home.resolve("context"));
        Outcome outcome;
        try (Cache cache = Cache.open(home.resolve("cache"))) {
            outcome = build(vector, home.resolve("context"), cache);
        }
        List<String> accept = texts(vector.get("accept"));
        if (outcome.fault() != null) {
            boolean refusalIsRight = expected.get("outcome").asText().equals("error")
                    || accept.contains("error")
                    || accept.contains("any")
                    || accept.contains("docker-legacy")
                            && vector.at("/expect/docker-legacy/outcome")
                                    .asText()
                                    .equals("error");
            if (!refusalIsRight) {
                throw outcome.fault();
            }
            assertThat(outcome.fault().advice()).isNotBlank();
            return;
        }
        assertThat(expected.get("outcome").asText()).as("outcome").isEqualTo("success");
        assertThat(outcome.tree()).as("tree").isEqualTo(TreeText.expected(expected.get("tree")));
        assertThat(outcome.hardLinks()).as("hard links").isEqualTo(hardLinks(expected));
        assertThat(outcome.layers())
                .as("layers")
                .isEqualTo(expected.get("layers").asInt());
        assertThat(ConfigVector.normal(JSON.readTree(outcome.config().bytes())))
                .as("config")
                .isEqualTo(ConfigVector.normal(expected.get("config")));
        assertThat(words(outcome.config().history())).as("history").isEqualTo(words(expected.path("history")));
        long entries = outcome.config().history().stream()
                .filter(line -> !line.emptyLayer())
                .count();
        assertThat(entries).as("history entries with a layer").isEqualTo(outcome.layers());
    }

    private static List<String> words(List<History> history) {
        return history.stream()
                .map(line -> words(line.emptyLayer(), line.comment(), line.createdBy()))
                .toList();
    }

    private static List<String> words(JsonNode history) {
        List<String> words = new ArrayList<>();
        history.forEach(line -> words.add(words(
                line.path("empty_layer").asBoolean(),
                line.path("comment").asText(),
                line.path("created_by").asText())));
        return words;
    }

    /** What is said of a layer that its base says nothing of is up to the builder. */
    private static String words(boolean emptyLayer, String comment, String createdBy) {
        return emptyLayer + " " + comment + " " + (comment.equals(ADDED_LINE) ? "" : createdBy);
    }

    private static void lengthen(ObjectNode file) {
        file.put("text", file.get("text").asText().replace("FROM centos", "FROM quay.io/libpod/centos"));
    }

    private record Outcome(
            List<String> tree,
            List<List<String>> hardLinks,
            int layers,
            ImageConfig config,
            ImagepackException fault) {}

    private Outcome build(JsonNode vector, Path context, Cache cache) throws IOException {
        BuildRequest request = new BuildRequest(
                spec(vector, context),
                Map.of(),
                context,
                Set.of(),
                Instant.EPOCH,
                cache,
                Runnable::run,
                BuildLog.SILENT);
        try {
            BuiltImage image = Scene.builder(
                            (reference, platform) -> {
                                throw new ImagepackException("no registry here: " + reference, "Use a local base.");
                            },
                            Downloads.OFFLINE)
                    .prepare(request)
                    .run();
            ImageConfig config = ImageConfig.parse(cache.blobs().read(image.config(), 1 << 20));
            FileTree tree = TreeText.tree(image, cache);
            return new Outcome(
                    TreeText.of(tree), TreeText.hardLinks(tree), image.layers().size(), config, null);
        } catch (ImagepackException e) {
            return new Outcome(List.of(), List.of(), 0, null, e);
        }
    }

    private static ImageSpec spec(JsonNode vector, Path context) {
        JsonNode options = vector.path("options");
        TreeMap<String, BaseImage> bases = new TreeMap<>();
        vector.path("bases")
                .properties()
                .forEach(base -> bases.put(
                        base.getKey(),
                        new BaseImage.Saved(
                                OWN.resolve("bases")
                                        .resolve(base.getValue().asText())
                                        .toAbsolutePath(),
                                Optional.of("latest"))));
        TreeMap<String, String> buildArgs = new TreeMap<>();
        options.path("buildArgs")
                .properties()
                .forEach(arg -> buildArgs.put(arg.getKey(), arg.getValue().asText()));
        String dockerfile = vector.get("dockerfile").asText();
        DockerfileRecipe recipe = new DockerfileRecipe(
                new DockerfileRecipe.InFile(context.resolve(dockerfile), dockerfile),
                context,
                Optional.ofNullable(options.path("target").asText(null)),
                buildArgs,
                bases);
        return new ImageSpec(
                new Alias("app"),
                List.of(),
                recipe,
                new BuilderChoice.Embedded(),
                Platform.parse(options.path("platform").asText("linux/amd64")),
                UpstreamMatch.NOTHING,
                UpstreamDescriptors.REGISTRY,
                false,
                false,
                Compression.NONE,
                new TreeMap<>(),
                new TreeMap<>());
    }

    private static List<List<String>> hardLinks(JsonNode expected) {
        List<List<String>> groups = new ArrayList<>();
        expected.path("hardlinks").forEach(group -> groups.add(texts(group)));
        return groups;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
