package dev.imagepack.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.imagepack.testing.Attempt;

import static org.assertj.core.api.Assertions.assertThat;

class DecompressFuzzTest {

    /** A bomb is cut off here, as a limit further up would. */
    private static final int MOST = 4 << 20;

    /** The first byte chooses how the rest is read; of gzip the JDK's reader makes the same. */
    @FuzzTest
    void decompress(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        Compression.Algorithm[] all = Compression.Algorithm.values();
        Compression.Algorithm algorithm = all[(bytes[0] & 0xFF) % all.length];
        byte[] stored = Arrays.copyOfRange(bytes, 1, bytes.length);
        Compression.detect(stored);
        Attempt.of(() -> read(Compression.decompress(new ByteArrayInputStream(stored), algorithm)))
                .ifPresent(plain -> {
                    if (algorithm == Compression.Algorithm.GZIP && plain.length < MOST) {
                        assertThat(plain).isEqualTo(jdk(stored));
                    }
                });
    }

    private static byte[] jdk(byte[] stored) {
        try {
            return read(new GZIPInputStream(new ByteArrayInputStream(stored)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] read(InputStream plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try (plain) {
            for (int n = plain.read(buffer); n >= 0 && bytes.size() < MOST; n = plain.read(buffer)) {
                bytes.write(buffer, 0, n);
            }
        }
        return bytes.toByteArray();
    }
}
