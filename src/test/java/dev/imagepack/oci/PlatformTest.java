package dev.imagepack.oci;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.testing.Vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PlatformTest {

    @ParameterizedTest
    @CsvSource({
        "linux/arm64/v8, linux/arm64",
        "linux/arm, linux/arm/v7",
        "linux/x86_64, linux/amd64",
        "linux/x86-64, linux/amd64",
        "linux/amd64/v1, linux/amd64",
        "linux/aarch64, linux/arm64",
        "linux/armhf, linux/arm/v7",
        "linux/armel, linux/arm/v6",
        "linux/arm/6, linux/arm/v6",
        "linux/i386, linux/386",
        "macos/arm64, darwin/arm64",
        "Linux/AMD64, linux/amd64"
    })
    void twoSpellingsOfOnePlatformAreEqual(String one, String other) {
        assertThat(Platform.parse(one)).isEqualTo(Platform.parse(other)).hasToString(other);
    }

    @Test
    void theConstructorNormalisesToo() {
        Platform platform = new Platform("Linux", "aarch64", Optional.of("v8"), Optional.empty());
        assertThat(platform).isEqualTo(Platform.parse("linux/arm64"));
    }

    @ParameterizedTest
    @CsvSource({"linux", "''", "linux/amd64/v1/x"})
    void twoOrThreePartsAreExpected(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Platform.parse(text))
                .withMessageContaining("must be os/architecture[/variant]");
    }

    @Test
    void anOddPartIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Platform.parse("linux/amd 64"))
                .withMessageContaining("platform \"linux/amd 64\": the part \"amd 64\" must be");
    }

    @Test
    void aVersionOfWindowsMatchesByItsBuild() {
        Platform wanted = Platform.parse("windows(10.0.17763.100)/amd64");
        Platform sameBuild = Platform.parse("windows(10.0.17763.7)/amd64");
        Platform same = Platform.parse("windows(10.0.17763.100)/amd64");
        Platform newer = Platform.parse("windows(10.0.20348.1)/amd64");
        assertThat(wanted.choices(List.of(newer, sameBuild, same))).containsExactly(same, sameBuild);
    }

    @Test
    void withoutAVersionAnyWindowsWillDo() {
        Platform newer = Platform.parse("windows(10.0.20348.1)/amd64");
        assertThat(Platform.parse("windows/amd64").choices(List.of(newer))).containsExactly(newer);
    }

    @Test
    void hugeVariantsAreHarmless() {
        Platform odd = new Platform("linux", "arm64", Optional.of("v9." + "9".repeat(50)), Optional.empty());
        assertThat(odd.choices(List.of(odd))).containsExactly(odd);
        Platform level = Platform.parse("linux/amd64/v99999999999");
        assertThat(level.choices(List.of(Platform.LINUX_AMD64, level))).containsExactly(level);
    }

    @TestFactory
    Stream<DynamicTest> ownTexts() {
        return Vectors.each(Vectors.own("platform-parse"), node -> {
            String input = node.path("input").asText();
            if (node.has("error")) {
                assertThatIllegalArgumentException().isThrownBy(() -> Platform.parse(input));
                return;
            }
            Platform platform = Platform.parse(input);
            JsonNode expected = node.path("platform");
            assertThat(platform.os()).isEqualTo(expected.path("os").asText());
            assertThat(platform.architecture())
                    .isEqualTo(expected.path("architecture").asText());
            assertThat(platform.variant().orElse(""))
                    .isEqualTo(expected.path("variant").asText());
            assertThat(platform.osVersion().orElse(""))
                    .isEqualTo(expected.path("os.version").asText());
            assertThat(platform).hasToString(node.path("format").asText());
            assertThat(Platform.parse(platform.toString())).isEqualTo(platform);
        });
    }

    @TestFactory
    Stream<DynamicTest> ownChoices() {
        return Vectors.each(Vectors.own("platform-match"), node -> {
            List<Platform> offered = platforms(node.path("index"));
            assertThat(Platform.parse(node.path("target").asText()).choices(offered))
                    .isEqualTo(platforms(node.path("matchesBestFirst")));
        });
    }

    @TestFactory
    Stream<DynamicTest> thirdPartyRefusals() {
        return Vectors.each(
                Vectors.thirdParty("platform-invalid"),
                node -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> Platform.parse(node.path("input").asText())));
    }

    /** Mode strict asks for the platform itself: equality. */
    @TestFactory
    Stream<DynamicTest> thirdPartyCompatibility() {
        return Vectors.each(Vectors.thirdParty("platform-only"), node -> {
            Platform target = Platform.parse(node.path("target").asText());
            boolean strict = node.path("mode").asText().equals("strict");
            for (Platform platform : platforms(node.path("matches"))) {
                assertThat(serves(platform, target, strict)).as("%s", platform).isTrue();
            }
            for (Platform platform : platforms(node.path("noMatch"))) {
                assertThat(serves(platform, target, strict)).as("%s", platform).isFalse();
            }
        });
    }

    private static boolean serves(Platform platform, Platform target, boolean strict) {
        return strict
                ? platform.equals(target)
                : !target.choices(List.of(platform)).isEmpty();
    }

    private static List<Platform> platforms(JsonNode texts) {
        return Vectors.texts(texts).stream().map(Platform::parse).toList();
    }
}
