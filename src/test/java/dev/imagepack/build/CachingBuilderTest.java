package dev.imagepack.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.cache.Cache;
import dev.imagepack.cache.CacheInputs;
import dev.imagepack.cache.Slot;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.Platform;

import static dev.imagepack.build.Specs.on;
import static dev.imagepack.build.Specs.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CachingBuilderTest {

    private static final Instant CREATED = Instant.parse("2026-11-21T00:00:00Z");

    @TempDir
    Path directory;

    private Path module;
    private Cache cache;
    private final RecordedLog log = new RecordedLog();
    private final TextBuilder builder = new TextBuilder("embedded");

    @BeforeEach
    void open() throws IOException {
        module = Files.createDirectory(directory.resolve("module"));
        cache = Cache.open(directory.resolve("cache"));
    }

    @AfterEach
    void close() throws IOException {
        cache.close();
    }

    private BuildRequest request(ImageSpec spec, Instant created, Map<Alias, List<BuiltImage>> siblings) {
        return new BuildRequest(spec, siblings, module, java.util.Set.of(), created, cache, Runnable::run, log);
    }

    private BuildOutcome build(Builder builder, BuildRequest request) throws IOException {
        return new CachingBuilder(builder, "shop:web").build(request);
    }

    private BuildOutcome build(ImageSpec spec) throws IOException {
        return build(builder, request(spec, CREATED, Map.of()));
    }

    @Test
    void whatMustBeBuiltAnewIsBuiltThoughTheCacheHasIt() throws IOException {
        build(builder, request(text("app", "a", "ANEW"), CREATED, Map.of()));
        BuildOutcome again = build(builder, request(text("app", "a", "ANEW"), CREATED, Map.of()));

        assertThat(again.reused()).isFalse();
        assertThat(again.reason()).isEqualTo("the recipe wants it");
    }

    @Test
    void theFirstBuildIsRunAndTheSecondOneReused() throws IOException {
        BuildOutcome first = build(text("app", "content"));
        BuildOutcome second = build(text("app", "content"));

        assertThat(first.reused()).isFalse();
        assertThat(first.reason()).isEqualTo("first build");
        assertThat(second.reused()).isTrue();
        assertThat(second.reason()).isEmpty();
        assertThat(second.image()).isEqualTo(first.image());
        assertThat(second.builder()).isEqualTo("embedded");
        assertThat(second.image().blobs())
                .allMatch(blob -> cache.blobs().contains(blob.digest(), blob.size()))
                .hasSize(2);
        assertThat(log.lines())
                .containsExactly(
                        "app started by embedded",
                        "app building: first build",
                        "app finished, built",
                        "app started by embedded",
                        "app finished, reused");
    }

    @Test
    void aChangedFileIsNamed() throws IOException {
        Files.writeString(module.resolve("app.conf"), "one");
        build(text("app", "FILE app.conf"));
        Files.writeString(module.resolve("app.conf"), "two, longer");

        assertThat(build(text("app", "FILE app.conf")).reason()).isEqualTo("app.conf changed");
    }

    @Test
    void anotherTagRebuildsNothingAndIsInTheResult() throws IOException {
        BuildOutcome first = build(text("app", "content"));
        List<ImageRef> references = List.of(ImageRef.parse("registry.example/app:2"));
        BuildOutcome second = build(changed(text("app", "content"), "references"));

        assertThat(second.reused()).isTrue();
        assertThat(second.image().references()).isEqualTo(references);
        assertThat(second.image().config()).isEqualTo(first.image().config());
    }

    private static ImageSpec annotated(ImageSpec spec, Map<String, String> annotations) {
        return new ImageSpec(
                spec.alias(),
                spec.references(),
                spec.recipe(),
                spec.builder(),
                spec.platform(),
                spec.upstreamMatch(),
                spec.upstreamDescriptors(),
                spec.upstreamRequired(),
                spec.rewriteTimestamps(),
                spec.compression(),
                spec.labels(),
                new TreeMap<>(annotations));
    }

    @Test
    void anotherAnnotationRebuildsNothingAndIsInTheManifest() throws IOException {
        BuildOutcome first = build(annotated(text("app", "content"), Map.of("revision", "1")));
        BuildOutcome second = build(annotated(text("app", "content"), Map.of("revision", "2")));

        assertThat(second.reused()).isTrue();
        assertThat(second.image().config()).isEqualTo(first.image().config());
        assertThat(first.image().manifest().annotations()).containsEntry("revision", "1");
        assertThat(second.image().manifest().annotations())
                .isEqualTo(Map.of("revision", "2", "org.opencontainers.image.created", "2026-11-21T00:00:00Z"));
    }

    @Test
    void theTimeAndTheBaseAreAnnotationsUnlessTheSpecificationSaysOtherwise() throws IOException {
        String digest = "sha256:" + "1".repeat(64);
        ImageSpec spec = text("app", "BASE registry.example/base:1@" + digest);
        assertThat(build(spec).image().annotations())
                .isEqualTo(Map.of(
                        "org.opencontainers.image.created",
                        "2026-11-21T00:00:00Z",
                        "org.opencontainers.image.base.name",
                        "registry.example/base:1",
                        "org.opencontainers.image.base.digest",
                        digest));
        BuildOutcome again = build(annotated(
                spec,
                Map.of(
                        "org.opencontainers.image.created", "",
                        "org.opencontainers.image.base.name", "mine",
                        "org.opencontainers.image.base.digest", "")));
        assertThat(again.reused()).isTrue();
        assertThat(again.image().annotations()).isEqualTo(Map.of("org.opencontainers.image.base.name", "mine"));
    }

    /** One component of the specification is another one; the recipe stays. */
    private static ImageSpec changed(ImageSpec spec, String component) {
        SortedMap<String, String> labels = new TreeMap<>(Map.of("team", "shop"));
        return new ImageSpec(
                spec.alias(),
                component.equals("references") ? List.of(ImageRef.parse("registry.example/app:2")) : spec.references(),
                spec.recipe(),
                spec.builder(),
                component.equals("platform") ? Platform.parse("linux/arm64") : spec.platform(),
                component.equals("upstreamMatch") ? new UpstreamMatch("registry.example") : spec.upstreamMatch(),
                component.equals("upstreamDescriptors") ? UpstreamDescriptors.DIFF_ID : spec.upstreamDescriptors(),
                spec.upstreamRequired(),
                component.equals("rewriteTimestamps") != spec.rewriteTimestamps(),
                component.equals("compression") ? new Compression(Compression.Algorithm.GZIP, 1) : spec.compression(),
                component.equals("labels") ? labels : spec.labels(),
                spec.annotations());
    }

    private static ImageSpec requiring(ImageSpec spec, String upstreamMatch) {
        return new ImageSpec(
                spec.alias(),
                spec.references(),
                spec.recipe(),
                spec.builder(),
                spec.platform(),
                new UpstreamMatch(upstreamMatch),
                spec.upstreamDescriptors(),
                true,
                spec.rewriteTimestamps(),
                spec.compression(),
                spec.labels(),
                spec.annotations());
    }

    @Test
    void anUpstreamThatIsRequiredIsMissedBeforeTheBuildWhereTheBaseSaysIt() {
        ImageSpec spec = text("app", "BASE registry.other/base:1@sha256:" + "1".repeat(64));
        assertThatThrownBy(() -> build(requiring(spec, "registry.example")))
                .isInstanceOf(ImagepackException.class)
                .hasMessageContaining("its base registry.other/base:1 does not match upstreamMatch 'registry.example'");
        assertThatThrownBy(() -> build(requiring(spec, ""))).hasMessageContaining("upstreamMatch is not");
    }

    @Test
    void anUpstreamThatIsRequiredIsMissedInWhatTheCacheHasToo() throws IOException {
        ImageSpec spec = text("app", "content");
        build(changed(spec, "upstreamMatch"));
        ImageSpec requiring = requiring(spec, "registry.example");
        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(() -> build(requiring))
                    .isInstanceOf(ImagepackException.class)
                    .hasMessageContaining("images.app: upstreamRequired is set, but all its layers are embedded");
        }
    }

    @TestFactory
    Stream<DynamicTest> everyOtherPartOfTheSpecificationCounts() {
        return Map.of(
                        "platform", "first build",
                        "upstreamMatch", "upstream-match changed",
                        "upstreamDescriptors", "upstream-descriptors changed from registry to diff-id",
                        "rewriteTimestamps", "rewrite-timestamps changed from false to true",
                        "compression", "compression changed from none-0 to gzip-1",
                        "labels", "label team added")
                .entrySet()
                .stream()
                .map(example -> DynamicTest.dynamicTest(example.getKey(), () -> {
                    String alias = "app-" + example.getKey();
                    build(text(alias, "content"));
                    BuildOutcome second = build(changed(text(alias, "content"), example.getKey()));

                    assertThat(second.reused()).isFalse();
                    assertThat(second.reason()).isEqualTo(example.getValue());
                }));
    }

    @Test
    void theTimeAndTheBuilderCount() throws IOException {
        build(text("app", "content"));

        assertThat(build(builder, request(text("app", "content"), CREATED.plusSeconds(1), Map.of()))
                        .reason())
                .isEqualTo("created changed from 2026-11-21T00:00:00Z to 2026-11-21T00:00:01Z");
        assertThat(build(new TextBuilder("local"), request(text("app", "content"), CREATED.plusSeconds(1), Map.of()))
                        .reason())
                .isEqualTo("builder changed from embedded to local");
        assertThat(build(text("app", "content")).reused())
                .as("the first record is still there")
                .isTrue();
    }

    @Test
    void aSiblingCountsByItsContentAndNotByItsName() throws IOException {
        BuiltImage one = build(text("base", "one")).image();
        BuiltImage two = build(text("base", "two")).image();
        Alias base = new Alias("base");
        ImageSpec app = text("app", "FROM base", "content");
        build(builder, request(app, CREATED, Map.of(base, List.of(one))));

        BuiltImage renamed = one.named(base, List.of(ImageRef.parse("registry.example/base:7")));
        assertThat(build(builder, request(app, CREATED, Map.of(base, List.of(renamed))))
                        .reused())
                .isTrue();
        assertThat(build(builder, request(app, CREATED, Map.of(base, List.of(two))))
                        .reason())
                .isEqualTo("image base changed");
        assertThat(build(text("app", "FROM base", "content")).reason()).isEqualTo("image base removed");
    }

    @Test
    void everyPlatformOfASiblingCounts() throws IOException {
        Alias base = new Alias("base");
        BuiltImage amd64 = build(text("base", "content")).image();
        BuiltImage one = build(on("linux/arm64", text("base", "one"))).image();
        BuiltImage two = build(on("linux/arm64", text("base", "two"))).image();
        ImageSpec app = text("app", "FROM base", "content");
        build(builder, request(app, CREATED, Map.of(base, List.of(amd64, one))));

        assertThat(build(builder, request(app, CREATED, Map.of(base, List.of(amd64, one))))
                        .reused())
                .isTrue();
        assertThat(build(builder, request(app, CREATED, Map.of(base, List.of(amd64, two))))
                        .reason())
                .isEqualTo("image base linux/arm64 changed");
    }

    @Test
    void aBlobThatIsGoneIsMadeAgain() throws IOException {
        BuildOutcome first = build(text("app", "content"));
        Descriptor layer = first.image().layers().get(0).descriptor();
        cache.blobs().delete(layer.digest());

        BuildOutcome second = build(text("app", "content"));

        assertThat(second.reason()).isEqualTo("blob " + layer.digest() + " is gone");
        assertThat(second.image()).isEqualTo(first.image());
        assertThat(cache.blobs().contains(layer.digest(), layer.size())).isTrue();
    }

    @Test
    void aResultThatIsNoImageIsBuiltAnew() throws IOException {
        build(text("app", "content"));
        rewriteRecords("\"source\": \"embed\"", "\"source\": \"elsewhere\"");

        assertThat(build(text("app", "content")).reason()).isEqualTo("its record could not be read");
        assertThat(build(text("app", "content")).reused()).isTrue();
    }

    @Test
    void aResultThatContradictsItselfIsBuiltAnew() throws IOException {
        build(text("app", "content"));
        rewriteRecords("\"source\": \"embed\"", "\"source\": \"upstream\"");

        assertThat(build(text("app", "content")).reason()).isEqualTo("its record could not be read");
    }

    @Test
    void aResultThatClaimsMoreThanItsRecordIsNotTrusted() throws IOException {
        BuildOutcome outcome = build(text("app", "content"));
        String id = outcome.image().config().digest().toString();
        String other = "sha256:" + "0".repeat(64);
        Path record = records().get(0);
        String text = Files.readString(record);
        int last = text.lastIndexOf(id);
        Files.writeString(record, text.substring(0, last) + other + text.substring(last + id.length()));

        assertThat(build(text("app", "content")).reason()).isEqualTo("blob " + other + " is gone");
    }

    @Test
    void aRecordOfAnEarlierVersionIsTheImageAlone() throws IOException {
        BuildOutcome outcome = build(text("app", "content"));
        Path record = records().get(0);
        ObjectNode document = Json.parseObject(Files.readAllBytes(record), 1 << 20, "record");
        document.set("result", document.at("/result/image"));
        Files.write(record, Json.bytes(document));

        BuildOutcome again = build(text("app", "content"));

        assertThat(again.reused()).isTrue();
        assertThat(again.image()).isEqualTo(outcome.image());
        assertThat(again.builder()).isEqualTo("embedded");
    }

    private void rewriteRecords(String from, String to) throws IOException {
        for (Path record : records()) {
            String text = Files.readString(record);
            assertThat(text).contains(from);
            Files.writeString(record, text.replace(from, to));
        }
    }

    private List<Path> records() throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve("cache/v1/records"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void anImageOfTheRightInputsButForeignResultIsBuiltAnew() throws IOException {
        build(text("app", "content"));
        Slot slot = new Slot("shop:web", "app", "linux/amd64");
        BuildRequest request = request(text("app", "content"), CREATED, Map.of());
        CacheInputs inputs = SpecInputs.complete(builder.prepare(request).inputs(), request, "embedded");
        cache.keep(slot, inputs, Json.object().put("who", "knows"), List.of());

        assertThat(build(text("app", "content")).reason()).isEqualTo("its record could not be read");
    }

    @Test
    void aRecordThatCannotBeWrittenIsAWarning() throws IOException {
        Files.writeString(directory.resolve("cache/v1/records"), "in the way");

        BuildOutcome outcome = build(text("app", "content"));

        assertThat(outcome.image().layers()).hasSize(1);
        assertThat(log.lines())
                .anyMatch(line -> line.startsWith("app warning: the next build will not find it in the cache"));
    }

    @Test
    void aFaultOfTheRecipeComesOutAndNothingIsKept() {
        assertThatThrownBy(() -> build(text("app", "FAIL no such file"))).hasMessage("images.app: no such file");
        assertThatThrownBy(() -> build(text("app", "FAIL no such file"))).hasMessage("images.app: no such file");
        assertThat(log.about("app"))
                .filteredOn(line -> line.contains("first build"))
                .hasSize(2);
    }

    @Test
    void aFileMayBeCalledAsASettingIs() throws IOException {
        for (String name : List.of("platform", "label team", "created")) {
            Files.writeString(module.resolve(name), "one");
            ImageSpec spec = changed(text("app", "FILE " + name), "labels");
            build(spec);
            assertThat(build(spec).reused()).isTrue();
            Files.writeString(module.resolve(name), "two, longer");

            assertThat(build(spec).reason()).isEqualTo("./" + name + " changed");
        }
    }

    @Test
    void filesKeepNamesOfTheirOwn() {
        SortedMap<String, String> files = new TreeMap<>(Map.of("platform", "1", "./platform", "2", "././x", "3"));
        BuildRequest request = request(text("app", "content"), CREATED, Map.of());

        assertThat(SpecInputs.complete(CacheInputs.of(files), request, "embedded")
                        .values())
                .containsEntry("./platform", "1")
                .containsEntry("././platform", "2")
                .containsEntry("././x", "3")
                .containsEntry("platform", "linux/amd64");
    }
}
