package dev.imagepack.dockerfile;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import dev.imagepack.ImagepackException;
import dev.imagepack.testing.Vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Holds the reader of Dockerfiles to what BuildKit's reader makes of the same texts. */
class DockerfileTablesTest {

    @TestFactory
    Stream<DynamicTest> ourDockerfilesReadAsBuildKitReadsThem() {
        return Vectors.each(Vectors.own("parser-own"), DockerfileTablesTest::check);
    }

    @TestFactory
    Stream<DynamicTest> upstreamDockerfilesReadAsBuildKitReadsThem() {
        return Vectors.eachThirdParty("parser-testfiles", DockerfileTablesTest::check);
    }

    private static void check(JsonNode node) {
        byte[] text = node.path("dockerfile").asText().getBytes(StandardCharsets.UTF_8);
        if (node.has("error") || node.has("instructionError")) {
            assertThatThrownBy(() -> Dockerfile.parse("Dockerfile", text)).isInstanceOf(ImagepackException.class);
        }
        // A chain of ONBUILDs is refused before there is a tree of it.
        if (!node.has("error") && !node.path("instructionError").asText().contains("Chaining")) {
            checkTree(node, new StatementReader("Dockerfile", text));
        }
        if (node.has("stages")) {
            checkStages(node, Dockerfile.parse("Dockerfile", text));
        }
    }

    private static void checkTree(JsonNode node, StatementReader reader) {
        List<Statement> statements = reader.read();
        assertThat(Tables.nodes(statements)).isEqualTo(node.path("nodes"));
        assertThat(reader.directives().escape())
                .isEqualTo(node.path("escape").asText().charAt(0));
        assertThat(reader.blankLines()).hasSameSizeAs(Vectors.texts(node.path("warnings")));
    }

    private static void checkStages(JsonNode node, Dockerfile dockerfile) {
        assertThat(Tables.stages(dockerfile.stages())).isEqualTo(node.path("stages"));
        assertThat(Tables.globalArgs(dockerfile.globalArgs())).isEqualTo(node.path("metaArgs"));
    }
}
