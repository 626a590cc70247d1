package dev.imagepack.oci;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.ImagepackException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ImageConfigTest {

    private static final DiffId LAYER =
            DiffId.parse("sha256:98053238550bc09e1169684579ecbb843f3bac0459c7cfaf80ea0f86f1836b24");
    private static final DiffId OTHER = new DiffId("ab".repeat(32));
    private static final Instant LATER = Instant.parse("2026-11-21T08:00:00Z");

    private static History line(String by) {
        return new History(Optional.empty(), by, "", "", false);
    }

    private static History emptyLine(String by) {
        return new History(Optional.empty(), by, "", "", true);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ImageConfig config) {
        return new String(config.bytes(), StandardCharsets.UTF_8);
    }

    /** The minimal image whose digests are known: configuration, manifest and index come out byte by byte. */
    @Test
    void theMinimalImageHasTheKnownDigests() {
        ContainerConfig container =
                ContainerConfig.EMPTY.with(change -> change.entrypoint(List.of("/usr/local/bin/myapp"))
                        .label("b", "2")
                        .label("a", "1"));
        ImageConfig config = ImageConfig.assemble(
                Optional.empty(),
                Platform.LINUX_AMD64,
                container,
                List.of(LAYER),
                List.of(line("files etc/app")),
                Instant.EPOCH,
                "");
        assertThat(config.bytes()).hasSize(336);
        assertThat(config.id()).hasToString("sha256:969d4535ef22b4c377f399d91c24b8dd5738aeae61f21eedd68e65fdb35d5b76");

        ImageManifest manifest = new ImageManifest(
                MediaType.MANIFEST,
                config.descriptor(),
                List.of(new Descriptor(MediaType.LAYER, LAYER.asDigest(), 3072)),
                new TreeMap<>());
        assertThat(manifest.toBytes()).hasSize(397);
        assertThat(Digest.of(manifest.toBytes()))
                .hasToString("sha256:12e9856be90cf5809086b6ec6b4f5e86275e8f5fd799d138b6a22499be2a9a15");

        ImageIndex index = ImageIndex.of(List.of(new Descriptor(MediaType.MANIFEST, Digest.of(manifest.toBytes()), 397)
                .withAnnotations(new TreeMap<>(
                        Map.of(ImageIndex.REF_NAME, "v1", ImageIndex.IMAGE_NAME, "docker.io/fztest/app:v1")))
                .withPlatform(Platform.LINUX_AMD64)));
        assertThat(index.toBytes()).hasSize(399);
        assertThat(Digest.of(index.toBytes()))
                .hasToString("sha256:bdd81a0aca804d869608e62698a20393fa709978091b017cc0713df3fe3f74c3");
    }

    @Test
    void theBytesAreKeptAndTheirDigestIsTheId() {
        byte[] bytes = utf8("{ \"os\":\"linux\", \"architecture\":\"arm64\", \"variant\":\"v8\", \"x\":1e5,\n"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + LAYER + "\"]}, \"author\":\"me\",\n"
                + "\"created\":\"2019-08-20T20:19:55.5+02:00\" }");
        ImageConfig config = ImageConfig.parse(bytes);
        assertThat(config.bytes()).isEqualTo(bytes);
        assertThat(config.id()).isEqualTo(Digest.of(bytes));
        assertThat(config.descriptor()).isEqualTo(new Descriptor(MediaType.CONFIG, config.id(), bytes.length));
        assertThat(config.platform()).hasToString("linux/arm64");
        assertThat(config.diffIds()).containsExactly(LAYER);
        assertThat(config.history()).isEmpty();
        assertThat(config.container()).isEqualTo(ContainerConfig.EMPTY);
        assertThat(config.author()).isEqualTo("me");
        assertThat(config.created()).contains(Instant.parse("2019-08-20T18:19:55.5Z"));
    }

    @Test
    void nobodyChangesTheBytesAfterwards() {
        byte[] bytes = ImageConfig.empty(Platform.LINUX_AMD64).bytes();
        ImageConfig config = ImageConfig.parse(bytes);
        bytes[0] = 'x';
        config.bytes()[0] = 'x';
        assertThat(Digest.of(config.bytes())).isEqualTo(config.id());
    }

    @Test
    void onlyItsTriggersAreTakenAway() {
        String before = "{\"architecture\":\"amd64\",\"config\":{\"Env\":[\"A=1\"],\"Hostname\":\"h\"";
        String after =
                "},\"container_config\":{\"z\":1e5},\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}";
        ImageConfig with = ImageConfig.parse(utf8(before + ",\"OnBuild\":[\"RUN x\"]" + after));

        assertThat(text(with.withoutTriggers())).isEqualTo(before + after);
    }

    @Test
    void unknownKeysOfTheBaseAreInheritedAndThoseOfItsBuildAreNot() {
        ImageConfig base =
                ImageConfig.parse(utf8("{\"os\":\"linux\",\"architecture\":\"amd64\",\"os.features\":[\"f\"],"
                        + "\"zeta\":{\"b\":1.0E+2,\"a\":[]},\"created\":\"2024-01-02T03:04:05Z\",\"author\":\"base\",\"container\":\"0\","
                        + "\"container_config\":{},\"docker_version\":\"1\",\"id\":\"1\",\"parent\":\"2\",\"parent_id\":\"3\",\"Size\":1,"
                        + "\"throwaway\":true,\"comment\":\"c\",\"moby.buildkit.cache.v0\":\"x\",\"config\":{\"Image\":\"y\",\"Hostname\":\"h\",\"ArgsEscaped\":true,\"StopTimeout\":5},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"));
        ImageConfig child = ImageConfig.assemble(
                Optional.of(base), base.platform(), base.container(), List.of(), List.of(), LATER, "");
        assertThat(text(child))
                .isEqualTo(
                        "{\"architecture\":\"amd64\",\"config\":{\"StopTimeout\":5},\"created\":\"2026-11-21T08:00:00Z\","
                                + "\"history\":[],\"os\":\"linux\",\"os.features\":[\"f\"],"
                                + "\"rootfs\":{\"diff_ids\":[],\"type\":\"layers\"},\"zeta\":{\"b\":1.0E+2,\"a\":[]}}");
    }

    /** As BuildKit does it: a child has nothing of the keys that only Docker's images have. */
    @Test
    void aChildOfAnImageOfDockersIsPlain() throws Exception {
        OciLayout layout = OciLayout.open(TestLayouts.base("docker2"));
        Descriptor manifest = TestLayouts.firstManifest(layout);
        ImageConfig base = ImageConfig.parse(layout.blobs()
                .read(ImageManifest.parse(layout.blobs().read(manifest, 10_000)).config(), 10_000));
        ImageConfig child = ImageConfig.assemble(
                Optional.of(base),
                base.platform(),
                base.container().with(change -> change.env("ADDED", "1")),
                base.diffIds(),
                base.history(),
                LATER,
                base.author());
        assertThat(Json.parse(child.bytes(), 10_000, "child").fieldNames())
                .toIterable()
                .containsExactly("architecture", "config", "created", "history", "os", "rootfs");
        assertThat(child.container())
                .hasToString("{\"Cmd\":[\"sh\"],\"Env\":[\"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
                        + "/sbin:/bin\",\"ADDED=1\"]}");
    }

    @Test
    void onWindowsTheEscapingOfArgumentsIsInherited() {
        ContainerConfig container =
                ContainerConfig.EMPTY.with(change -> change.unknown("ArgsEscaped", Json.raw("true")));
        ImageConfig config = ImageConfig.assemble(
                Optional.empty(), Platform.parse("windows/amd64"), container, List.of(), List.of(), LATER, "");
        assertThat(config.container()).isEqualTo(container);
    }

    /** Key order and spacing of others are part of the identity. */
    @Test
    void aConfigurationInAnotherOrderKeepsItsId() {
        String json = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
                + "\"sha256:630e9a93e9e4da54eefdd9229c4973c2cabfdb201d95f96862c8e890128a7d06\","
                + "\"sha256:200c81c1391c7a29916ae5075f3a7d068b55c3b4ec50381e7d80c97fcea1c278\"]}}";
        assertThat(json).hasSize(225);
        assertThat(ImageConfig.parse(utf8(json)).id())
                .hasToString("sha256:c8430cc152da419c5e6098adc8645af5c009d444dece4dd2a20358f8c603ea8f");
    }

    @Test
    void newLinesTakeTheImagesTimeAndOldOnesKeepTheirs() {
        Instant old = Instant.parse("2020-01-01T00:00:00Z");
        ImageConfig config = ImageConfig.assemble(
                Optional.empty(),
                Platform.LINUX_AMD64,
                ContainerConfig.EMPTY,
                List.of(LAYER, OTHER),
                List.of(line("base").withCreated(Optional.of(old)), emptyLine("ENV"), line("COPY"), emptyLine("CMD")),
                LATER,
                "me");
        assertThat(config.history())
                .extracting(line -> line.created().orElseThrow())
                .containsExactly(old, LATER, LATER, LATER);
        assertThat(config.author()).isEqualTo("me");
        assertThat(config.created()).contains(LATER);
    }

    @Test
    void aBaseWithoutHistoryGetsItsLinesAtTheEnd() {
        ImageConfig config = ImageConfig.assemble(
                Optional.empty(),
                Platform.LINUX_AMD64,
                ContainerConfig.EMPTY,
                List.of(LAYER, OTHER),
                List.of(line("COPY"), emptyLine("ENV")),
                LATER,
                "");
        assertThat(config.history())
                .extracting(History::createdBy)
                .containsExactly("COPY", "ENV", "layer without a history");
        assertThat(config.history()).extracting(History::emptyLayer).containsExactly(false, true, false);
    }

    @Test
    void equalInputGivesEqualBytes() {
        ImageConfig base = ImageConfig.empty(Platform.parse("linux/arm"));
        ImageConfig one = ImageConfig.assemble(
                Optional.of(base), base.platform(), base.container(), List.of(OTHER), List.of(line("x")), LATER, "");
        ImageConfig other = ImageConfig.assemble(
                Optional.of(ImageConfig.parse(base.bytes())),
                base.platform(),
                base.container(),
                List.of(OTHER),
                List.of(line("x")),
                LATER,
                "");
        assertThat(one.bytes()).isEqualTo(other.bytes());
        assertThat(text(one)).contains("\"variant\":\"v7\"");
    }

    @Test
    void anEmptyImageHasTheUsualPath() {
        ImageConfig empty = ImageConfig.empty(Platform.LINUX_AMD64);
        assertThat(text(empty))
                .isEqualTo("{\"architecture\":\"amd64\",\"config\":{\"Env\":[\"PATH=/usr/local/sbin:/usr/local/bin:"
                        + "/usr/sbin:/usr/bin:/sbin:/bin\"],\"WorkingDir\":\"/\"},\"history\":[],\"os\":\"linux\","
                        + "\"rootfs\":{\"diff_ids\":[],\"type\":\"layers\"}}");
        assertThat(ImageConfig.empty(Platform.parse("windows/amd64"))
                        .container()
                        .env("PATH"))
                .contains("c:\\Windows\\System32;c:\\Windows");
    }

    @ParameterizedTest
    @CsvSource({"linux/amd64, ''", "linux/arm64/v8, ''", "linux/arm, v7", "linux/arm/v6, v6", "linux/amd64/v3, v3"})
    void anEmptyImageSaysAVariantWhereItsPlatformHasOne(String platform, String variant) {
        ImageConfig empty = ImageConfig.empty(Platform.parse(platform));
        assertThat(Json.parse(empty.bytes(), 10_000, "empty").path("variant").asText())
                .isEqualTo(variant);
    }

    @Test
    void nullDiffIdsAreThoseOfAnImageWithoutLayers() {
        ImageConfig config = ImageConfig.parse(utf8(
                "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":null}}"));
        assertThat(config.diffIds()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"architecture":"a","rootfs":R}                          | os is missing
                    {"os":"linux","rootfs":R}                                | architecture is missing
                    {"os":1,"architecture":"a","rootfs":R}                   | os is a JSON number
                    {"os":"","architecture":"a","rootfs":R}                  | the platform is not understood
                    {"os":"linux","architecture":"a"}                        | rootfs is missing
                    {"os":"linux","architecture":"a","rootfs":{"type":"x","diff_ids":[]}} | rootfs: type is not "layers"
                    {"os":"linux","architecture":"a","rootfs":{"type":"layers"}} | rootfs: diff_ids is missing
                    {"os":"linux","architecture":"a","rootfs":{"type":"layers","diff_ids":["x"]}} | rootfs: diff_ids: digest "x" has no colon
                    {"os":"linux","architecture":"a","rootfs":R,"created":"now"} | created: "now" is no RFC 3339 time
                    {"os":"linux","architecture":"a","rootfs":R,"config":[]} | config is a JSON array
                    {"os":"linux","architecture":"a","rootfs":R,"config":{"Env":["A"]}} | config: Env holds "A"
                    {"os":"linux","architecture":"a","rootfs":R,"history":[{"created":"x"}]} | history[0]: created: "x"
                    {"os":"linux","architecture":"a","rootfs":R,"history":{}} | history is a JSON object, expected array
                    """)
    void aFaultIsNamed(String json, String fault) {
        byte[] bytes = utf8(json.replace("R", "{\"type\":\"layers\",\"diff_ids\":[]}"));
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> ImageConfig.parse(bytes))
                .withMessageStartingWith("configuration " + Digest.of(bytes) + ": " + fault);
    }

    @Test
    void everyConfigurationOfTheTestBasesIsRead() throws Exception {
        int read = 0;
        for (String base : TestLayouts.BASES) {
            Path layout = TestLayouts.base(base);
            OciLayout opened = OciLayout.open(layout);
            Descriptor manifest = TestLayouts.firstManifest(opened);
            ImageManifest parsed =
                    ImageManifest.parse(Files.readAllBytes(opened.blobs().path(manifest.digest())));
            ImageConfig config = ImageConfig.parse(
                    Files.readAllBytes(opened.blobs().path(parsed.config().digest())));
            assertThat(config.diffIds()).hasSameSizeAs(parsed.layers());
            read++;
        }
        assertThat(read).isEqualTo(9);
    }
}
