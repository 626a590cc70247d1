package dev.imagepack.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.testing.Attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TarTimesTest {

    private static final long LATEST = 1_700_000_000;

    private static byte[] copy(byte[] tar) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarTimes.copy(new Samples.Trickle(tar), out, LATEST, TarReader.Limits.DEFAULT);
        return out.toByteArray();
    }

    private static TarHeader header(String name, long mtime, int size) {
        return TarHeader.gnu().names(TarBytes.utf8(name), new byte[0]).flag('0').numbers(0644, 0, 0, size, mtime);
    }

    private static List<Long> times(byte[] tar) throws IOException {
        return TarBytes.read(tar).keySet().stream().map(TarEntry::mtime).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1699999999, 1699999999",
        "1700000000, 1700000000",
        "1700000001, 1700000000",
        "8589934591, 1700000000",
        // These do not fit into octal digits.
        "8589934592, 1700000000",
        "1000000000000, 1700000000",
        "-1, -1"
    })
    void aLaterTimeBecomesTheLatest(long before, long after) throws IOException {
        byte[] tar =
                new TarBytes().add(header("a", before, 1), TarBytes.utf8("x")).end();

        assertThat(times(copy(tar))).containsExactly(after);
        if (before == after) {
            assertThat(copy(tar)).isEqualTo(tar);
        }
    }

    @Test
    void allButTheTimesStaysByteByByte() throws IOException {
        byte[] late = mixed(LATEST + 5);
        byte[] inTime = mixed(LATEST);

        assertThat(copy(inTime)).isEqualTo(inTime);
        assertThat(copy(late)).isEqualTo(inTime);
    }

    /** Long names, a large number in a record, a link, a sparse file, the padding of a whole record. */
    private static byte[] mixed(long mtime) {
        TarHeader sparse = TarHeader.gnu()
                .names(TarBytes.utf8("sparse"), new byte[0])
                .flag('S')
                .numbers(0644, 0, 0, 5, mtime);
        byte[] block = sparse.toBytes();
        System.arraycopy(TarBytes.utf8("00000000000\0" + "00000000005\0"), 0, block, 386, 24);
        System.arraycopy(TarBytes.utf8("00000001000\0"), 0, block, 483, 12);
        block[482] = 1;
        return new TarBytes()
                .added('L', TarBytes.utf8("n".repeat(150) + "\0"))
                .add(header("n".repeat(100), mtime, 3), TarBytes.utf8("abc"))
                .pax("size=700", "path=" + "p".repeat(120), "SCHILY.xattr.user.a=1")
                .add(header("p", mtime, 0), TarBytes.utf8("y".repeat(700)))
                .add(
                        TarHeader.gnu()
                                .names(TarBytes.utf8("link"), TarBytes.utf8("a"))
                                .flag('2')
                                .numbers(0777, 0, 0, 9, mtime),
                        new byte[0])
                .raw(TarBytes.summed(block))
                .raw(new byte[512])
                .raw(TarBytes.utf8("holes"))
                .raw(new byte[507])
                .raw(new byte[9 * 512])
                .toBytes();
    }

    @Test
    void whatAStackedFileSystemNotesForItselfIsLeftOut() throws IOException {
        byte[] tar = new TarBytes()
                .pax("SCHILY.xattr.user.overlay.origin=x", "SCHILY.xattr.user.overlays=kept")
                .add(header("a", 1, 0), new byte[0])
                .pax("SCHILY.xattr.trusted.overlay.opaque=y")
                .add(header("b", 1, 0), new byte[0])
                .end();
        byte[] expected = new TarBytes()
                .pax("SCHILY.xattr.user.overlays=kept")
                .add(header("a", 1, 0), new byte[0])
                .add(header("b", 1, 0), new byte[0])
                .end();

        assertThat(copy(tar)).isEqualTo(expected);
    }

    @Test
    void timesWithFractionsAreLeftToTheHeader() throws IOException {
        byte[] tar = new TarBytes()
                .pax("mtime=1700000000.000000001", "atime=1700000001", "ctime=1699999999.5", "uid=7")
                .add(header("late", 0, 0), new byte[0])
                .pax("mtime=1800000000.25", "atime=1800000000.5")
                .add(header("only times", 1, 0), new byte[0])
                .pax("mtime=1699999999.75")
                .add(header("early", 3, 0), new byte[0])
                .end();
        byte[] expected = new TarBytes()
                .pax("ctime=1699999999.5", "uid=7")
                .add(header("late", LATEST, 0), new byte[0])
                .add(header("only times", LATEST, 0), new byte[0])
                .pax("mtime=1699999999.75")
                .add(header("early", 3, 0), new byte[0])
                .end();

        assertThat(copy(tar)).isEqualTo(expected);
    }

    @Test
    void theFurtherTimesInHeadersOfGnuAndStarAreClamped() throws IOException {
        byte[] gnu = header("gnu", 1, 0).toBytes();
        System.arraycopy(TarBytes.utf8("17777777777\0"), 0, gnu, 345, 12);
        System.arraycopy(TarBytes.utf8("00000000012\0"), 0, gnu, 357, 12);
        byte[] star = TarBytes.header('0', "star", "", 0).toBytes();
        System.arraycopy(TarBytes.utf8("tar\0"), 0, star, 508, 4);
        System.arraycopy(TarBytes.utf8("17777777777 "), 0, star, 476, 12);
        System.arraycopy(TarBytes.utf8("17777777776 "), 0, star, 488, 12);
        byte[] out = copy(new TarBytes()
                .raw(TarBytes.summed(gnu))
                .raw(TarBytes.summed(star))
                .end());

        String latest = Long.toOctalString(LATEST);
        assertThat(text(out, 345)).isEqualTo(latest);
        assertThat(text(out, 357)).isEqualTo("00000000012");
        assertThat(text(out, 512 + 476)).isEqualTo(latest);
        assertThat(text(out, 512 + 488)).isEqualTo(latest);
        assertThat(TarBytes.paths(out)).containsExactly("gnu", "star");
    }

    private static String text(byte[] bytes, int at) {
        return new String(bytes, at, 11, java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Test
    void whatFollowsTheEndIsKept() throws IOException {
        byte[] tar = Arrays.copyOf(new TarBytes().file("a", "b").end(), 10_240);
        tar[10_000] = 1;

        assertThat(copy(tar)).isEqualTo(tar);
    }

    @Test
    void aDamagedTarIsRefused() {
        byte[] tar = new TarBytes().file("a", "content").end();
        assertThatThrownBy(() -> copy(Arrays.copyOf(tar, 600))).hasMessageContaining("cut short");
        tar[0] ^= 1;
        assertThatThrownBy(() -> copy(tar)).hasMessageContaining("no tar header at byte 0");
        byte[] time = new TarBytes().pax("mtime=soon").file("a", "").end();
        assertThatThrownBy(() -> copy(time)).hasMessage("the PAX record mtime is no time: \"soon\"");
    }

    @Test
    void theLimitsHold() {
        byte[] tar = new TarBytes().file("a", "content").file("b", "content").end();
        TarReader.Limits one = new TarReader.Limits(1, 1 << 20, 1 << 20, 4096);
        TarReader.Limits little = new TarReader.Limits(10, 1 << 20, 1500, 4096);
        for (TarReader.Limits limits : List.of(one, little)) {
            assertThatThrownBy(() ->
                            TarTimes.copy(new ByteArrayInputStream(tar), new ByteArrayOutputStream(), LATEST, limits))
                    .hasMessageContaining("the limit");
        }
    }

    /** Whatever the tar: it is refused, or reads as before but for the times; doing it again changes nothing. */
    @Test
    void damagedTarsAreRefusedOrReadAsBefore() throws IOException {
        Random random = new Random(20261125);
        List<byte[]> sound = List.of(
                mixed(LATEST + 5),
                new TarBytes()
                        .pax("mtime=1800000000.25", "uid=7")
                        .add(header("a", 3, 2), TarBytes.utf8("xy"))
                        .end());
        int read = 0;
        for (int round = 0; round < 4000; round++) {
            byte[] tar = sound.get(round % 2).clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                tar[random.nextInt(tar.length)] = (byte) random.nextInt(256);
            }
            TarFuzzTest.summed(tar);
            byte[] copied = Attempt.of(() -> copy(tar)).orElse(null);
            Map<TarEntry, byte[]> entries = Attempt.of(() -> TarBytes.read(tar)).orElse(null);
            if (copied != null && entries != null) {
                assertThat(described(TarBytes.read(copied))).isEqualTo(described(entries));
                assertThat(copy(copied)).isEqualTo(copied);
                read++;
            }
        }
        assertThat(read).isGreaterThan(500);
    }

    private static Map<String, String> described(Map<TarEntry, byte[]> entries) {
        Map<String, String> lines = new LinkedHashMap<>();
        entries.forEach((entry, content) -> {
            List<Object> facts = new ArrayList<>(List.of(entry.type(), entry.mode(), entry.uid(), entry.gid()));
            facts.addAll(List.of(
                    Math.min(entry.mtime(), LATEST),
                    entry.link(),
                    entry.xattrs().keySet()));
            lines.put(entry.path(), facts + Arrays.toString(content));
        });
        return lines;
    }
}
