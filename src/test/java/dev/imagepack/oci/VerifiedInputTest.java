package dev.imagepack.oci;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class VerifiedInputTest {

    private static final byte[] BYTES = "the content".getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.of(BYTES);

    private static VerifiedInput input(byte[] found, Digest expected, long size) {
        return new VerifiedInput(new ByteArrayInputStream(found), expected, size);
    }

    @Test
    void theAnnouncedBytesComeThrough() throws IOException {
        assertThat(input(BYTES, DIGEST, BYTES.length).readAllBytes()).isEqualTo(BYTES);
        VerifiedInput singly = input(BYTES, DIGEST, BYTES.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int b = singly.read(); b >= 0; b = singly.read()) {
            out.write(b);
        }
        assertThat(out.toByteArray()).isEqualTo(BYTES);
        assertThat(singly.read()).isEqualTo(-1);
    }

    @Test
    void noBytesCanBeAnnouncedToo() throws IOException {
        assertThat(input(new byte[0], Digest.of(new byte[0]), 0).readAllBytes()).isEmpty();
    }

    @Test
    void aSha512IsVerifiedAsWell() throws Exception {
        String hex =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(BYTES));
        Digest digest = new Digest("sha512", hex);
        assertThat(input(BYTES, digest, BYTES.length).readAllBytes()).isEqualTo(BYTES);
        assertThatExceptionOfType(VerifiedInput.Mismatch.class)
                .isThrownBy(() ->
                        input(new byte[BYTES.length], digest, BYTES.length).readAllBytes())
                .withMessageContaining("found sha512:");
    }

    @Test
    void otherBytesFailAtTheEnd() {
        byte[] other = "the cOntent".getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(VerifiedInput.Mismatch.class)
                .isThrownBy(() -> input(other, DIGEST, BYTES.length).readAllBytes())
                .withMessage("expected " + DIGEST + ", found " + Digest.of(other));
    }

    @Test
    void tooFewBytesFailAtTheEnd() {
        assertThatExceptionOfType(VerifiedInput.Mismatch.class)
                .isThrownBy(() -> input(BYTES, DIGEST, BYTES.length + 1).readAllBytes())
                .withMessage(DIGEST + ": expected 12 bytes, found 11");
    }

    @Test
    void anEndlessStreamIsReadOneBytePastTheSize() {
        long[] taken = new long[1];
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                taken[0]++;
                return 'x';
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                taken[0] += length;
                return length;
            }
        };
        assertThatExceptionOfType(VerifiedInput.Mismatch.class)
                .isThrownBy(() -> new VerifiedInput(endless, DIGEST, 100).finish())
                .withMessage(DIGEST + ": expected 100 bytes, found more");
        assertThat(taken[0]).isEqualTo(101);
    }

    @Test
    void whoStopsEarlierCanFinish() throws IOException {
        VerifiedInput sound = input(BYTES, DIGEST, BYTES.length);
        assertThat(sound.readNBytes(3)).hasSize(3);
        sound.finish();
        VerifiedInput damaged = input(BYTES, Digest.of(new byte[0]), BYTES.length);
        assertThat(damaged.readNBytes(3)).hasSize(3);
        assertThatExceptionOfType(VerifiedInput.Mismatch.class).isThrownBy(damaged::finish);
    }

    @Test
    void skippedBytesAreVerifiedToo() throws IOException {
        VerifiedInput input = input(BYTES, DIGEST, BYTES.length);
        assertThat(input.skip(5)).isEqualTo(5);
        input.finish();
    }

    @Test
    void closingClosesTheBytesBeneath() throws IOException {
        boolean[] closed = new boolean[1];
        InputStream beneath = new ByteArrayInputStream(BYTES) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        new VerifiedInput(beneath, DIGEST, BYTES.length).close();
        assertThat(closed[0]).isTrue();
    }
}
