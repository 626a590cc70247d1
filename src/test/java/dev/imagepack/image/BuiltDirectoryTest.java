package dev.imagepack.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BuiltDirectoryTest {

    @TempDir
    private Path temporary;

    private Path directory;
    private final BuildOutcome app = outcome("app");
    private final BuildOutcome web = outcome("web");

    @BeforeEach
    void locate() {
        directory = temporary.resolve("imagepack/built");
    }

    private static BuildOutcome outcome(String alias) {
        BuiltImage image = Images.image(alias, Images.UPSTREAM, Images.upstream("a"), Images.embedded(alias));
        return new BuildOutcome(image, "embedded", false, "first build", Duration.ofSeconds(3));
    }

    @Test
    void whatOneGoalWritesTheNextReadsSortedByAlias() throws IOException {
        BuiltDirectory.write(directory, List.of(web, app));

        assertThat(BuiltDirectory.read(directory)).containsExactly(app, web);
        assertThat(files()).containsExactlyInAnyOrder("app.json", "web.json");
    }

    @Test
    void whatIsKeptStandsBesideWhatIsWritten() throws IOException {
        BuiltDirectory.write(directory, List.of(web, outcome("old")));

        BuiltDirectory.write(directory, List.of(app), Set.of(web.image().alias()));

        assertThat(BuiltDirectory.read(directory)).containsExactly(app, web);
    }

    @Test
    void whatIsKeptDoesNotBecomeAnotherImage() throws IOException {
        BuildOutcome other = new BuildOutcome(
                Images.image("app", "", Images.embedded("other")),
                "embedded",
                false,
                "first build",
                Duration.ofSeconds(3));
        BuiltDirectory.write(directory, List.of(app));

        BuiltDirectory.write(directory, List.of(app), Set.of(app.image().alias()));
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> BuiltDirectory.write(
                        directory, List.of(other), Set.of(app.image().alias())))
                .withMessageContaining("images.app: another execution of build-images");
        assertThat(BuiltDirectory.read(directory)).containsExactly(app);
    }

    @Test
    void platformsOfOneAliasShareAFileAndKeepTheirOrder() throws IOException {
        BuiltImage image = app.image();
        BuildOutcome arm = new BuildOutcome(
                new BuiltImage(
                        image.alias(),
                        image.references(),
                        Platform.parse("linux/arm64"),
                        image.config(),
                        image.layers(),
                        image.upstream()),
                "embedded",
                true,
                "",
                Duration.ZERO);
        BuiltDirectory.write(directory, List.of(arm, web, app));

        assertThat(BuiltDirectory.read(directory)).containsExactly(arm, app, web);
        assertThat(files()).containsExactlyInAnyOrder("app.json", "web.json");
    }

    @Test
    void equalOutcomesGiveEqualBytes() throws IOException {
        BuiltDirectory.write(directory, List.of(app));
        byte[] first = Files.readAllBytes(directory.resolve("app.json"));
        BuiltDirectory.write(directory, List.of(outcome("app")));

        assertThat(directory.resolve("app.json")).hasBinaryContent(first);
    }

    private static BuildOutcome reused(BuildOutcome built) {
        return new BuildOutcome(built.image(), built.builder(), true, "", Duration.ofMillis(4));
    }

    private Object written(String file) throws IOException {
        return Files.readAttributes(directory.resolve(file), BasicFileAttributes.class)
                .fileKey();
    }

    @Test
    void whatIsReusedAndThereAlreadyIsNotWrittenAgain() throws IOException {
        BuiltDirectory.write(directory, List.of(app, web));
        Object file = written("app.json");
        Object whole = written(".");
        BuiltDirectory.write(directory, List.of(reused(web), reused(app)));

        assertThat(written("app.json")).isEqualTo(file);
        assertThat(written(".")).isEqualTo(whole);
        assertThat(BuiltDirectory.read(directory)).containsExactly(app, web);
    }

    @Test
    void oneImageMoreOrLessOrBuiltAnewIsWritten() throws IOException {
        BuiltDirectory.write(directory, List.of(app, web));
        BuiltDirectory.write(directory, List.of(reused(app)));
        assertThat(BuiltDirectory.read(directory)).containsExactly(reused(app));

        BuiltDirectory.write(directory, List.of(reused(app), reused(web)));
        assertThat(BuiltDirectory.read(directory)).containsExactly(reused(app), reused(web));

        BuiltDirectory.write(directory, List.of(app, reused(web)));
        assertThat(BuiltDirectory.read(directory)).containsExactly(app, reused(web));
    }

    @Test
    void whatIsReusedTakesThePlaceOfADamagedFile() throws IOException {
        BuiltDirectory.write(directory, List.of(app));
        Files.writeString(directory.resolve("app.json"), "{");
        BuiltDirectory.write(directory, List.of(reused(app)));

        assertThat(BuiltDirectory.read(directory)).containsExactly(reused(app));
    }

    @Test
    void anImageThatIsGoneLeavesNoFile() throws IOException {
        BuiltDirectory.write(directory, List.of(app, web));
        BuiltDirectory.write(directory, List.of(web));

        assertThat(BuiltDirectory.read(directory)).containsExactly(web);
        assertThat(files()).containsExactly("web.json");
    }

    @Test
    void nothingIsReadWhereNothingWasWritten() throws IOException {
        assertThat(BuiltDirectory.read(directory)).isEmpty();
        BuiltDirectory.write(directory, List.of());
        assertThat(BuiltDirectory.read(directory)).isEmpty();
    }

    @Test
    void aliasesThatDifferInCaseOnlyAreRefusedAndNothingIsTouched() throws IOException {
        BuiltDirectory.write(directory, List.of(web));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> BuiltDirectory.write(directory, List.of(outcome("App"), app)))
                .withMessageContaining("images.app: the alias differs from 'App' in case only");
        assertThat(BuiltDirectory.read(directory)).containsExactly(web);
    }

    @Test
    void anotherVersionIsRefusedByName() throws IOException {
        BuiltDirectory.write(directory, List.of(app));
        Path file = directory.resolve("app.json");
        Files.writeString(file, Files.readString(file).replace("\"version\":2", "\"version\":3"));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> BuiltDirectory.read(directory))
                .withMessageContaining("app.json: its version is 3, this plugin reads 2 only")
                .satisfies(fault -> assertThat(fault.advice()).contains("build-images again"));
    }

    @Test
    void aFileUnderAnotherNameIsRefused() throws IOException {
        BuiltDirectory.write(directory, List.of(app));
        Files.move(directory.resolve("app.json"), directory.resolve("other.json"));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> BuiltDirectory.read(directory))
                .withMessageContaining("other.json: it describes 'app'");
    }

    @Test
    void damageIsNamedWithItsFile() throws IOException {
        BuiltDirectory.write(directory, List.of(app));
        Path file = directory.resolve("app.json");
        String text = Files.readString(file);

        Files.writeString(file, text.substring(0, text.length() / 2));
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> BuiltDirectory.read(directory))
                .withMessageContaining("app.json: is not valid JSON");
        Files.writeString(file, text.replace("\"embed\"", "\"other\""));
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> BuiltDirectory.read(directory))
                .withMessageContaining("app.json: outcomes[0].image.layers[1].source: 'other' is neither");
        Files.writeString(file, " ".repeat(5 << 20));
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> BuiltDirectory.read(directory))
                .withMessageContaining("app.json");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
