package dev.imagepack.oci;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.io.Compression;
import dev.imagepack.oci.LayoutCheck.Fault;
import dev.imagepack.testing.Vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LayoutCheckTest extends LayoutCheckFixture {

    @TestFactory
    Stream<DynamicTest> theTestBasesAreSound() {
        return TestLayouts.BASES.stream()
                .map(name -> DynamicTest.dynamicTest(
                        name,
                        () -> assertThat(LayoutCheck.check(TestLayouts.base(name)))
                                .isEmpty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "GZIP", "ZSTD"})
    void whatIsWrittenHereIsSound(Compression.Algorithm algorithm) throws IOException {
        Compression compression = new Compression(algorithm, algorithm == Compression.Algorithm.NONE ? 0 : 3);
        TestImage image = image().layer(TestImage.tar("dir/file", "text"), compression);
        image.commit(image.entry("app"));
        assertThat(check()).isEmpty();
    }

    @Test
    void theSameLayerMayBeThereTwiceAndTheSameImageUnderTwoNames() throws IOException {
        TestImage image = image().layer("first").layer("first");
        image.commit(image.entry("one"), image.entry("two"), image.index(List.of(image.entry("one"))));
        assertThat(check()).isEmpty();
    }

    @Test
    void aLayerThatIsKnownIsNotReadAndOneThatIsReadAndSoundIsKnownThen() throws IOException {
        TestImage image = image().layer("first").layer("second");
        image.commit(image.entry("app"));
        Map<Digest, DiffId> remembered = new HashMap<>();
        KnownLayers known = new KnownLayers() {
            @Override
            public Optional<DiffId> find(Digest blob, Path file) {
                return Optional.ofNullable(remembered.get(blob));
            }

            @Override
            public void remember(Digest blob, Path file, DiffId diffId) {
                remembered.put(blob, diffId);
            }
        };
        Digest first = image.layers().get(0).digest();
        Path file = image.blobs().path(first);
        byte[] whole = Files.readAllBytes(file);

        assertThat(LayoutCheck.check(directory, Set.of(), known)).isEmpty();
        assertThat(remembered).containsKeys(first, image.layers().get(1).digest());

        byte[] damaged = whole.clone();
        damaged[damaged.length - 1] ^= 1;
        Files.write(file, damaged);
        assertThat(LayoutCheck.check(directory, Set.of(), known)).isEmpty();
        remembered.remove(first);
        assertThat(LayoutCheck.check(directory, Set.of(), known)).isNotEmpty();
        assertThat(remembered).doesNotContainKey(first);
    }

    @Test
    void whatIsKnownOfALayerIsComparedWithWhatTheImageSays() throws IOException {
        TestImage image = image();
        image.commit(image.entry("app"));
        KnownLayers wrong = new KnownLayers() {
            @Override
            public Optional<DiffId> find(Digest blob, Path file) {
                return Optional.of(DiffId.of(blob));
            }

            @Override
            public void remember(Digest blob, Path file, DiffId diffId) {}
        };
        assertThat(LayoutCheck.check(directory, Set.of(), wrong))
                .extracting(Fault::code)
                .containsExactly("diff-id-mismatch");
    }

    @Test
    void anImageWithoutLayersIsSound() throws IOException {
        TestImage image = new TestImage(directory);
        image.commit(image.entry("app"));
        assertThat(check()).isEmpty();
    }

    @Test
    void attestationsAndArtifactsAreSound() throws IOException {
        TestImage image = image();
        Descriptor app = image.entry("app");
        Descriptor statement = image.store(MediaType.IN_TOTO, utf8("{\"_type\":\"statement\"}"));
        TestImage attestation = image.noLayers()
                .layer(statement, DiffId.of(statement.digest()))
                .platform(Platform.parse("unknown/unknown"));
        image.commit(image.index(List.of(app, attestation.entry("app"))), image.artifact());
        assertThat(check()).isEmpty();
    }

    @Test
    void leftoversAreFoundAndMarkedAsSuch() throws IOException {
        TestImage image = image();
        image.commit(image.entry("app"));
        Digest unused = image.blobs().put(utf8("unused"));
        Files.writeString(directory.resolve("blobs/sha256/.temporary"), "x");
        Files.createDirectory(directory.resolve("blobs/md5"));
        Files.writeString(directory.resolve("README"), "anything may lie here");
        assertThat(check())
                .containsExactly(
                        new Fault("stray-file", "blobs/md5", "it is no blob"),
                        new Fault("stray-file", "blobs/sha256/.temporary", "it is no blob"),
                        new Fault("blob-unreferenced", unused.toString(), "nothing refers to this blob"))
                .allMatch(Fault::isLeftover);
    }

    /** Whatever is broken, it is a fault and never an exception; and no change of a blob goes unseen. */
    @TestFactory
    Stream<DynamicTest> anythingMayBeBroken() {
        return TestLayouts.BASES.stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Random random = new Random(name.hashCode());
                    for (int round = 0; round < 40; round++) {
                        Path layout = TestLayouts.copy(name, directory.resolve(name + round));
                        Path file = randomFile(layout, random);
                        Files.write(file, broken(Files.readAllBytes(file), random));
                        List<Fault> faults = LayoutCheck.check(layout);
                        if (file.startsWith(layout.resolve("blobs"))) {
                            assertThat(faults).as("%s in round %s", file, round).isNotEmpty();
                        }
                    }
                }));
    }

    private static Path randomFile(Path layout, Random random) throws IOException {
        try (Stream<Path> files = Files.walk(layout)) {
            List<Path> all = files.filter(Files::isRegularFile).sorted().toList();
            return all.get(random.nextInt(all.size()));
        }
    }

    private static byte[] broken(byte[] bytes, Random random) {
        int place = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> bytes[place] ^= (byte) (1 + random.nextInt(255));
            case 1 -> {
                return Arrays.copyOf(bytes, place);
            }
            case 2 -> {
                return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(600));
            }
            default -> Arrays.fill(bytes, place, bytes.length, (byte) ~bytes[place]);
        }
        return bytes;
    }

    @Test
    void anInterruptEndsTheCheck() throws IOException {
        TestImage image = image();
        image.commit(image.entry("app"));
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(this::check);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void theOrderOfFaultsIsThatOfTheLayout() throws IOException {
        TestImage image = image();
        for (int i = 0; i < 20; i++) {
            image.layer("file" + i);
        }
        image.commit(image.entry("app"));
        for (Descriptor layer : image.layers()) {
            overwrite(layer.digest(), new byte[0]);
        }
        List<Fault> first = check();
        assertThat(first).isEqualTo(check());
        assertThat(first)
                .filteredOn(fault -> fault.code().equals("size-mismatch"))
                .extracting(fault -> fault.where().replaceAll(".*\\(", "("))
                .startsWith("(layer 1 of app)", "(layer 2 of app)", "(layer 3 of app)")
                .hasSize(21);
    }

    /** The specification allows blobs that nothing refers to, so the table does; here they are marked as leftovers. */
    @TestFactory
    Stream<DynamicTest> layoutDefects() {
        return Vectors.each(Vectors.own("layout-defects"), node -> {
            Path layout = Files.createTempDirectory(directory, "case");
            for (JsonNode file : node.path("files")) {
                Path path = layout.resolve(file.path("path").asText());
                Files.createDirectories(path.getParent());
                Files.write(
                        path,
                        file.has("text")
                                ? utf8(file.path("text").asText())
                                : Base64.getDecoder().decode(file.path("base64").asText()));
            }
            List<Fault> faults = LayoutCheck.check(layout).stream()
                    .filter(fault -> !fault.isLeftover())
                    .toList();
            if (node.path("valid").asBoolean()) {
                assertThat(faults).isEmpty();
            } else {
                assertThat(faults).isNotEmpty();
            }
        });
    }

    /** What another validator found wrong, by how its sentence begins or what it says, and what it is called here. */
    private static final Map<String, String> FOUND_BY_OTHERS = Map.of(
            "size ", "size-mismatch",
            "but the content is", "compression-mismatch",
            "diff_id ", "diff-id-mismatch",
            "not a tar archive", "tar-invalid",
            "media type ", "media-type",
            "differs from the descriptor's", "media-type");

    @TestFactory
    Stream<DynamicTest> thirdPartyLayouts() throws IOException {
        Path images = Vectors.root("third-party").resolve("images");
        try (Stream<Path> files = Files.list(images)) {
            return files
                    .filter(Files::isDirectory)
                    .filter(image -> Files.exists(image.resolve("oci-layout")))
                    .sorted()
                    .toList()
                    .stream()
                    .map(image ->
                            DynamicTest.dynamicTest(image.getFileName().toString(), () -> compareWithOthers(image)));
        }
    }

    private static void compareWithOthers(Path image) throws IOException {
        JsonNode expected = Json.parse(
                Files.readAllBytes(image.resolveSibling(image.getFileName() + ".expect.json")), 1 << 20, "it");
        List<String> codes = LayoutCheck.check(image).stream()
                .filter(fault -> !fault.isLeftover())
                .map(Fault::code)
                .toList();
        List<String> lint = Vectors.texts(expected.path("lint"));
        for (String finding : lint) {
            List<String> names = FOUND_BY_OTHERS.entrySet().stream()
                    .filter(entry -> finding.contains(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
            assertThat(codes).as(finding).containsAnyElementsOf(names);
        }
        if (lint.isEmpty()) {
            assertThat(codes).isEmpty();
        }
    }
}
