package dev.imagepack.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * The tables of inputs with known right answers. Our own lie on the class path; those of other projects lie in the
 * folder that the system property {@code imagepack.vectors} names, and tests that want one are skipped without it.
 */
public final class Vectors {

    private static final String PROPERTY = "imagepack.vectors";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Vectors() {}

    /** The cases of {@code own/tables/NAME.json}, in the file's order. */
    public static List<JsonNode> own(String name) {
        String resource = "/vectors/own/tables/" + name + ".json";
        try (InputStream table = Vectors.class.getResourceAsStream(resource)) {
            if (table == null) {
                throw new IllegalArgumentException("no such test resource: " + resource);
            }
            return cases(JSON.readTree(table));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cases of {@code third-party/tables/NAME.json}; aborts (skips) the calling test without that folder. */
    public static List<JsonNode> thirdParty(String name) {
        Path file = root("third-party").resolve("tables").resolve(name + ".json");
        try {
            return cases(JSON.readTree(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder of the vectors' root, such as {@code third-party}; aborts (skips) the calling test without the root. */
    public static Path root(String folder) {
        String root = System.getProperty(PROPERTY, "");
        Assumptions.assumeFalse(
                root.isBlank(), "skipped: needs the test vectors in " + folder + " (-D" + PROPERTY + "=FOLDER)");
        return Path.of(root, folder);
    }

    /** One dynamic test per case, named by the case's {@code id}. */
    public static Stream<DynamicTest> each(List<JsonNode> cases, CaseCheck check) {
        return cases.stream()
                .map(node -> DynamicTest.dynamicTest(node.path("id").asText(), () -> check.accept(node)));
    }

    /** As {@link #each}, over {@link #thirdParty}; without that folder one test that is skipped and says why. */
    public static Stream<DynamicTest> eachThirdParty(String name, CaseCheck check) {
        if (System.getProperty(PROPERTY, "").isBlank()) {
            return Stream.of(DynamicTest.dynamicTest(name, () -> root("third-party")));
        }
        return each(thirdParty(name), check);
    }

    /** The texts of a JSON list; none when the field is missing or null. */
    public static List<String> texts(JsonNode list) {
        return list(list).map(JsonNode::asText).toList();
    }

    /** The elements of a JSON list; none when the field is missing or null. */
    public static Stream<JsonNode> list(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static List<JsonNode> cases(JsonNode table) {
        List<JsonNode> cases = list(table.path("cases")).toList();
        if (cases.isEmpty()) {
            throw new IllegalStateException("a table without cases: " + table.path("table"));
        }
        return cases;
    }

    /** What is checked of one case. */
    @FunctionalInterface
    public interface CaseCheck {

        void accept(JsonNode node) throws Exception;
    }
}
