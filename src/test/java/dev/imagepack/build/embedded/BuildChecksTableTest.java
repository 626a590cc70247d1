package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.BaseImage;
import dev.imagepack.testing.Vectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds the build checks to what BuildKit's own tests expect of the same Dockerfiles: rule, line, and whether it fails.
 * No case is left out. */
class BuildChecksTableTest {

    private static final String PREFIX = "build-arg:";
    private static final Pattern FINDING = Pattern.compile("Dockerfile(?::(\\d+))?: .* \\((\\w+)\\)");

    /** What the cases call their base is served by one of ours: what is in it does not matter to them. */
    private static final Path BASE =
            Path.of("src/test/resources/vectors/bases/tiny").toAbsolutePath();

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> upstreamDockerfilesGiveTheFindingsOfBuildKit() {
        return Vectors.eachThirdParty("lint-checks", this::check);
    }

    private void check(JsonNode node) throws IOException {
        try (Scene scene = new Scene(Files.createTempDirectory(directory, "case"))) {
            scene.file("Dockerfile", node.path("dockerfile").asText());
            if (node.has("dockerignore")) {
                scene.file(".dockerignore", node.path("dockerignore").asText());
            }
            node.path("attrs")
                    .properties()
                    .forEach(attribute -> scene.buildArgs.put(
                            attribute.getKey().substring(PREFIX.length()),
                            attribute.getValue().asText()));
            scene.contexts.put("busybox:stable-musl", new BaseImage.Saved(BASE, Optional.of("latest")));
            Optional<ImagepackException> fault = fault(scene);
            assertThat(fault.isPresent()).isEqualTo(node.has("buildFails") || node.has("buildError"));
            String told = String.join("\n", scene.warnings)
                    + fault.map(e -> "\n" + e.getMessage()).orElse("");
            assertThat(findings(told)).isEqualTo(expected(node));
            assertThat(told.contains("does not pass the build checks")).isEqualTo(node.has("buildError"));
        }
    }

    private static Optional<ImagepackException> fault(Scene scene) throws IOException {
        try {
            scene.prepare(scene.dockerfileInFile());
            return Optional.empty();
        } catch (ImagepackException e) {
            return Optional.of(e);
        }
    }

    private static List<String> findings(String told) {
        Matcher matcher = FINDING.matcher(told);
        return matcher.results()
                .map(found -> found.group(1) + " " + found.group(2))
                .sorted()
                .toList();
    }

    private static List<String> expected(JsonNode node) {
        return Vectors.list(node.path("warnings"))
                .map(warning -> warning.path("line").asInt() + " "
                        + warning.path("rule").asText())
                .sorted()
                .toList();
    }
}
