package dev.imagepack.testing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The check against the OCI's schemas follows all references, of documents and of schemas. */
class SchemaCheckTest {

    /** Wrong in a way that the schemas do not speak of: a variable without a value, base64 that ends early. */
    private static final Set<String> BEYOND_SCHEMAS = Set.of("image-spec-documents-009", "image-spec-documents-039");

    private final HandMadeImage image = HandMadeImage.minimal();
    private SchemaCheck check;

    @TempDir
    private Path directory;

    @BeforeEach
    void readTheSchemas() {
        check = SchemaCheck.require();
    }

    @TestFactory
    Stream<DynamicTest> itAgreesWithTheSpecificationsOwnCases() throws Exception {
        Path table = Path.of(System.getProperty("imagepack.vectors"), "third-party/tables/image-spec-documents.json");
        ObjectMapper json = new ObjectMapper();
        return StreamSupport.stream(json.readTree(table.toFile()).path("cases").spliterator(), false)
                .map(item -> DynamicTest.dynamicTest(item.path("id").asText(), () -> {
                    boolean passes = item.path("valid").asBoolean()
                            || BEYOND_SCHEMAS.contains(item.path("id").asText());
                    List<String> faults = check.faults(
                            item.path("mediaType").asText(),
                            item.path("document").asText());
                    assertThat(faults.isEmpty()).as("no fault in " + faults).isEqualTo(passes);
                }));
    }

    @Test
    void aSoundLayoutHasNoFault() throws Exception {
        assertThat(check.faults(image.layout(directory))).isEmpty();
        check.accept(directory);
    }

    @Test
    void everyDocumentIsReachedAndNamedWithItsFaults() throws Exception {
        String manifest = image.manifest().replace("\"schemaVersion\":2", "\"schemaVersion\":3");
        String config = image.config().replace("\"os\":\"linux\"", "\"os\":7");
        HandMadeImage faulty = image.with("oci-layout", utf8("{}"))
                .with(blob(image.manifest()), utf8(manifest))
                .with(blob(image.config()), utf8(config))
                .with("index.json", utf8(text("index.json").replace("\"os\":\"linux\"", "\"os\":7")));

        assertThat(check.faults(faulty.layout(directory)))
                .hasSize(4)
                .anySatisfy(
                        fault -> assertThat(fault).startsWith("oci-layout: ").contains("imageLayoutVersion"))
                .anySatisfy(fault -> assertThat(fault).startsWith("index.json: /manifests/0/platform/os "))
                .anySatisfy(fault -> assertThat(fault).startsWith(blob(image.manifest()) + ": /schemaVersion "))
                .anySatisfy(fault -> assertThat(fault).startsWith(blob(image.config()) + ": /os "));
        assertThatThrownBy(() -> check.accept(directory))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(directory.toString(), "/schemaVersion", "/os");
    }

    @Test
    void aDocumentThatIsNotThereIsAFault() throws Exception {
        Files.delete(image.layout(directory).resolve(blob(image.config())));

        assertThat(check.faults(directory)).containsExactly(blob(image.config()) + ": is not there, or is no document");
    }

    private String text(String file) {
        return new String(image.files().get(file), StandardCharsets.UTF_8);
    }

    private static String blob(String document) {
        return "blobs/" + HandMadeImage.sha256(utf8(document)).replace(':', '/');
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
