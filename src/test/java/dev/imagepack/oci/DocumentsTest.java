package dev.imagepack.oci;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.testing.Vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DocumentsTest {

    private static final Digest DIGEST = new Digest("sha256", "ab".repeat(32));
    private static final Descriptor CONFIG = new Descriptor(MediaType.CONFIG, DIGEST, 2);
    private static final Descriptor LAYER = new Descriptor(MediaType.LAYER, DIGEST, 3);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aDescriptorIsCheckedWhenItIsMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Descriptor(MediaType.LAYER, DIGEST, -1))
                .withMessageContaining("size -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Descriptor("layer", DIGEST, 1))
                .withMessageContaining("\"layer\" is not of the form type/name");
    }

    @Test
    void aDescriptorKeepsItsOwnCopies() {
        TreeMap<String, String> annotations = new TreeMap<>(Map.of("a", "1"));
        Descriptor descriptor = new Descriptor(MediaType.LAYER, DIGEST, 1, annotations, Optional.empty());
        annotations.put("b", "2");
        assertThat(descriptor.annotations()).containsOnly(Map.entry("a", "1"));
        assertThat(descriptor.withAnnotations(Map.of("c", "3")).annotations()).containsOnly(Map.entry("c", "3"));
    }

    @Test
    void aManifestComesBackAsItWasWritten() {
        ImageManifest manifest = new ImageManifest(
                MediaType.MANIFEST,
                CONFIG,
                List.of(LAYER, LAYER),
                new TreeMap<>(Map.of("k", "v")),
                Optional.of("application/x"),
                Optional.of(CONFIG));
        assertThat(ImageManifest.parse(manifest.toBytes())).isEqualTo(manifest);
        assertThat(ImageManifest.parse(manifest.toBytes(), MediaType.MANIFEST)).isEqualTo(manifest);
    }

    @Test
    void anIndexComesBackAsItWasWritten() {
        Descriptor entry = new Descriptor(
                MediaType.MANIFEST,
                DIGEST,
                5,
                new TreeMap<>(Map.of(ImageIndex.REF_NAME, "app")),
                Optional.of(Platform.parse("windows(10.0.17763.1)/arm64/v9")),
                Optional.of("application/x"),
                List.of("https://example.com/blob"),
                Optional.of("YWJjZGU="));
        ImageIndex index = new ImageIndex(MediaType.INDEX, List.of(entry), new TreeMap<>(Map.of("k", "v")));
        assertThat(ImageIndex.parse(index.toBytes())).isEqualTo(index);
    }

    @Test
    void whatIsNotSetIsNotWritten() {
        assertThat(new String(
                        new ImageManifest(MediaType.MANIFEST, CONFIG, List.of(), new TreeMap<>()).toBytes(),
                        StandardCharsets.UTF_8))
                .isEqualTo("{\"config\":{\"digest\":\"" + DIGEST + "\",\"mediaType\":\"" + MediaType.CONFIG
                        + "\",\"size\":2},\"layers\":[],\"mediaType\":\"" + MediaType.MANIFEST
                        + "\",\"schemaVersion\":2}");
    }

    @Test
    void equalDescriptorsFromMapsOfAnyOrderGiveEqualBytes() {
        ImageIndex one = ImageIndex.of(List.of(CONFIG.withAnnotations(Map.of("a", "1", "b", "2", "c", "3"))));
        ImageIndex other = ImageIndex.of(List.of(CONFIG.withAnnotations(Map.of("c", "3", "b", "2", "a", "1"))));
        assertThat(one.toBytes()).isEqualTo(other.toBytes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"config":C,"layers":[]}                                     | schemaVersion is missing, expected 2
                    {"schemaVersion":1,"config":C,"layers":[]}                   | schemaVersion is 1, expected 2
                    {"schemaVersion":2,"layers":[]}                              | config is missing
                    {"schemaVersion":2,"config":[],"layers":[]}                  | config is a JSON array, expected object
                    {"schemaVersion":2,"config":C}                               | layers is null or missing
                    {"schemaVersion":2,"config":C,"layers":null}                 | layers is null or missing
                    {"schemaVersion":2,"config":C,"layers":[1]}                  | layers[0] is a JSON number
                    {"schemaVersion":2,"config":C,"layers":[{}]}                 | layers[0]: mediaType is missing
                    {"schemaVersion":2,"config":C,"layers":[],"manifests":[]}    | a manifest (config, layers) and an index
                    {"schemaVersion":2,"config":C,"layers":[],"mediaType":"a/b"} | "a/b" is not that of an image manifest
                    {"schemaVersion":2,"config":C,"layers":[],"mediaType":7}     | mediaType is a JSON number
                    {"schemaVersion":2,"config":C,"layers":[],"subject":"x"}     | subject is a JSON string
                    {"schemaVersion":2,"config":C,"layers":[],"annotations":{"a":1}} | annotations["a"] is a JSON number
                    [] | is a JSON array, expected an object
                    """)
    void aFaultOfAManifestIsNamed(String json, String fault) {
        byte[] bytes = utf8(json.replace("C", Json.text(CONFIG.toNode())));
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> ImageManifest.parse(bytes))
                .withMessageStartingWith("manifest " + Digest.of(bytes) + ": ")
                .withMessageContaining(fault)
                .satisfies(e -> assertThat(e.advice()).isNotBlank());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "size":1                        | digest is missing
                    "digest":"D"                    | size is missing
                    "digest":"D","size":-1          | size is -1, expected 0 or more
                    "digest":"D","size":1.5         | size is 1.5, expected a whole number
                    "digest":"D","size":99999999999999999999 | expected a whole number
                    "digest":"D","size":"1"         | size is a JSON string
                    "digest":"sha256:0","size":1    | has 1 digits, expected 64
                    "digest":"D","size":1,"urls":["x"]    | "x", which is no absolute URL
                    "digest":"D","size":1,"data":"YQ"     | data is no padded base64
                    "digest":"D","size":1,"platform":{"os":"linux"} | platform: architecture is missing
                    "digest":"D","size":1,"platform":{"os":"li nux","architecture":"x"} | the platform is not understood
                    """)
    void aFaultOfADescriptorIsNamed(String fields, String fault) {
        byte[] bytes = utf8("{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"" + MediaType.MANIFEST + "\","
                + fields.replace("D", DIGEST.toString()) + "}]}");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> ImageIndex.parse(bytes))
                .withMessageStartingWith("index " + Digest.of(bytes) + ": manifests[0]")
                .withMessageContaining(fault);
    }

    @Test
    void aDocumentMustBeWhatItsDescriptorSays() {
        byte[] manifest = new ImageManifest(MediaType.DOCKER_MANIFEST, CONFIG, List.of(), new TreeMap<>()).toBytes();
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> ImageManifest.parse(manifest, MediaType.MANIFEST))
                .withMessageContaining("mediaType is " + MediaType.DOCKER_MANIFEST + ", but the descriptor says");
        byte[] index = ImageIndex.of(List.of()).toBytes();
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> ImageIndex.parse(index, MediaType.DOCKER_MANIFEST_LIST))
                .withMessageContaining("but the descriptor says " + MediaType.DOCKER_MANIFEST_LIST);
    }

    @Test
    void aPlatformOfEmptyTextsIsNone() {
        byte[] bytes = utf8("{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"" + MediaType.MANIFEST
                + "\",\"digest\":\"" + DIGEST + "\",\"size\":1,\"platform\":{\"os\":\"\",\"architecture\":\"\"}}]}");
        assertThat(ImageIndex.parse(bytes).manifests().get(0).platform()).isEmpty();
    }

    @Test
    void theNumberOfLayersIsBounded() {
        String layer = Json.text(LAYER.toNode());
        byte[] bytes = utf8("{\"schemaVersion\":2,\"config\":" + Json.text(CONFIG.toNode()) + ",\"layers\":["
                + (layer + ",").repeat(ImageManifest.MOST_LAYERS) + layer + "]}");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> ImageManifest.parse(bytes))
                .withMessageContaining("layers has 4097 entries, more than the 4096 that are read");
    }

    @Test
    void aDocumentIsAtMostFourMebibytes() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> ImageIndex.parse(new byte[Documents.LARGEST + 1]))
                .withMessageContaining("more than the 4194304");
    }

    @Test
    void anAttestationIsRecognised() {
        assertThat(CONFIG.withPlatform(Platform.parse("unknown/unknown")).isAttestation())
                .isTrue();
        assertThat(CONFIG.withAnnotations(Map.of("vnd.docker.reference.type", "attestation-manifest"))
                        .isAttestation())
                .isTrue();
        assertThat(CONFIG.isAttestation()).isFalse();
    }

    @Test
    void aDocumentWithoutATypeIsKnownByItsKeys() {
        assertThat(Documents.mediaTypeOf(utf8("{\"schemaVersion\":2,\"manifests\":[]}")))
                .contains(MediaType.INDEX);
        assertThat(Documents.mediaTypeOf(utf8("{\"schemaVersion\":2,\"config\":{}}")))
                .contains(MediaType.MANIFEST);
        assertThat(Documents.mediaTypeOf(
                        utf8("{\"schemaVersion\":2,\"config\":{\"mediaType\":\"" + MediaType.DOCKER_CONFIG + "\"}}")))
                .contains(MediaType.DOCKER_MANIFEST);
        assertThat(Documents.mediaTypeOf(utf8("{}"))).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> thirdPartyDocuments() {
        return Vectors.each(Vectors.thirdParty("image-spec-documents"), node -> {
            byte[] document = utf8(node.path("document").asText());
            String mediaType = node.path("mediaType").asText();
            if (node.path("valid").asBoolean()) {
                assertThatCode(() -> read(document, mediaType)).doesNotThrowAnyException();
            } else {
                assertThatExceptionOfType(ImagepackException.class).isThrownBy(() -> read(document, mediaType));
            }
        });
    }

    private static void read(byte[] document, String mediaType) {
        switch (mediaType) {
            case MediaType.CONFIG -> ImageConfig.parse(document);
            case MediaType.MANIFEST -> ImageManifest.parse(document);
            case MediaType.INDEX -> ImageIndex.parse(document);
            default ->
                Descriptor.read(
                        new Fields(Json.parseObject(document, Documents.LARGEST, "it"), "it", Complaints.refusing()));
        }
    }

    @TestFactory
    Stream<DynamicTest> thirdPartyDocumentsOfDocker() {
        return Vectors.each(Vectors.thirdParty("image-spec-docker-compat"), node -> {
            byte[] document = utf8(node.path("document").asText());
            assertThat(Digest.of(document)).hasToString(node.path("digest").asText());
            assertThat(node.path("valid").asBoolean()).isTrue();
            switch (node.path("kind").asText()) {
                case "imageIndex" -> ImageIndex.parse(document, MediaType.DOCKER_MANIFEST_LIST);
                case "manifest" -> ImageManifest.parse(document, MediaType.DOCKER_MANIFEST);
                default -> ImageConfig.parse(document);
            }
        });
    }

    /** Documents of kinds that are not read here (schema 1, artifacts without layers) are recognised, then refused. */
    @TestFactory
    Stream<DynamicTest> thirdPartyManifests() {
        return Vectors.each(Vectors.thirdParty("manifest-documents"), node -> {
            byte[] document = utf8(node.path("document").asText());
            assertThat(Digest.of(document)).hasToString(node.path("digest").asText());
            Optional<String> kind = Documents.mediaTypeOf(document);
            assertThat(kind)
                    .isEqualTo(Optional.ofNullable(node.get("guessedType"))
                            .filter(JsonNode::isTextual)
                            .map(JsonNode::asText));
            boolean readable = kind.filter(type -> !type.equals(MediaType.DOCKER_MANIFEST_1))
                            .isPresent()
                    && !node.path("id").asText().equals("ociv1.artifact");
            if (!readable) {
                assertThatExceptionOfType(ImagepackException.class).isThrownBy(() -> ImageManifest.parse(document));
            } else if (MediaType.isIndex(kind.orElseThrow())) {
                assertThat(ImageIndex.parse(document).mediaType()).isEqualTo(kind.get());
            } else {
                assertThat(ImageManifest.parse(document).mediaType()).isEqualTo(kind.get());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> thirdPartyDocumentsOfJib() {
        return Vectors.each(Vectors.thirdParty("jib-json"), node -> {
            byte[] document = utf8(node.path("document").asText());
            JsonNode json = Json.parse(document, Documents.LARGEST, "it");
            assertThat(Json.parse(Json.bytes(json), Documents.LARGEST, "it")).isEqualTo(json);
            if (json.has("config") && json.has("layers")) {
                assertThat(ImageManifest.parse(document).layers()).hasSize(1);
            }
            if (json.has("manifests")) {
                assertThat(ImageIndex.parse(document).manifests())
                        .hasSize(json.path("manifests").size());
            }
        });
    }
}
