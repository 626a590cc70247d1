package dev.imagepack.build.buildah;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LinesTest {

    @Test
    void lineFeedsAndCarriageReturnsEndALine() {
        assertThat(lines("one\ntwo\r\n10%\r20%\n\nend")).containsExactly("one", "two", "10%", "20%", "end");
    }

    @Test
    void aLineWithoutEndIsToldInPieces() {
        List<String> lines = lines("x".repeat(20_000));

        assertThat(lines).hasSize(3);
        assertThat(String.join("", lines)).hasSize(20_000);
    }

    @Test
    void bytesThatAreNoTextAreReplaced() {
        assertThat(lines(new byte[] {'a', (byte) 0xff, '\n'})).containsExactly("a\uFFFD");
    }

    private static List<String> lines(String text) {
        return lines(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> lines(byte[] bytes) {
        List<String> lines = new ArrayList<>();
        Lines.read(new ByteArrayInputStream(bytes), lines::add);
        return lines;
    }
}
