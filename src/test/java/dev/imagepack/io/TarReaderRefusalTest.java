package dev.imagepack.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a hostile or broken tar may do: end in an {@link IOException} that says where. */
class TarReaderRefusalTest {

    @Test
    void aFileCannotBeTheRoot() {
        assertFails(new TarBytes().file("./.", "x").end(), "no image can have");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../a", "a/../b", "/..", "a/.."})
    void aNameThatClimbsOutIsRefused(String name) {
        assertFails(new TarBytes().file(name, "").end(), TarPath.quoted(name) + " climbs out");
        assertFails(new TarBytes().entry('1', "h", name, "").end(), TarPath.quoted(name) + " climbs out");
        assertFails(new TarBytes().pax("path=" + name).file("a", "").end(), TarPath.quoted(name) + " climbs out");
    }

    @ParameterizedTest
    @ValueSource(chars = {'V', 'M', 'D', 'N', 'A', '8', 'Z', '\u00ff'})
    void anUnknownTypeIsRefused(char flag) {
        assertFails(new TarBytes().entry(flag, "odd", "", "").end(), "the tar's entry \"odd\": type ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "size=-1",
                "size=1.5",
                "size=x",
                "size=9999999999999999999",
                "uid=1e3",
                "uid=4294967295",
                "uid=-4294967296",
                "mtime=1.5.5",
                "mtime= 1",
                "path=a\0b",
                "linkpath=\0"
            })
    void aPaxRecordWithoutSenseIsRefused(String record) {
        assertFails(
                new TarBytes()
                        .pax(record)
                        .entry('2', "a", "t", "")
                        .pax(record)
                        .file("b", "")
                        .end(),
                "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x path=a\n",
                " path=a\n",
                "9 path=a",
                "11 path=a\n",
                "8 path=a\n",
                "999999999 path=a\n",
                "9999999999 path=a\n",
                "7 patha\n",
                "2 \n",
                "0 a=b\n",
                "9"
            })
    void aDamagedPaxHeaderIsRefused(String records) {
        assertFails(
                new TarBytes().added('x', TarBytes.utf8(records)).file("a", "").end(), "PAX");
    }

    @Test
    void headersThatAddTooMuchAreRefused() {
        TarBytes many = new TarBytes();
        for (int i = 0; i < 17; i++) {
            many.pax("path=b");
        }
        assertFails(many.file("a", "").end(), "more than 16 headers for one entry");
        byte[] huge = new TarBytes()
                .raw(TarBytes.header('x', "p", "", (1 << 20) + 1).toBytes())
                .end();
        assertFails(huge, "a header of the tar has 1048577 bytes, more than 1048576");
        byte[] negative = new TarBytes()
                .raw(TarHeader.gnu().flag('L').numbers(0, 0, 0, -1, 0).toBytes())
                .end();
        assertFails(negative, "the size is -1");
    }

    @Test
    void aNegativeOrImmenseSizeIsRefused() {
        byte[] negative = new TarBytes().raw(sized(-1)).end();
        assertFails(negative, "the tar's entry \"a\": the size is -1");
        byte[] immense = new TarBytes().raw(sized(Long.MAX_VALUE)).end();
        assertFails(immense, "the tar's entry \"a\": it has more than 1099511627776 bytes, the limit");
        byte[] lying = new TarBytes().raw(sized(1L << 39)).end();
        assertFails(lying, "the tar is cut short at its byte 1536");
    }

    private static byte[] sized(long size) {
        return TarHeader.gnu()
                .names(TarBytes.utf8("a"), new byte[0])
                .flag('0')
                .numbers(0644, 0, 0, size, 0)
                .toBytes();
    }

    @Test
    void eachLimitIsNamed() {
        byte[] tar = new TarBytes().file("abc", "12345").file("def", "12345").end();
        assertFails(tar, new TarReader.Limits(1, 100, 10_000, 100), "the tar has more than 1 entries, the limit");
        assertFails(tar, new TarReader.Limits(9, 4, 10_000, 100), "\"abc\": it has more than 4 bytes, the limit");
        assertFails(tar, new TarReader.Limits(9, 9, 2047, 100), "the tar has more than 2047 bytes, the limit");
        assertFails(tar, new TarReader.Limits(9, 9, 10_000, 2), "\"abc\": a name has more than 2 bytes, the limit");
        byte[] link = new TarBytes().entry('2', "a", "é", "").end();
        assertFails(link, new TarReader.Limits(9, 9, 10_000, 1), "a name has more than 1 bytes, the limit");
    }

    @Test
    void bytesAfterTheEndCountForTheLimit() {
        byte[] tar = new TarBytes().raw(new byte[1024]).raw(new byte[100_000]).toBytes();
        assertFails(tar, new TarReader.Limits(9, 9, 50_000, 100), "the tar has more than 50000 bytes, the limit");
    }

    @Test
    void aMillionEmptyEntriesAreRead() throws IOException {
        long count = 1_000_000;
        TarBytes hundred = new TarBytes();
        for (int i = 0; i < 100; i++) {
            hundred.file("a", "");
        }
        try (TarReader reader = new TarReader(new Repeated(hundred.toBytes(), count / 100), TarReader.Limits.DEFAULT)) {
            long seen = 0;
            while (reader.next().isPresent()) {
                seen++;
            }
            assertThat(seen).isEqualTo(count);
        }
    }

    @Test
    void anEndMayBeMissingButNotHalf() throws IOException {
        byte[] tar = new TarBytes().file("a", "1").toBytes();
        assertThat(TarBytes.paths(tar)).containsExactly("a");
        assertThat(TarBytes.paths(Arrays.copyOf(tar, tar.length + 512))).containsExactly("a");
        assertThat(TarBytes.paths(new byte[0])).isEmpty();
        assertThat(TarBytes.paths(new byte[512])).isEmpty();
        byte[] goesOn = new TarBytes().raw(new byte[512]).file("a", "1").end();
        assertFails(goesOn, "the tar goes on after a single block of zeros");
    }

    @Test
    void aTarThatIsCutShortIsAnErrorExceptBetweenEntries() throws IOException {
        byte[] tar = new TarBytes()
                .file("a", "1")
                .pax("path=c")
                .file("b", "x".repeat(600))
                .toBytes();
        List<Integer> clean = new ArrayList<>();
        for (int length = 0; length <= tar.length; length++) {
            try {
                TarBytes.read(Arrays.copyOf(tar, length));
                clean.add(length);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("cut short");
            }
        }
        assertThat(clean).containsExactly(0, 1024, tar.length);
    }

    @Test
    void aFailureIsNoEnd() throws IOException {
        byte[] tar = new TarBytes().file("../a", "").file("b", "").end();
        try (TarReader reader = new TarReader(new ByteArrayInputStream(tar), TarReader.Limits.DEFAULT)) {
            assertThatThrownBy(reader::next).isInstanceOf(IOException.class);
            assertThatThrownBy(reader::next)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot be read any further");
        }
    }

    @Test
    void aHeaderThatIsNoneIsRefusedWithItsPlace() {
        byte[] text =
                new TarBytes().file("a", "").raw(TarBytes.utf8("x".repeat(512))).end();
        assertFails(text, "damaged tar header at byte 512: the checksum is \"xxxxxxxx\"");
        byte[] wrong = new TarBytes().file("a", "").end();
        wrong[0] = 'b';
        assertFails(wrong, "no tar header at byte 0: the checksum is ");
    }

    @Test
    void aNumberThatIsNoneIsRefused() {
        byte[] header = TarBytes.header('0', "a", "", 0).toBytes();
        header[110] = '9';
        assertFails(new TarBytes().raw(TarBytes.summed(header)).end(), "the uid is \"0090000\\x00\"");
        byte[] wide = TarBytes.header('0', "a", "", 0).toBytes();
        Arrays.fill(wide, 136, 148, (byte) 0x8F);
        assertFails(new TarBytes().raw(TarBytes.summed(wide)).end(), "more than 63 bits");
    }

    @Test
    void damageIsAnIOExceptionAndNothingElse() {
        byte[] tar = new TarBytes()
                .pax("path=abc", "SCHILY.xattr.user.x=1", "GNU.sparse.map=0,1", "GNU.sparse.size=1")
                .file("a", "1")
                .added('L', TarBytes.utf8("longname"))
                .entry('1', "b", "a", "")
                .end();
        for (int i = 0; i < tar.length; i++) {
            byte[] damaged = tar.clone();
            damaged[i] ^= (byte) (1 << i % 8);
            try {
                TarBytes.read(damaged);
            } catch (IOException e) {
                assertThat(e).hasMessageMatching("(?s).*\\w.*");
            }
        }
    }

    private static void assertFails(byte[] tar, String message) {
        assertFails(tar, TarReader.Limits.DEFAULT, message);
    }

    private static void assertFails(byte[] tar, TarReader.Limits limits, String message) {
        assertThatThrownBy(() -> TarBytes.read(new ByteArrayInputStream(tar), limits))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    /** The same bytes again and again. */
    private static final class Repeated extends InputStream {

        private final byte[] block;
        private final long size;
        private long position;

        Repeated(byte[] block, long count) {
            this.block = block;
            this.size = block.length * count;
        }

        @Override
        public int read() {
            return position == size ? -1 : block[(int) (position++ % block.length)] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (position == size) {
                return -1;
            }
            int from = (int) (position % block.length);
            int count = Math.min(length, block.length - from);
            System.arraycopy(block, from, bytes, offset, count);
            position += count;
            return count;
        }
    }
}
