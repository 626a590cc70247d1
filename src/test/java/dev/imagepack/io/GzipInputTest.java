package dev.imagepack.io;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GzipInputTest {

    @Test
    void manyMembersAreOneStreamHoweverFewBytesArriveAtOnce() throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = 0; i < 200; i++) {
            byte[] plain = Samples.mixed(i * 37 % 5000);
            expected.write(plain);
            members.write(member(plain));
        }
        assertThat(read(members.toByteArray())).isEqualTo(expected.toByteArray());
    }

    @Test
    void allFieldsOfAHeaderArePassedOver() throws IOException {
        byte[] plain = {1, 2, 3};
        byte[] member = member(plain);
        ByteArrayOutputStream full = new ByteArrayOutputStream();
        full.write(new byte[] {0x1F, (byte) 0x8B, 8, 31, 1, 2, 3, 4, 2, 3});
        full.write(new byte[] {3, 0, 9, 9, 9});
        full.write("name\0comment\0".getBytes(ISO_8859_1));
        CRC32 sum = new CRC32();
        sum.update(full.toByteArray());
        full.write(new byte[] {(byte) sum.getValue(), (byte) (sum.getValue() >> 8)});
        full.write(member, 10, member.length - 10);
        assertThat(read(full.toByteArray())).isEqualTo(plain);
        byte[] damaged = full.toByteArray();
        damaged[16] = 'x';
        assertFails(damaged, "damaged gzip data: the checksum of a header is another");
    }

    @Test
    void zerosAtTheEndArePadding() throws IOException {
        byte[] member = member(new byte[] {1});
        assertThat(read(Arrays.copyOf(member, member.length + 1))).containsExactly(1);
        assertThat(read(Arrays.copyOf(member, member.length + 100_000))).containsExactly(1);
    }

    @Test
    void anythingElseAtTheEndIsAnError() throws IOException {
        byte[] member = member(new byte[] {1});
        byte[] afterPadding = Arrays.copyOf(member, member.length + 100_000);
        afterPadding[afterPadding.length - 1] = 1;
        assertFails(afterPadding, "gzip data is followed by something else");
        byte[] garbage = Arrays.copyOf(member, member.length + 1);
        garbage[member.length] = 'x';
        assertFails(garbage, "no gzip data: it does not start with 1f 8b");
        garbage[member.length] = 0x1F;
        assertFails(garbage, "gzip data is cut short");
    }

    @Test
    void aWrongSumOrLengthIsAnError() throws IOException {
        byte[] member = member(new byte[] {1, 2, 3});
        byte[] sum = member.clone();
        sum[member.length - 8]++;
        assertFails(sum, "damaged gzip data: the checksum is another");
        byte[] length = member.clone();
        length[member.length - 4]++;
        assertFails(length, "damaged gzip data: the length is another");
    }

    @Test
    void whatIsNoGzipIsRefused() {
        assertFails("plain text".getBytes(ISO_8859_1), "no gzip data");
        assertFails(new byte[] {0x1F, (byte) 0x8B, 7, 0}, "unknown kind of gzip data: method 7");
        assertFails(new byte[] {0x1F, (byte) 0x8B, 8, (byte) 0x80}, "flags 128");
        assertThatThrownBy(() -> read(new byte[0])).isInstanceOf(EOFException.class);
    }

    @Test
    void singleBytesAndEmptyReadsWork() throws IOException {
        try (GzipInput in = new GzipInput(new Samples.Trickle(member(new byte[] {(byte) 200})))) {
            assertThat(in.read(new byte[0])).isZero();
            assertThat(in.read()).isEqualTo(200);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void allBytesBeneathAreRead() throws IOException {
        byte[] member = member(new byte[] {1});
        Samples.Trickle beneath = new Samples.Trickle(Arrays.copyOf(member, member.length + 70_000));
        try (GzipInput in = new GzipInput(beneath)) {
            in.readAllBytes();
        }
        assertThat(beneath.isAtEnd()).isTrue();
    }

    @Test
    void aClosedStreamIsNotRead() throws IOException {
        GzipInput in = new GzipInput(new Samples.Trickle(member(new byte[] {1})));
        in.close();
        in.close();
        assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }

    private static void assertFails(byte[] bytes, String message) {
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class).hasMessageContaining(message);
    }

    private static byte[] read(byte[] bytes) throws IOException {
        return Samples.decompressed(bytes, Compression.Algorithm.GZIP);
    }

    private static byte[] member(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }
}
