package dev.imagepack.pack;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.Alias;
import dev.imagepack.image.LayerSource;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ImagesLockTest {

    private static final String A = "sha256:" + "a".repeat(64);
    private static final String B = "sha256:" + "b".repeat(64);
    private static final String UPSTREAM = "registry.example/base:1@sha256:" + "1".repeat(64);

    private static final String LOCK = """
            version: 1
            images:
              app:
                image_id: %s
                upstream: %s
                layers:
                  - digest: %s
                    source: upstream
                  - digest: %s
                    source: embed
            """.formatted(A, UPSTREAM, A, B);

    private static ImagesLock lock(String alias, ImagesLock.Image image) {
        return new ImagesLock(new TreeMap<>(Map.of(new Alias(alias), image)));
    }

    private static ImagesLock parse(String yaml) {
        return ImagesLock.parse(yaml.getBytes(StandardCharsets.UTF_8), "images.lock");
    }

    @Test
    void itIsWrittenInOneFormAndReadBack() {
        ImagesLock lock = lock(
                "app",
                new ImagesLock.Image(
                        Digest.parse(A),
                        UPSTREAM,
                        List.of(
                                new ImagesLock.Layer(Digest.parse(A), LayerSource.UPSTREAM),
                                new ImagesLock.Layer(Digest.parse(B), LayerSource.EMBED))));

        assertThat(lock.toYaml()).asString(StandardCharsets.UTF_8).isEqualTo(LOCK);
        assertThat(parse(LOCK)).isEqualTo(lock);
    }

    @Test
    void aliasesAreSorted() {
        ImagesLock.Image image = new ImagesLock.Image(Digest.parse(A), "", List.of());
        Map<Alias, ImagesLock.Image> images = new TreeMap<>(java.util.Comparator.reverseOrder());
        for (String alias : List.of("b", "a-b", "a", "B")) {
            images.put(new Alias(alias), image);
        }

        String yaml = new String(new ImagesLock(new TreeMap<>(images)).toYaml(), StandardCharsets.UTF_8);

        assertThat(yaml.lines().filter(line -> line.matches(" {2}\\S+:")).map(String::strip))
                .containsExactly("B:", "a:", "a-b:", "b:");
    }

    private static final String PLATFORMS = """
            version: 1
            images:
              app:
                platforms:
                  linux/amd64:
                    image_id: %s
                    upstream: %s
                    layers:
                      - digest: %s
                        source: upstream
                  linux/arm/v7:
                    image_id: %s
                    upstream: ''
                    layers: []
            """.formatted(A, UPSTREAM, A, B);

    @Test
    void severalPlatformsAreListedSortedAndReadBack() {
        ImagesLock.Image amd64 = new ImagesLock.Image(
                Digest.parse(A), UPSTREAM, List.of(new ImagesLock.Layer(Digest.parse(A), LayerSource.UPSTREAM)));
        ImagesLock.Image arm = new ImagesLock.Image(Digest.parse(B), "", List.of());
        ImagesLock.Platforms both = new ImagesLock.Platforms(
                new TreeMap<>(Map.of(Platform.parse("linux/arm"), arm, Platform.LINUX_AMD64, amd64)));
        ImagesLock lock = new ImagesLock(new TreeMap<>(Map.of(new Alias("app"), both)));

        assertThat(lock.toYaml()).asString(StandardCharsets.UTF_8).isEqualTo(PLATFORMS);
        assertThat(parse(PLATFORMS)).isEqualTo(lock);
        assertThat(both.image(Platform.parse("linux/arm/v7"))).contains(arm);
        assertThat(both.image(Platform.parse("linux/arm64"))).isEmpty();
    }

    private static Stream<Arguments> faultsOfPlatforms() {
        String second = "      linux/arm/v7:";
        return Stream.of(
                Arguments.of("11: images.app.platforms: 'linux/amd64' is there twice", second, "      linux/amd64:"),
                Arguments.of("11: images.app.platforms.linux/x86_64 is there twice", second, "      linux/x86_64:"),
                Arguments.of("11: images.app.platforms.arm: platform \"arm\" must be os/arch", second, "      arm:"),
                Arguments.of(
                        "13: images.app.platforms.linux/arm/v7: 'upstreams' is not known here",
                        "upstream: ''",
                        "upstreams: ''"),
                Arguments.of("4: images.app: 'a' is not known here", "    platforms:", "    a: b\n    platforms:"),
                Arguments.of(
                        "5: images.app.platforms: platforms are two or more",
                        PLATFORMS.substring(PLATFORMS.indexOf(second)),
                        ""));
    }

    @ParameterizedTest
    @MethodSource
    void faultsOfPlatforms(String fault, String text, String other) {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> parse(PLATFORMS.replace(text, other)))
                .withMessageStartingWith("images.lock:" + fault);
    }

    @Test
    void nothingIsAnEmptyMapping() {
        ImagesLock empty = new ImagesLock(new TreeMap<>());

        assertThat(empty.toYaml()).asString(StandardCharsets.UTF_8).isEqualTo("version: 1\nimages: {}\n");
        assertThat(parse("version: 1\nimages: {}\n")).isEqualTo(empty);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "1.0", "12e03", "0x1f", "2026-11-21", "true", "No", "null", "a.b_c-d", "1_000"})
    void anyAliasIsATextForEveryYamlReader(String alias) {
        byte[] yaml = lock(alias, new ImagesLock.Image(Digest.parse(A), "", List.of()))
                .toYaml();

        Map<String, Map<Object, Object>> loaded =
                new Yaml(new SafeConstructor(new LoaderOptions())).load(new String(yaml, StandardCharsets.UTF_8));

        assertThat(loaded.get("images")).containsOnlyKeys(alias);
        assertThat(ImagesLock.parse(yaml, "lock").images()).containsOnlyKeys(new Alias(alias));
    }

    private static Arguments fault(String message, String yaml) {
        return Arguments.of(message, yaml);
    }

    private static String with(String from, String to) {
        return LOCK.replace(from, to);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("images.lock: is empty", ""),
                fault("images.lock:1: the lock is no mapping", "- a\n"),
                fault("images.lock:1: version is '2', only 1 is known", with("version: 1", "version: 2")),
                fault("images.lock:1: 'version' is missing", with("version: 1\n", "")),
                fault("images.lock:1: 'images' is missing", "version: 1\n"),
                fault("images.lock:2: the lock: 'extra' is not known here", with("version: 1", "version: 1\nextra: 2")),
                fault("images.lock:3: images.a b: 'a b' is no alias", with("  app:", "  a b:")),
                fault(
                        "images.lock:4: images.app.image_id: sha256 digest",
                        with("image_id: " + A, "image_id: sha256:12")),
                fault("images.lock:5: images.app: 'upstream' is not known", with("image_id: " + A, "platforms: []")),
                fault("images.lock:4: 'upstream' is missing", with("    upstream: " + UPSTREAM + "\n", "")),
                fault("images.lock:5: images.app.upstream: 'base:1' has no digest", with(UPSTREAM, "base:1")),
                fault("images.lock:5: images.app.upstream is empty, but a layer is upstream", with(UPSTREAM, "''")),
                fault(
                        "images.lock:8: images.app.layers[0].source: 'Upstream' is neither",
                        with(": upstream", ": Upstream")),
                fault("images.lock:7: 'source' is missing", with("        source: upstream\n", "")),
                fault("images.lock:9: images.app.layers[1].digest is no text", with("digest: " + B, "digest: []")),
                fault(
                        "images.lock:10: the lock: 'version' is there twice",
                        LOCK.replace("        source: embed", "version: 1")),
                fault("images.lock:3: images is no mapping", "version: 1\nimages:\n  - app\n"),
                fault("images.lock:2: is no YAML", "version: 1\n images: {}\n"),
                fault("is no YAML", "version: 1\nimages: [[[[[[[[[[[[[[[[[[[[\n"),
                fault("is no YAML", "version: &a {x: y}\nimages: *a\n"),
                fault("is no YAML", "version: 1\n\u0007"),
                fault("images.lock: longer than", "#".repeat(5 << 20)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyFaultHasItsLine(String message, String yaml) {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> parse(yaml))
                .withMessageContaining(message)
                .satisfies(fault -> assertThat(fault.advice()).isNotEmpty());
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] yaml = LOCK.getBytes(StandardCharsets.UTF_8);
        yaml[yaml.length - 3] = (byte) 0xff;

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> ImagesLock.parse(yaml, "images.lock"))
                .withMessageContaining("images.lock: is no YAML");
    }
}
