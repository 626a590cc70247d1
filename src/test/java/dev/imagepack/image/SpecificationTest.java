package dev.imagepack.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.io.Compression;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What the values of a specification refuse. */
class SpecificationTest {

    private static final Path HERE = Path.of("").toAbsolutePath();

    private static ImageSpec spec(String... references) {
        return new ImageSpec(
                new Alias("app"),
                Stream.of(references).map(ImageRef::parse).toList(),
                new DockerfileRecipe(
                        new DockerfileRecipe.Inline("FROM scratch", "images.app.dockerfileContent"),
                        HERE,
                        Optional.empty(),
                        new TreeMap<>(),
                        new TreeMap<>()),
                new BuilderChoice.Auto(),
                Platform.LINUX_AMD64,
                UpstreamMatch.NOTHING,
                UpstreamDescriptors.REGISTRY,
                false,
                false,
                Compression.GZIP,
                new TreeMap<>(),
                new TreeMap<>());
    }

    @Test
    void anImageMayHaveManyNamesOrNone() {
        assertThat(spec().references()).isEmpty();
        assertThat(spec("app:1", "app:2").references()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"app, must have a tag", "'app:1,app:1', is given twice"})
    void aNameHasATagAndIsGivenOnce(String references, String fault) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec(references.split(",")))
                .withMessageContaining("app: ")
                .withMessageContaining(fault);
    }

    @Test
    void aNameThatIsYetToBeBuiltHasNoDigest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec("app:1@sha256:" + "0".repeat(64)))
                .withMessageContaining("no digest");
    }

    private static DeclaredLayer.Files files(Path from, String into, int fileMode, int directoryMode) {
        return new DeclaredLayer.Files(
                from,
                into,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(fileMode),
                Optional.of(directoryMode),
                List.of(),
                "layers[0].files[0]");
    }

    private static Arguments refused(String fault, ThrowingCallable value) {
        return Arguments.of(fault, value);
    }

    static Stream<Arguments> valuesThatAreRefused() {
        Path relative = Path.of("some/where");
        Optional<String> none = Optional.empty();
        return Stream.of(
                refused("layers[0].files[0]: 'some/where'", () -> files(relative, "/app", 0644, 0755)),
                refused("layers[0].files[0]: 'app' is not absolute", () -> files(HERE, "app", 0644, 0755)),
                refused("layers[0].files[0]: 10000 is no mode", () -> files(HERE, "/app", 010000, 0755)),
                refused("is no mode between 0 and 7777", () -> files(HERE, "/app", 0644, -1)),
                refused("**: 10000 is no mode", () -> new DeclaredLayer.Permission("**", 010000)),
                refused("d: 'x' is not absolute", () -> new DeclaredLayer.Directory("x", 0755, none, "d")),
                refused("d: 77777 is no mode", () -> new DeclaredLayer.Directory("/x", 077777, none, "d")),
                refused("l: 'x' is not absolute", () -> new DeclaredLayer.Link("x", "y", none, "l")),
                refused("r: 'x' is not absolute", () -> new DeclaredLayer.Deletion("x", "r")),
                refused("a saved image: 'some/where'", () -> new BaseImage.Saved(relative, none)),
                refused("a context: 'some/where'", () -> new BaseImage.Directory(relative)),
                refused("Dockerfile: 'some/where'", () -> new DockerfileRecipe.InFile(relative, "Dockerfile")),
                refused("'a b' is no alias", () -> new Alias("a b")),
                refused("certificates: 'some/where'", () -> new RemoteEngine("ssh://a", Optional.of(relative))));
    }

    @ParameterizedTest
    @MethodSource("valuesThatAreRefused")
    void aValueSaysWhatIsWrongWithIt(String fault, ThrowingCallable value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> {
                    try {
                        value.call();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Throwable e) {
                        throw new AssertionError(e);
                    }
                })
                .withMessageContaining(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A1", "0", "my-app_2.x", "a.", "web--"})
    void anAliasIsAWord(String text) {
        assertThat(new Alias(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", ".a", "_a", "a b", "a/b", "a:b", "ä", "a\n"})
    void everythingElseIsNoAlias(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Alias(text));
    }
}
