package dev.imagepack.testing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The verdicts of all the foreign programs on one of our outputs. Each is blind to some fault, so an output counts as good
 * only when every one of them takes it; and each is a test of its own, so that a missing program skips no other.
 */
public final class Judges {

    private Judges() {}

    /**
     * Whether one image in a layout can be read, copied and unpacked, and whether the layout keeps to the OCI's schemas.
     * For a {@code @TestFactory} to return.
     *
     * @param scratch an empty directory that outlives the tests
     */
    public static Stream<DynamicTest> ofLayout(Path layout, String alias, Path scratch) {
        return Stream.of(
                DynamicTest.dynamicTest(
                        "the JSON schemas hold", () -> SchemaCheck.require().accept(layout)),
                DynamicTest.dynamicTest(
                        "skopeo copies " + alias, () -> Skopeo.copy(layout, alias, scratch.resolve("dir-" + alias))),
                DynamicTest.dynamicTest(
                        "umoci unpacks " + alias,
                        () -> assertThat(Umoci.unpack(layout, alias, scratch.resolve("bundle-" + alias)))
                                .isDirectory()));
    }

    /**
     * As {@link #ofLayout}, for an image of several platforms: whether it can be copied whole, and whether each platform
     * can be taken out of it and unpacked.
     *
     * @param manifests the digest of each platform's manifest
     */
    public static Stream<DynamicTest> ofPlatforms(
            Path layout, String alias, Map<Platform, Digest> manifests, Path scratch) {
        Stream<DynamicTest> whole = ofLayout(layout, alias, scratch).limit(2);
        return Stream.concat(
                whole,
                manifests.keySet().stream()
                        .map(platform ->
                                DynamicTest.dynamicTest("skopeo and umoci unpack " + alias + " " + platform, () -> {
                                    Path name = scratch.resolve(
                                            alias + "-" + platform.toString().replace('/', '-'));
                                    Skopeo.copy(layout, alias, platform, name);
                                    assertThat(Digest.of(
                                                    Skopeo.manifest(name, alias).getBytes(StandardCharsets.UTF_8)))
                                            .isEqualTo(manifests.get(platform));
                                    assertThat(Umoci.unpack(name, alias, name.resolve("bundle")))
                                            .isDirectory();
                                })));
    }

    /**
     * Whether podman and the Docker Engine load an archive and then have these images, no others. For a
     * {@code @TestFactory} to return.
     *
     * @param images the image ID of each image in the archive, by its full reference
     */
    public static Stream<DynamicTest> ofArchive(Path archive, Map<String, String> images) {
        return Stream.of(
                DynamicTest.dynamicTest("podman loads it", () -> {
                    try (PodmanStore store = new PodmanStore()) {
                        assertThat(store.load(archive)).containsExactlyInAnyOrderElementsOf(images.keySet());
                        for (String name : images.keySet()) {
                            assertThat(store.imageId(name)).as(name).isEqualTo(images.get(name));
                        }
                    }
                }),
                DynamicTest.dynamicTest("docker loads it", () -> {
                    try (DockerEngine engine = new DockerEngine()) {
                        assertThat(engine.load(archive)).hasSameSizeAs(images.keySet());
                        for (String name : images.keySet()) {
                            String id = engine.imageId(name);
                            if (engine.namesImagesByConfig()) {
                                assertThat(id).as(name).isEqualTo(images.get(name));
                            }
                        }
                    }
                }));
    }

    /**
     * Lets judges speak outside of a test, in the script of an integration test; a missing program is passed over.
     *
     * @throws AssertionError with the first refusal
     */
    public static void hear(Stream<DynamicTest> verdicts) throws Throwable {
        for (DynamicTest verdict : verdicts.toList()) {
            try {
                verdict.getExecutable().execute();
                System.out.println(verdict.getDisplayName());
            } catch (TestAbortedException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
