package dev.imagepack.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.ImagepackException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OciLayoutTest {

    @TempDir
    Path directory;

    @Test
    void aLayoutBeginsEmptyAndIsNoneUntilItIsCommitted() throws IOException {
        Path target = directory.resolve("new/layout");
        OciLayout layout = OciLayout.create(target);
        assertThat(layout.directory()).isEqualTo(target);
        assertThat(layout.index().manifests()).isEmpty();
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> OciLayout.open(target))
                .withMessage(target + ": is no OCI image layout, it has no oci-layout");
        layout.commit(ImageIndex.of(List.of()));
        assertThat(target.resolve("oci-layout")).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");
        assertThat(OciLayout.open(target).index()).isEqualTo(ImageIndex.of(List.of()));
        assertThat(LayoutCheck.check(target)).isEmpty();
    }

    @Test
    void whatIsCommittedIsSoundAndReadBack() throws IOException {
        TestImage image = new TestImage(directory).layer("file");
        Descriptor entry = image.entry("app");
        image.commit(entry);
        OciLayout opened = OciLayout.open(directory);
        assertThat(opened.index().manifests()).containsExactly(entry);
        assertThat(LayoutCheck.check(directory)).isEmpty();
    }

    @Test
    void aDirectoryThatIsInUseIsRefused() throws IOException {
        Files.writeString(directory.resolve("file"), "x");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> OciLayout.create(directory))
                .withMessageContaining(directory + ": is not empty");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    oci-layout | {"imageLayoutVersion":"2.0.0"} | the layout has version "2.0.0", expected "1.0.0"
                    oci-layout | {}                             | the layout has version "", expected "1.0.0"
                    oci-layout | 1.0.0                          | is not valid JSON
                    index.json | {}                             | schemaVersion is missing
                    index.json | []                             | is a JSON array, expected an object
                    index.json | {"schemaVersion":2}            | manifests is null or missing
                    """)
    void aBrokenFileIsNamed(String file, String content, String fault) throws IOException {
        new TestImage(directory).commit();
        Files.writeString(directory.resolve(file), content);
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> OciLayout.open(directory))
                .withMessageStartingWith(directory.resolve(file) + ": ")
                .withMessageContaining(fault);
    }

    @Test
    void aLayoutWithoutAnIndexIsNone() throws IOException {
        Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> OciLayout.open(directory))
                .withMessageContaining("it has no index.json");
    }

    @Test
    void aHugeIndexIsNotRead() throws IOException {
        new TestImage(directory).commit();
        Files.write(directory.resolve("index.json"), new byte[Documents.LARGEST + 1]);
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> OciLayout.open(directory))
                .withMessageContaining("more than the 4194304 that are read");
    }
}
