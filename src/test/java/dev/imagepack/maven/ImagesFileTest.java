package dev.imagepack.maven;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ImagesFileTest {

    private static Written shop() {
        return Written.module().file("Dockerfile");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFile() {
        assertThat(shop().yaml("\uFEFFimages: {app: Dockerfile}").specs()).hasSize(1);
    }

    @Test
    void windowsLineEndsAreLineEnds() {
        assertThat(shop().yaml("images:\r\n  app: Dockerfile\r\n").specs()).hasSize(1);
    }

    @Test
    void anotherFileMayBeNamed() {
        Written written =
                shop().file("conf/my.yml", "images: {app: Dockerfile}").imagesFile("conf/my.yml");
        assertThat(written.specs()).hasSize(1);
        assertThat(written.file("conf/my.yml", "images: {app: 5}").faults().get(0))
                .startsWith("images.app (conf/my.yml:1): ");
    }

    @Test
    void theDefaultFileIsNotReadWhenAnotherIsNamed() {
        Written written = shop().yaml("images: {a: Dockerfile}").file("b.yml", "images: {b: Dockerfile}");
        assertThat(written.imagesFile("b.yml").spec().alias().value()).isEqualTo("b");
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws IOException {
        Written written = shop();
        Files.write(written.path("images.yml"), "images: {app: ü}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(written::read)
                .isInstanceOf(ImagepackException.class)
                .hasMessage("images.yml: is not encoded in UTF-8");
    }

    @Test
    void aFileLongerThanAMegabyteIsRefused() {
        Written written = shop().yaml("#".repeat((1 << 20) + 1));
        assertThatThrownBy(written::read)
                .isInstanceOf(ImagepackException.class)
                .hasMessage("images.yml: is longer than 1048576 bytes");
    }
}
