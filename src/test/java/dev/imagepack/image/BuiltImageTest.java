package dev.imagepack.image;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageManifest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BuiltImageTest {

    private final BuiltImage image = Images.image(
            "app", Images.UPSTREAM, Images.upstream("below"), Images.embedded("above"), Images.embedded("above"));

    @Test
    void theManifestNamesConfigurationAndLayersAndNothingElse() {
        ImageManifest manifest = image.manifest();

        assertThat(manifest.mediaType()).isEqualTo(MediaType.MANIFEST);
        assertThat(manifest.config()).isEqualTo(image.config());
        assertThat(manifest.layers())
                .containsExactlyElementsOf(
                        image.layers().stream().map(Layer::descriptor).toList());
        assertThat(manifest.annotations()).isEmpty();
        assertThat(ImageManifest.parse(manifest.toBytes())).isEqualTo(manifest);
    }

    /** As in BuildKit; a registry refuses a layer of the other kind that does not say where else it is. */
    @Test
    void aLayerThatTravelsIsAnOrdinaryOneEvenIfItsBaseKeptItBack() {
        String kept = "application/vnd.oci.image.layer.nondistributable.v1.tar";
        Layer layer = Images.embedded("layer");

        assertThat(typed(layer, kept, LayerSource.EMBED)).isEqualTo(MediaType.LAYER);
        assertThat(typed(layer, kept + "+zstd", LayerSource.EMBED)).isEqualTo(MediaType.LAYER_ZSTD);
        assertThat(typed(layer, "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", LayerSource.EMBED))
                .isEqualTo(MediaType.LAYER_GZIP);
        assertThat(typed(layer, kept + "+gzip", LayerSource.UPSTREAM)).isEqualTo(kept + "+gzip");
    }

    private static String typed(Layer layer, String type, LayerSource source) {
        Descriptor stored = layer.descriptor();
        return new Layer(layer.diffId(), new Descriptor(type, stored.digest(), stored.size()), source)
                .descriptor()
                .mediaType();
    }

    @Test
    void dockersMediaTypesBecomeThoseOfOciAndAnnotationsGo() {
        Descriptor docker = new Descriptor(MediaType.DOCKER_LAYER_GZIP, Images.digest("layer"), 7)
                .withAnnotations(Map.of("a", "b"));
        Layer layer = new Layer(Images.embedded("layer").diffId(), docker, LayerSource.EMBED);
        BuiltImage built = new BuiltImage(
                new Alias("app"),
                List.of(),
                Platform.LINUX_AMD64,
                new Descriptor(MediaType.DOCKER_CONFIG, Images.digest("config"), 3),
                List.of(layer),
                "");

        assertThat(built.manifest().config().mediaType()).isEqualTo(MediaType.CONFIG);
        assertThat(built.manifest().layers())
                .containsExactly(new Descriptor(MediaType.LAYER_GZIP, Images.digest("layer"), 7));
    }

    @Test
    void theBlobsAreTheConfigurationAndEachEmbeddedLayerOnce() {
        assertThat(image.blobs())
                .containsExactly(image.config(), Images.embedded("above").descriptor());
    }

    @Test
    void itsNameIsItsFirstReference() {
        BuiltImage renamed =
                image.named(new Alias("web"), List.of(ImageRef.parse("web:2"), ImageRef.parse("web:latest")));

        assertThat(renamed.name()).contains(ImageRef.parse("web:2"));
        assertThat(renamed.manifest()).isEqualTo(image.manifest());
        assertThat(image.named(new Alias("web"), List.of()).name()).isEmpty();
    }

    @Test
    void itComesBackFromItsDocument() {
        assertThat(BuiltImage.fromJson(image.toJson())).isEqualTo(image);
        assertThat(Json.bytes(BuiltImage.fromJson(image.toJson()).toJson())).isEqualTo(Json.bytes(image.toJson()));
    }

    @Test
    void annotationsAreInTheManifestAndInTheDocumentAndNowhereElse() {
        BuiltImage annotated = image.annotated(new TreeMap<>(Map.of("b", "2", "a", "1")));

        assertThat(annotated.manifest().annotations()).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(annotated.manifest().config()).isEqualTo(image.manifest().config());
        assertThat(annotated.blobs()).isEqualTo(image.blobs());
        assertThat(BuiltImage.fromJson(annotated.toJson())).isEqualTo(annotated);
        assertThat(annotated.named(annotated.alias(), List.of()).annotations()).hasSize(2);
        assertThat(image.toJson().has("annotations")).isFalse();
        assertThat(annotated.annotated(new TreeMap<>()).manifest()).isEqualTo(image.manifest());
    }

    @Test
    void aWindowsVersionSurvivesTheDocument() {
        Platform windows = new Platform("windows", "amd64", Optional.empty(), Optional.of("10.0.20348.1"));
        BuiltImage built = new BuiltImage(
                image.alias(), image.references(), windows, image.config(), image.layers(), image.upstream());

        assertThat(BuiltImage.fromJson(built.toJson()).platform()).isEqualTo(windows);
    }

    static Stream<BuiltImage> imagesThatAreLegal() {
        return Stream.of(
                Images.image("all-embedded", "", Images.embedded("a")),
                Images.image("all-upstream", Images.UPSTREAM, Images.upstream("a")),
                Images.image("upstream-named-but-unused", Images.UPSTREAM, Images.embedded("a")),
                Images.image("same-layer-on-both-sides", Images.UPSTREAM, Images.upstream("a"), Images.embedded("a")),
                Images.image("no-layers", ""));
    }

    @ParameterizedTest
    @MethodSource("imagesThatAreLegal")
    void legalImagesSurviveTheDocument(BuiltImage built) {
        assertThat(BuiltImage.fromJson(built.toJson())).isEqualTo(built);
    }

    @Test
    void upstreamLayersNeedAnUpstream() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Images.image("app", "", Images.upstream("a")))
                .withMessageContaining("app: 1 layers are upstream, but no upstream is named");
    }

    @Test
    void anUpstreamNeedsADigest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Images.image("app", "registry.example/base:1", Images.embedded("a")))
                .withMessageContaining("'registry.example/base:1' has no digest");
    }

    @Test
    void aLayerAboveAnEmbeddedOneIsNeverUpstream() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Images.image(
                        "app", Images.UPSTREAM, Images.upstream("a"), Images.embedded("b"), Images.upstream("a")))
                .withMessageContaining("above an embedded one");
    }

    @ParameterizedTest
    @CsvSource({
        "/alias, '\"a b\"', alias: 'a b' is no alias",
        "/alias, 7, alias is no text",
        "/config/digest, '\"sha256:12\"', config.digest: sha256 digest",
        "/config/size, -1, config.size is no whole number",
        "/config/size, '\"3\"', config.size is no whole number",
        "/layers, '{}', layers is no list",
        "/layers/0, '[]', layers[0] is no object",
        "/layers/0/source, '\"embeded\"', layers[0].source: 'embeded' is neither embed nor upstream",
        "/layers/1/diffId, '\"x\"', layers[1].diffId",
        "/layers/1/extra, 1, layers[1].extra is not known here",
        "/platform, '\"linux\"', platform: platform \"linux\" must be",
        "/references/0, '\"UPPER/x:1/y\"', references[0]",
        "/references/0, null, references[0] is no text",
        "/upstream, null, upstream is no text",
        "/unknown, true, unknown is not known here",
    })
    void aDamagedDocumentNamesTheKey(String pointer, String value, String message) {
        ObjectNode document = (ObjectNode) image.toJson();
        replace(document, pointer, Json.parse(value.getBytes(java.nio.charset.StandardCharsets.UTF_8), 100, "test"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> BuiltImage.fromJson(document))
                .withMessageContaining(message);
    }

    @Test
    void aDocumentThatIsNoObjectIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BuiltImage.fromJson(Json.array()))
                .withMessageContaining("the document is no object");
    }

    private static void replace(JsonNode document, String pointer, JsonNode value) {
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = document.at(pointer.substring(0, slash));
        String key = pointer.substring(slash + 1);
        if (parent instanceof ObjectNode object) {
            object.set(key, value);
        } else {
            ((com.fasterxml.jackson.databind.node.ArrayNode) parent).set(Integer.parseInt(key), value);
        }
    }
}
