package dev.imagepack.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DeflaterOutputStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StretchesTest {

    @Test
    void compressedDataIsDenseThroughout() throws IOException {
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(deflated)) {
            out.write(Samples.text(2_000_000));
        }
        byte[] bytes = deflated.toByteArray();
        assertThat(Stretches.end(bytes, 0, bytes.length, true)).isEqualTo(bytes.length);
        assertThat(Stretches.end(Samples.random(500_000), 0, 500_000, true)).isEqualTo(500_000);
    }

    @Test
    void textTablesAndBase64AreNot() {
        byte[] text = Samples.text(500_000);
        byte[] base64 = Base64.getEncoder().encode(Samples.random(300_000));
        assertThat(Stretches.end(text, 0, text.length, false)).isEqualTo(text.length);
        assertThat(Stretches.end(base64, 0, base64.length, false)).isEqualTo(base64.length);
        assertThat(Stretches.end(new byte[50_000], 0, 50_000, false)).isEqualTo(50_000);
    }

    /** Looking at every fourth byte would take these for random. */
    @Test
    void numbersWhoseLowByteVariesAreNotDense() {
        byte[] random = Samples.random(25_000);
        ByteBuffer numbers = ByteBuffer.allocate(100_000);
        for (byte low : random) {
            numbers.putInt(low & 0xFF);
        }
        assertThat(Stretches.end(numbers.array(), 0, 100_000, false)).isEqualTo(100_000);
    }

    @Test
    void aStretchEndsWithThePieceBeforeTheOtherKind() {
        byte[] bytes = Samples.random(40_960);
        System.arraycopy(Samples.text(8192), 0, bytes, 16_384, 8192);
        assertThat(Stretches.end(bytes, 0, bytes.length, true)).isEqualTo(16_384);
        assertThat(Stretches.isDense(bytes, 16_384, bytes.length)).isFalse();
        assertThat(Stretches.end(bytes, 16_384, bytes.length, false)).isEqualTo(24_576);
    }

    @Test
    void aShortTailIsDecidedToo() {
        for (int size = 1; size < 300; size++) {
            assertThat(Stretches.end(new byte[size], 0, size, Stretches.isDense(new byte[size], 0, size)))
                    .isEqualTo(size);
        }
        assertThat(Stretches.isDense(new byte[100], 0, 100)).isFalse();
    }
}
