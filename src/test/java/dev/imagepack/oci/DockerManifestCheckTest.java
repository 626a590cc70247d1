package dev.imagepack.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.oci.LayoutCheck.Fault;

import static org.assertj.core.api.Assertions.assertThat;

class DockerManifestCheckTest extends LayoutCheckFixture {

    private String dockerView(TestImage image) throws IOException {
        ObjectNode view = Json.object()
                .put("Config", "blobs/sha256/" + image.config().digest().hex());
        view.set(
                "Layers",
                Json.texts(image.layers().stream()
                        .map(layer -> "blobs/sha256/" + layer.digest().hex())
                        .toList()));
        view.set("RepoTags", Json.texts(List.of("app:1")));
        return "[" + Json.text(view) + "]";
    }

    private void viewChanged(UnaryOperator<String> change) throws IOException {
        TestImage image = image().layer("second");
        image.commit(image.entry("app"));
        Files.writeString(directory.resolve("manifest.json"), change.apply(dockerView(image)));
    }

    @Test
    void itMayNameTheSameImage() throws IOException {
        viewChanged(view -> view);
        assertThat(check()).isEmpty();
    }

    @Test
    void itMayNameNoTags() throws IOException {
        viewChanged(view -> view.replace("[\"app:1\"]", "null"));
        assertThat(check()).isEmpty();
    }

    @Test
    void otherLayersAreFound() throws IOException {
        viewChanged(view -> view.replaceFirst("\\[\"blobs/sha256/[0-9a-f]+\",", "["));
        assertThat(check())
                .containsExactly(new Fault(
                        "docker-manifest",
                        "manifest.json",
                        "images[0]: Layers are not those that the index has for this Config"));
    }

    @Test
    void anotherConfigurationIsFound() throws IOException {
        viewChanged(view -> view.replace("\"Config\":\"blobs/", "\"Config\":\""));
        assertThat(check())
                .singleElement()
                .satisfies(fault -> assertThat(fault.what()).contains("is no configuration of the index"));
    }

    @Test
    void aTagThatIsNoNameIsFound() throws IOException {
        viewChanged(view -> view.replace("app:1", "App:1"));
        assertThat(check())
                .singleElement()
                .satisfies(fault -> assertThat(fault.what()).contains("must be lower case"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "{}", "[1]", "[{}]", "null", "[{\"Config\":1,\"Layers\":2,\"RepoTags\":3}]"})
    void anythingElseIsAFaultOfTheFile(String content) throws IOException {
        viewChanged(view -> content);
        assertThat(check())
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault.where()).isEqualTo("manifest.json"));
    }
}
