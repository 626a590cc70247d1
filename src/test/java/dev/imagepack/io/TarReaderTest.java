package dev.imagepack.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TarReaderTest {

    @Test
    void whatWeWriteIsWhatWeRead() throws IOException {
        List<TarEntry> entries = new ArrayList<>();
        entries.add(new TarEntry("b", TarEntry.Type.BLOCK_DEVICE, 0600, 0, 0, 0, 0, "", Map.of(), 8, 3_000_000));
        entries.add(new TarEntry("c", TarEntry.Type.CHARACTER_DEVICE, 0600, 0, 0, 0, 0, "", Map.of(), 5, 1));
        entries.add(TarEntry.directory("d", 01777).withMtime(-1).withOwner(4_294_967_294L, 2_097_152));
        entries.add(TarEntry.file("d/" + "é".repeat(200), 04755, 5).withMtime(1L << 40));
        entries.add(TarEntry.hardLink("h", "d/" + "é".repeat(200)));
        entries.add(TarEntry.symlink("l", "../" + "x".repeat(300)));
        entries.add(new TarEntry("p", TarEntry.Type.FIFO, 0644, 1, 2, 3, 0, "", Map.of(), 0, 0));
        entries.add(TarEntry.file("x".repeat(150), 0, 5)
                .withOwner(4_000_000_000L, 4_000_000_000L)
                .withMtime(-86_400)
                .withXattrs(Map.of(
                        "security.capability", new byte[] {1, 0, (byte) 0xFF, '\n', '='}, "user.e", new byte[0])));
        entries.add(TarEntry.file("z\uDCFF", 0644, 0));
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        try (TarWriter writer = new TarWriter(tar)) {
            for (TarEntry entry : entries) {
                writer.write(entry, Content.of(new byte[(int) entry.size()]));
            }
        }
        assertThat(TarBytes.read(tar.toByteArray()).keySet()).containsExactlyElementsOf(entries);
    }

    @Test
    void extendedAttributesOfAForeignLayerKeepTheirBytes() throws IOException {
        Map<TarEntry, byte[]> layer = xattrsLayer();
        TarEntry file = layer.keySet().stream()
                .filter(entry -> entry.path().equals("withx"))
                .findFirst()
                .orElseThrow();
        assertThat(file.xattrs()).containsOnlyKeys("security.capability", "user.note");
        assertThat(file.xattrs().get("user.note")).isEqualTo(TarBytes.utf8("hello"));
        assertThat(file.xattrs().get("security.capability"))
                .isEqualTo(HexFormat.of().parseHex("0100000200040000000000000000000000000000"));
    }

    @Test
    void modesAndNamesOfAForeignLayerAreKept() throws IOException {
        Map<TarEntry, byte[]> layer = xattrsLayer();
        assertThat(layer.keySet()).extracting(TarEntry::path).contains("uni-é☃", "a".repeat(150));
        assertThat(layer.keySet())
                .filteredOn(
                        entry -> entry.path().startsWith("su") || entry.path().startsWith("sg"))
                .extracting(entry -> Integer.toOctalString(entry.mode() & 07000))
                .containsExactly("4000", "2000", "2000");
    }

    private static Map<TarEntry, byte[]> xattrsLayer() throws IOException {
        String blob =
                "/vectors/bases/xattrs/blobs/sha256/704bc61981254fcd13c8930cd84f2a2ac63c66d6cf6bbb6d660e3ea6ae6234ae";
        try (InputStream in = TarReaderTest.class.getResourceAsStream(blob)) {
            return TarBytes.read(Compression.decompress(in, Compression.Algorithm.GZIP), TarReader.Limits.DEFAULT);
        }
    }

    @ParameterizedTest
    @CsvSource({"./a,a", "/a,a", "//a,a", "a//b,a/b", "././a/./b,a/b", "/./a,a"})
    void namesAreBroughtIntoNormalForm(String name, String path) throws IOException {
        assertThat(TarBytes.paths(new TarBytes().file(name, "").end())).containsExactly(path);
        assertThat(TarBytes.read(new TarBytes().entry('1', "h", name, "").end()).keySet())
                .containsExactly(TarEntry.hardLink("h", path));
    }

    @Test
    void theTargetOfASymbolicLinkIsKeptAsWritten() throws IOException {
        byte[] tar = new TarBytes().entry('2', "l", "/../x//", "").end();
        assertThat(TarBytes.read(tar).keySet()).extracting(TarEntry::link).containsExactly("/../x//");
    }

    @Test
    void theRootItselfIsPassedOver() throws IOException {
        byte[] tar = new TarBytes()
                .entry('5', "./", "", "")
                .entry('5', "/", "", "")
                .entry('5', ".", "", "")
                .file("./a", "1")
                .end();
        assertThat(TarBytes.paths(tar)).containsExactly("a");
    }

    @Test
    void aDirectoryIsToldByItsTypeOrByASlash() throws IOException {
        byte[] tar = new TarBytes()
                .entry('5', "a", "", "")
                .entry('0', "b/", "", "")
                .entry('\0', "c/", "", "")
                .entry('7', "d", "", "x")
                .end();
        assertThat(TarBytes.read(tar).keySet())
                .extracting(TarEntry::type)
                .containsExactly(
                        TarEntry.Type.DIRECTORY, TarEntry.Type.DIRECTORY, TarEntry.Type.DIRECTORY, TarEntry.Type.FILE);
    }

    @Test
    void onlyFilesHaveContent() throws IOException {
        TarBytes tar = new TarBytes();
        for (char flag : "123456".toCharArray()) {
            tar.raw(TarBytes.header(flag, "a" + flag, flag < '3' ? "t" : "", 4096)
                    .toBytes());
        }
        assertThat(TarBytes.paths(tar.file("z", "content").end()))
                .containsExactly("a1", "a2", "a3", "a4", "a5", "a6", "z");
    }

    @Test
    void namesComeFromThePrefixInPosixFormOnly() throws IOException {
        byte[] posix = TarBytes.header('0', "name", "", 0).toBytes();
        byte[] gnu = TarHeader.gnu()
                .names(TarBytes.utf8("name"), new byte[0])
                .flag('0')
                .numbers(0644, 0, 0, 0, 0)
                .toBytes();
        byte[] star = posix.clone();
        System.arraycopy(TarBytes.utf8("tar\0"), 0, star, 508, 4);
        byte[] tar = new TarBytes()
                .raw(prefixed(posix))
                .raw(prefixed(gnu))
                .raw(prefixed(star))
                .end();
        String whole = "p".repeat(154) + "/name";
        assertThat(TarBytes.paths(tar)).containsExactly(whole, "name", "p".repeat(131) + "/name");
    }

    private static byte[] prefixed(byte[] header) {
        boolean isStar = header[508] == 't';
        Arrays.fill(header, 345, isStar ? 345 + 131 : 345 + 154, (byte) 'p');
        return TarBytes.summed(header);
    }

    @Test
    void longNamesOfGnuTarWinOverAllOthers() throws IOException {
        byte[] tar = new TarBytes()
                .pax("path=pax", "linkpath=paxlink")
                .added('L', TarBytes.utf8("long\0rest"))
                .added('K', TarBytes.utf8("longlink"))
                .entry('2', "short", "shortlink", "")
                .end();
        assertThat(TarBytes.read(tar).keySet())
                .containsExactly(TarEntry.symlink("long", "longlink").withMode(0644));
    }

    @Test
    void paxRecordsWinOverTheBlockAndTheLastOfOneKeyCounts() throws IOException {
        byte[] tar = new TarBytes()
                .pax("path=gone")
                .pax(
                        "path=old",
                        "uid=12345678",
                        "gid=4294967294",
                        "mtime=-1.5",
                        "comment=x",
                        "path=new",
                        "linkpath=",
                        "size=3")
                .add(TarBytes.header('0', "block", "", 900), TarBytes.utf8("abc"))
                .file("next", "n")
                .end();
        assertThat(TarBytes.read(tar))
                .containsExactly(
                        Map.entry(
                                TarEntry.file("new", 0644, 3)
                                        .withOwner(12345678, 4294967294L)
                                        .withMtime(-2),
                                TarBytes.utf8("abc")),
                        Map.entry(TarEntry.file("next", 0644, 1), TarBytes.utf8("n")));
    }

    @ParameterizedTest
    @CsvSource({"1.9,1", "1.0,1", "-1,-1", "-1.0,-1", "-0.25,-1", "7.,7", "0012.5,12"})
    void aTimeWithAFractionIsTheSecondInWhichItLies(String written, long mtime) throws IOException {
        byte[] tar = new TarBytes().pax("mtime=" + written).file("a", "").end();
        assertThat(TarBytes.read(tar).keySet()).extracting(TarEntry::mtime).containsExactly(mtime);
    }

    @Test
    void globalPaxHeadersCountForNothing() throws IOException {
        byte[] tar = new TarBytes()
                .added('g', TarBytes.utf8("13 path=evil\n"))
                .file("a", "1")
                .end();
        assertThat(TarBytes.paths(tar)).containsExactly("a");
    }

    @Test
    void whatFollowsTheEndIsIgnoredButRead() throws IOException {
        byte[] garbage = Samples.random(100_000);
        Samples.Trickle beneath = new Samples.Trickle(
                new TarBytes().file("a", "1").raw(new byte[1024]).raw(garbage).toBytes());
        assertThat(TarBytes.read(beneath, TarReader.Limits.DEFAULT)).hasSize(1);
        assertThat(beneath.isAtEnd()).isTrue();
        assertThat(beneath.isClosed()).isTrue();
    }

    @Test
    void contentIsOfUseUntilTheNextEntry() throws IOException {
        byte[] tar = new TarBytes()
                .file("a", "12345")
                .file("b", "67890")
                .entry('5', "c", "", "")
                .end();
        try (TarReader reader = new TarReader(new ByteArrayInputStream(tar), TarReader.Limits.DEFAULT)) {
            assertThat(reader.content().read()).isEqualTo(-1);
            reader.next();
            InputStream first = reader.content();
            assertThat(first.read()).isEqualTo('1');
            first.close();
            assertThat(first.read()).isEqualTo('2');
            reader.next();
            assertThatThrownBy(first::read).isInstanceOf(IOException.class).hasMessageContaining("moved on");
            assertThat(reader.content().readAllBytes()).isEqualTo(TarBytes.utf8("67890"));
            reader.next();
            assertThat(reader.content().readAllBytes()).isEmpty();
            assertThat(reader.next()).isEmpty();
            assertThat(reader.next()).isEmpty();
        }
    }

    @Test
    void aSumOfSignedBytesIsFineToo() throws IOException {
        byte[] header = TarBytes.header('0', "é", "", 0).toBytes();
        int unsigned = Integer.parseInt(new String(header, 148, 6, ISO_8859_1), 8);
        System.arraycopy(TarBytes.utf8(String.format("%06o\0 ", unsigned - 512)), 0, header, 148, 8);
        assertThat(TarBytes.paths(new TarBytes().raw(header).end())).containsExactly("é");
    }

    @ParameterizedTest
    @CsvSource({"'  755 \0 ', 755", "'0000755 ', 755", "'\0\0\0\0\0\0\0\0', 0", "'00100644', 644", "'77777777', 7777"})
    void octalNumbersAreReadAsEverybodyWroteThem(String field, String mode) throws IOException {
        byte[] header = TarBytes.header('0', "a", "", 0).toBytes();
        System.arraycopy(field.getBytes(ISO_8859_1), 0, header, 100, 8);
        assertThat(TarBytes.read(new TarBytes().raw(TarBytes.summed(header)).end())
                        .keySet())
                .extracting(entry -> Integer.toOctalString(entry.mode()))
                .containsExactly(mode);
    }

    @Test
    void aUserOfMinusTwoIsTheOneWithTheSameBits() throws IOException {
        byte[] header = TarHeader.gnu()
                .names(TarBytes.utf8("a"), new byte[0])
                .flag('0')
                .numbers(0644, -2, -2, 0, 0)
                .toBytes();
        assertThat(TarBytes.read(new TarBytes().raw(header).end()).keySet())
                .containsExactly(TarEntry.file("a", 0644, 0).withOwner(4_294_967_294L, 4_294_967_294L));
    }

    @Test
    void aPathMayComeTwice() throws IOException {
        byte[] tar = new TarBytes().file("a", "1").file("a", "22").end();
        assertThat(TarBytes.paths(tar)).containsExactly("a", "a");
    }
}
