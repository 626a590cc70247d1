package dev.imagepack.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.oci.LayoutCheck.Fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class ManifestCheckTest extends LayoutCheckFixture {

    private Descriptor manifestWith(TestImage image, String key, JsonNode value) throws IOException {
        ObjectNode manifest = Json.parseObject(bytes(image.manifest().digest()), 10_000, "it");
        manifest.set(key, value);
        return image.store(MediaType.MANIFEST, Json.bytes(manifest));
    }

    @Test
    void severalFaultsAreAllReported() throws IOException {
        TestImage image = image().layer("second");
        Descriptor broken = manifestWith(image, "schemaVersion", Json.raw("1"));
        Descriptor entry = image.entry("app").withPlatform(Platform.parse("linux/s390x"));
        Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"9\"}");
        overwrite(image.layers().get(1).digest(), utf8("x"));
        Files.writeString(directory.resolve("manifest.json"), "{}");
        Files.write(
                directory.resolve("index.json"),
                ImageIndex.of(List.of(broken, entry, entry)).toBytes());
        assertThat(codes())
                .contains(
                        "layout-version",
                        "ref-name-twice",
                        "schema-version",
                        "platform-mismatch",
                        "size-mismatch",
                        "digest-mismatch",
                        "diff-id-mismatch",
                        "compression-mismatch",
                        "field");
    }

    @Test
    void aMissingLayoutIsAFault() throws IOException {
        assertThat(LayoutCheck.check(directory.resolve("nowhere")))
                .extracting(Fault::code, Fault::where)
                .containsExactly(tuple("file-absent", "oci-layout"), tuple("file-absent", "index.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{\"schemaVersion\":2,\"manifests\":{}}",
                "{\"schemaVersion\":2,\"manifests\":[[]]}"
            })
    void aBrokenIndexIsAFault(String index) throws IOException {
        image().commit();
        Files.writeString(directory.resolve("index.json"), index);
        assertThat(check())
                .filteredOn(fault -> !fault.isLeftover())
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault.where()).isEqualTo("index.json"));
    }

    @Test
    void hostileDepthAndSizeAreFaults() throws IOException {
        TestImage image = image();
        Descriptor deep = image.store(MediaType.MANIFEST, utf8("[".repeat(100_000)));
        Descriptor large = image.store(MediaType.INDEX, new byte[Documents.LARGEST + 1]);
        image.commit(deep, large);
        assertThat(codes()).containsExactly("json", "too-large");
    }

    @Test
    void namesAreUniqueAndOfTheGrammar() throws IOException {
        TestImage image = image();
        Descriptor amd64 = image.entry("app");
        Descriptor odd = image.manifest().withAnnotations(Map.of(ImageIndex.REF_NAME, "-\n" + "a.".repeat(100_000)));
        Descriptor arm64 = image.platform(Platform.parse("linux/arm64")).entry("app");
        image.commit(amd64, arm64, odd);
        assertThat(codes()).containsExactly("ref-name");
        assertThat(check().toString()).hasSizeLessThan(1000).doesNotContain("\n");
        image.commit(amd64, amd64);
        assertThat(codes()).contains("ref-name-twice");
    }

    @Test
    void theIndexAndTheConfigurationAgreeOnThePlatform() throws IOException {
        TestImage image = image();
        Descriptor right = image.platform(Platform.parse("linux/arm64")).entry("right");
        Descriptor wrong = right.withPlatform(Platform.parse("linux/arm64/v9"))
                .withAnnotations(Map.of(ImageIndex.REF_NAME, "wrong"));
        image.commit(right, image.index(List.of(wrong)));
        assertThat(check())
                .containsExactly(new Fault(
                        "platform-mismatch",
                        wrong.digest() + " (" + image.index(List.of(wrong)).digest() + " for linux/arm64/v9)",
                        "the index says linux/arm64/v9, the configuration linux/arm64"));
    }

    @Test
    void aVersionOfWindowsNeedNotBeSaidTwice() throws IOException {
        TestImage image = image().platform(Platform.parse("windows(10.0.1.2)/amd64"));
        image.commit(image.entry("app").withPlatform(Platform.parse("windows/amd64")));
        assertThat(check()).isEmpty();
        image.commit(image.entry("app").withPlatform(Platform.parse("windows(10.0.9.9)/amd64")));
        assertThat(codes()).containsExactly("platform-mismatch");
    }

    @Test
    void countsMustAgree() throws IOException {
        TestImage image = image().layer("second");
        Descriptor fewer = manifestWith(
                image, "layers", Json.array().add(image.layers().get(0).toNode()));
        image.commit(fewer);
        assertThat(check())
                .filteredOn(fault -> !fault.isLeftover())
                .containsExactly(new Fault(
                        "diff-id-count",
                        fewer.digest() + " (manifest of " + fewer.digest() + ")",
                        "it has 1 layers, its configuration 2 diff IDs"));
    }

    @Test
    void dockersTypesAndOcisAreNotMixed() throws IOException {
        TestImage image = image();
        Descriptor gzip = image.layers().get(0);
        DiffId diffId =
                ImageConfig.parse(bytes(image.config().digest())).diffIds().get(0);
        image.noLayers().layer(new Descriptor(MediaType.DOCKER_LAYER_GZIP, gzip.digest(), gzip.size()), diffId);
        image.commit(image.entry("app"));
        assertThat(codes()).containsExactly("media-type-mix");
    }

    @Test
    void dataInADescriptorAreTheBlobs() throws IOException {
        TestImage image = image();
        ObjectNode config = image.config().toNode();
        config.put(
                "data", Base64.getEncoder().encodeToString(bytes(image.config().digest())));
        image.commit(manifestWith(image, "config", config));
        assertThat(realFaults()).isEmpty();
        config.put("data", "e30=");
        image.commit(manifestWith(image, "config", config));
        assertThat(realFaults()).extracting(Fault::code).containsExactly("data");
    }

    @Test
    void theSubjectOfAnArtifactMayBeElsewhere() throws IOException {
        TestImage image = image();
        Descriptor elsewhere = new Descriptor(MediaType.MANIFEST, new Digest("sha256", "ab".repeat(32)), 7);
        ObjectNode artifact = Json.parseObject(bytes(image.artifact().digest()), 10_000, "it");
        artifact.set("subject", elsewhere.toNode());
        image.commit(image.store(MediaType.MANIFEST, Json.bytes(artifact)));
        assertThat(realFaults()).isEmpty();
        artifact.remove("artifactType");
        artifact.putArray("layers");
        image.commit(image.store(MediaType.MANIFEST, Json.bytes(artifact)));
        assertThat(realFaults()).extracting(Fault::code).containsExactly("field", "layers-missing");
    }

    @Test
    void indexesAreFollowedOnlySoDeep() throws IOException {
        TestImage image = image();
        Descriptor entry = image.manifest();
        for (int depth = 0; depth < 9; depth++) {
            entry = image.index(List.of(entry, entry));
        }
        image.commit(entry);
        assertThat(codes()).containsExactly("too-deep");
    }
}
