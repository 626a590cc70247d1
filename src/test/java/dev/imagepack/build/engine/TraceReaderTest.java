package dev.imagepack.build.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TraceReaderTest {

    /** A field of bytes: its number, its length, itself. */
    private static byte[] field(int number, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(number << 3 | 2);
        for (int length = value.length; ; length >>>= 7) {
            out.write(length > 0x7F ? length & 0x7F | 0x80 : length);
            if (length <= 0x7F) {
                break;
            }
        }
        out.writeBytes(value);
        return out.toByteArray();
    }

    private static byte[] field(int number, String text) {
        return field(number, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static final byte[] MESSAGE = joined(
            field(
                    1,
                    joined(
                            field(1, "sha256:a"),
                            field(2, "sha256:input"),
                            field(3, "[2/3] RUN make"),
                            new byte[] {4 << 3, 1},
                            field(5, new byte[] {8, 1}),
                            field(6, new byte[] {8, 2}),
                            field(7, "exit code: 2"))),
            field(2, "a status, which is passed over"),
            new byte[] {9 << 3 | 1, 1, 2, 3, 4, 5, 6, 7, 8},
            new byte[] {10 << 3 | 5, 1, 2, 3, 4},
            field(3, joined(field(1, "sha256:a"), new byte[] {3 << 3, 2}, field(4, "x".repeat(300)))));

    @Test
    void stepsAndOutputComeOutAndTheRestIsPassedOver() {
        TraceReader.Trace trace = TraceReader.read(MESSAGE);

        assertThat(trace.vertexes())
                .containsExactly(
                        new TraceReader.Vertex("sha256:a", "[2/3] RUN make", true, true, true, "exit code: 2"));
        assertThat(trace.outputs()).singleElement().satisfies(output -> {
            assertThat(output.vertex()).isEqualTo("sha256:a");
            assertThat(new String(output.bytes(), StandardCharsets.UTF_8)).isEqualTo("x".repeat(300));
        });
    }

    @Test
    void aMessageThatIsCutAnywhereIsRefusedOrShorterAndNothingElse() {
        for (int length = 0; length < MESSAGE.length; length++) {
            byte[] cut = Arrays.copyOf(MESSAGE, length);
            try {
                assertThat(TraceReader.read(cut).vertexes()).hasSizeLessThanOrEqualTo(1);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("ends early");
            }
        }
    }

    @Test
    void whatIsNoMessageIsRefused() {
        for (byte[] wrong : List.of(
                new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}, new byte[] {3}, new byte[] {10, -1, -1, 127
                })) {
            assertThatIllegalArgumentException().isThrownBy(() -> TraceReader.read(wrong));
        }
    }
}
