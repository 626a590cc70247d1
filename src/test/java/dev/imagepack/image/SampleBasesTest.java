package dev.imagepack.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.io.Compression;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;

/** The base images that come with the tests, as directories and as tars. */
class SampleBasesTest {

    private static final Path BASES = Path.of("src/test/resources/vectors/bases");

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> everyLayerOfEveryBaseIsWhatItsDiffIdSays() throws IOException {
        try (Stream<Path> bases = Files.list(BASES)) {
            return bases
                    .sorted()
                    .flatMap(base -> Stream.of(false, true)
                            .map(tar -> DynamicTest.dynamicTest(
                                    base.getFileName() + (tar ? " as tar" : ""), () -> check(base, tar))))
                    .toList()
                    .stream();
        }
    }

    private void check(Path base, boolean asTar) throws IOException {
        Path path = asTar ? tar(base) : base;
        try (SavedImage image = SavedImage.open(path, Optional.of("latest"), Platform.LINUX_AMD64)) {
            assertThat(image.layers()).isNotEmpty();
            for (int i = 0; i < image.layers().size(); i++) {
                Compression.Algorithm compression =
                        MediaType.compressionOf(image.layers().get(i).mediaType());
                try (InputStream plain = Compression.decompress(image.openLayer(i), compression)) {
                    assertThat(Digest.of(plain))
                            .hasToString(image.config().diffIds().get(i).toString());
                }
            }
        }
    }

    private Path tar(Path base) throws IOException {
        Path file = directory.resolve(base.getFileName() + ".tar");
        try (SampleTar tar = new SampleTar(file)) {
            tar.tree(base, "");
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux/amd64", "linux/arm64", "linux/arm/v6", "linux/arm/v7", "linux/s390x"})
    void aBaseOfManyPlatformsGivesEach(String platform) throws IOException {
        try (SavedImage image = SavedImage.open(BASES.resolve("multi"), Optional.empty(), Platform.parse(platform))) {
            assertThat(List.of(image.config().platform())).containsExactly(Platform.parse(platform));
        }
    }
}
