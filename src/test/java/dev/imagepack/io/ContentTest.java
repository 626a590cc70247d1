package dev.imagepack.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ContentTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 8192, 131_071, 131_072, 1_000_000})
    void aFileIsWrittenAsOftenAsAsked(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Content content = Content.of(Files.write(directory.resolve("file"), bytes));
        assertThat(written(content)).isEqualTo(bytes);
        assertThat(written(content)).isEqualTo(bytes);
    }

    @Test
    void bytesAndNothingAreContentToo() throws IOException {
        assertThat(written(Content.of(new byte[] {1, 2}))).containsExactly(1, 2);
        assertThat(written(Content.empty())).isEmpty();
    }

    @Test
    void aMissingFileIsAnErrorThatNamesIt() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> written(Content.of(missing)))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing.toString());
    }

    private static byte[] written(Content content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out);
        return out.toByteArray();
    }
}
