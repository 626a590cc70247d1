package dev.imagepack.pack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.Alias;
import dev.imagepack.oci.Digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EmbedReferencesTest {

    private static final Digest APP = Digest.parse("sha256:" + "a".repeat(64));
    private static final Digest WEB = Digest.parse("sha256:" + "b".repeat(64));

    @TempDir
    private Path directory;

    private final EmbedReferences references = new EmbedReferences(
            Map.of(new Alias("app"), APP, new Alias("app.web"), WEB),
            Set.of(new Alias("app-helper")),
            Set.of(new Alias("both")));

    private String rewrite(String text) {
        return references.rewrite(text, "lzc-manifest.yml").text();
    }

    @Test
    void aReferenceToSeveralPlatformsIsRefused() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> rewrite("image: embed:both"))
                .withMessage(
                        "lzc-manifest.yml:1: 'both' is built for several platforms, and a reference means one image")
                .satisfies(fault -> assertThat(fault.advice()).endsWith("that there are: app, app-helper, app.web."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image: embed:app\n",
                "image: embed:app",
                "  - \"embed:app\"",
                "{\"image\":\"embed:app\"}",
                "image=embed:app",
                "<image>embed:app</image>",
                "[embed:app, x]",
                "run --image embed:app --now",
                "embed:app",
                "image: embed:app # why\r\n",
            })
    void aReferenceIsFoundInAnyKindOfText(String text) {
        assertThat(rewrite(text)).isEqualTo(text.replace("embed:app", "embed:app@" + APP));
    }

    @Test
    void anotherAliasThatBeginsTheSameIsLeftAlone() {
        assertThat(rewrite("a: embed:app-helper\nb: embed:app\nc: embed:app.web\n"))
                .isEqualTo("a: embed:app-helper\nb: embed:app@" + APP + "\nc: embed:app.web@" + WEB + "\n");
    }

    @Test
    void anOldDigestIsReplacedAndAgainChangesNothing() {
        String once = rewrite("image: embed:app@sha256:" + "0".repeat(64) + "\n");

        assertThat(once).isEqualTo("image: embed:app@" + APP + "\n");
        assertThat(rewrite(once)).isEqualTo(once);
    }

    @Test
    void beforeAColonToo() {
        String once = rewrite("embed:app: [embed:app.web:80]\n");

        assertThat(once).isEqualTo("embed:app@" + APP + ": [embed:app.web@" + WEB + ":80]\n");
        assertThat(rewrite(once)).isEqualTo(once);
    }

    @Test
    void theyAreCounted() {
        assertThat(references
                        .rewrite("embed:app embed:app embed:app-helper", "x")
                        .references())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "image: docker.io/app:1",
                "path: /x/embed:other",
                "word: unembed:other",
                "mail: me@embed:other",
                "Embed:other",
                "embed:\n  app: 1\n",
                "# write embed:<alias> here",
                "an embedded thing: no",
            })
    void whatIsNoReferenceIsNone(String text) {
        assertThat(rewrite(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "image: Emebd:app | the prefix is misspelt",
                "image: \"emebd:app\" | the prefix is misspelt",
                "emebd:app | the prefix is misspelt",
                "- EMEBD:app | the prefix is misspelt",
                "image: embed: | needs an alias",
                "image: \"embed:\" | needs an alias",
                "image='embed: ' | needs an alias",
                "<image>embed:</image> | needs an alias",
                "image: embed:${name} | needs an alias",
                "image: embed:-x | needs an alias",
                "image: embed:app@ | embed:app@ needs a digest, or no @",
                "image: \"embed:app@\" | embed:app@ needs a digest, or no @",
                "image: embed:app@${digest} | embed:app@ needs a digest, or no @",
                "image: embed:app@sha256:12 | 'sha256:12' is no digest",
                "image: embed:app@latest | 'latest' is no digest",
                "image: embed:missing | there is no image 'missing'",
                "image: embed:app. | there is no image 'app.'",
                "image: embed:App | there is no image 'App'",
            })
    void whatOnlyLooksLikeAReferenceIsAFaultWithItsLine(String text, String fault) {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> rewrite("version: 1\n\n" + text + "\n"))
                .withMessageContaining("lzc-manifest.yml:3: ")
                .withMessageContaining(fault)
                .satisfies(e -> assertThat(e.advice()).contains("app, app-helper, app.web"));
    }

    @Test
    void allFaultsAreNamedInOrder() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> rewrite("a: embed:one\nb: emebd:two\nc: embed:three\n"))
                .withMessage("""
                        lzc-manifest.yml:1: there is no image 'one'
                        lzc-manifest.yml:2: the prefix is misspelt, it is embed:<alias>
                        lzc-manifest.yml:3: there is no image 'three'""");
    }

    @Test
    void faultsWithoutEndAreCutShort() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> rewrite("embed:x\n".repeat(100_000)))
                .withMessageEndingWith("lzc-manifest.yml:20: there is no image 'x'\nand more");
    }

    @Test
    void withoutAnyImageEveryReferenceIsDangling() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(
                        () -> new EmbedReferences(Map.of(), List.of(), List.of()).rewrite("image: embed:app", "m.yml"))
                .withMessageContaining("m.yml:1: there is no image 'app'")
                .satisfies(fault -> assertThat(fault.advice()).contains("this module has none"));
    }

    @Test
    void aFileKeepsItsOtherBytes() throws IOException {
        Path file = directory.resolve("manifest.yml");
        Files.writeString(file, "\uFEFFname: grüße \uD83D\uDE00\r\nimage: embed:app\r\n");

        assertThat(references.rewrite(file).text())
                .isEqualTo("\uFEFFname: grüße \uD83D\uDE00\r\nimage: embed:app@" + APP + "\r\n");
    }

    @Test
    void aFileThatIsNoTextIsRefused() throws IOException {
        Path file = directory.resolve("image.png");
        Files.write(file, "image: embed:app\u00ff".getBytes(StandardCharsets.ISO_8859_1));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> references.rewrite(file))
                .withMessageContaining("image.png: is not UTF-8");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> references.rewrite(directory.resolve("absent.yml")))
                .withMessageContaining("absent.yml: there is no such file");
    }
}
