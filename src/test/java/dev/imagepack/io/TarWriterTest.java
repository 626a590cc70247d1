package dev.imagepack.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TarWriterTest {

    private static final byte[] CONFIG = "port: 8080\n".getBytes(UTF_8);
    private static final TarEntry CONFIG_FILE = TarEntry.file("etc/app/config.yaml", 0644, 11);

    @Test
    void noEntriesGiveTheWellKnownEmptyTar() throws IOException {
        byte[] tar = tar(writer -> {});
        assertThat(tar).isEqualTo(new byte[1024]);
        assertThat(Sha256.of(tar)).isEqualTo("5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef");
    }

    @Test
    void theMinimalLayerIsTheOneDebiansTarWrites() throws IOException {
        byte[] tar = tar(writer -> {
            writer.write(TarEntry.directory("etc", 0755));
            writer.write(TarEntry.directory("etc/app", 0755));
            writer.write(CONFIG_FILE, Content.of(CONFIG));
        });
        assertThat(tar).hasSize(3072);
        assertThat(Sha256.of(tar)).isEqualTo("98053238550bc09e1169684579ecbb843f3bac0459c7cfaf80ea0f86f1836b24");
    }

    /** The golden was made with the owner's names; ours are always empty. Everything else is equal. */
    @Test
    void twoEntriesDifferFromTheNamedGoldenInTheNamesOnly() throws IOException {
        byte[] tar = tar(writer -> {
            writer.write(TarEntry.directory("etc/app", 0755));
            writer.write(CONFIG_FILE, Content.of(CONFIG));
        });
        assertThat(tar).hasSize(2560);
        nameOwnerRoot(tar, 0);
        nameOwnerRoot(tar, 512);
        assertThat(Sha256.of(tar)).isEqualTo("a448ee9ba5f58b1b8ea43d72fb09dd95bf9e2df3caa0dd0a2b6fbaa41055cd0c");
    }

    @Test
    void equalCallsGiveEqualBytes() throws IOException {
        Entries entries = writer -> {
            writer.write(
                    TarEntry.file("a", 0644, 11).withXattrs(Map.of("user.b", CONFIG, "user.a", CONFIG)),
                    Content.of(CONFIG));
            writer.write(TarEntry.symlink("b", "x".repeat(200)));
        };
        assertThat(tar(entries)).isEqualTo(tar(entries));
    }

    @Test
    void extendedAttributesStandInAPaxHeaderBeforeAPosixHeader() throws IOException {
        byte[] value = HexFormat.of().parseHex("0100000200ff0a3d00");
        byte[] tar = tar(writer -> writer.write(
                TarEntry.file("bin/ping", 0755, 11).withXattrs(Map.of("security.capability", value, "user.é", CONFIG)),
                Content.of(CONFIG)));
        assertThat(text(tar, 156, 1)).isEqualTo("x");
        assertThat(text(tar, 512, 42))
                .isEqualTo("46 SCHILY.xattr.security.capability=" + new String(value, ISO_8859_1).substring(0, 6));
        assertThat(Arrays.copyOfRange(tar, 512 + 36, 512 + 45)).isEqualTo(value);
        assertThat(text(tar, 512 + 46, 36))
                .isEqualTo(new String("36 SCHILY.xattr.user.é=port: 8080\n\n".getBytes(UTF_8), ISO_8859_1));
        assertThat(text(tar, 1024 + 257, 8)).isEqualTo("ustar\00000");
    }

    @Test
    void aRecordWhoseLengthGainsADigitFromItselfCountsIt() throws IOException {
        for (int size = 60; size < 130; size++) {
            byte[] value = "v".repeat(size).getBytes(UTF_8);
            byte[] records = PaxRecords.of(
                            TarEntry.file("a", 0644, 0).withXattrs(Map.of("user.a", value)),
                            "a".getBytes(UTF_8),
                            new byte[0])
                    .toBytes();
            String text = new String(records, UTF_8);
            assertThat(text.substring(0, text.indexOf(' '))).isEqualTo(Integer.toString(records.length));
        }
    }

    @Test
    void whatAPosixHeaderCannotHoldStandsInRecords(@TempDir Path directory) throws IOException {
        String path = "d".repeat(80) + "/" + "é".repeat(60);
        TarEntry link = TarEntry.symlink(path, "t".repeat(101))
                .withOwner(2_097_152, 4_294_967_294L)
                .withMtime(-1)
                .withXattrs(Map.of("user.x", CONFIG));
        TarArchiveEntry read =
                read(directory, tar(writer -> writer.write(link))).get(0);
        assertThat(read.getName()).isEqualTo(path);
        assertThat(read.getLinkName()).isEqualTo(link.link());
        assertThat(read.getLongUserId()).isEqualTo(2_097_152);
        assertThat(read.getLongGroupId()).isEqualTo(4_294_967_294L);
        assertThat(read.getLastModifiedTime().toInstant().getEpochSecond()).isEqualTo(-1);
        assertThat(read.getExtraPaxHeader("SCHILY.xattr.user.x")).isEqualTo("port: 8080\n");
    }

    @Test
    void anotherLibraryReadsAllKindsOfEntries(@TempDir Path directory) throws IOException {
        List<TarArchiveEntry> read = read(directory, tar(writer -> {
            writer.write(
                    new TarEntry("c", TarEntry.Type.CHARACTER_DEVICE, 0600, 0, 0, 0, 0, "", Map.of(), 5, 3_000_000));
            writer.write(TarEntry.directory("d", 01777).withMtime(8_589_934_592L));
            writer.write(TarEntry.file("e", 06755, 11).withOwner(2_147_483_647L, 12), Content.of(CONFIG));
            writer.write(TarEntry.hardLink("h", "e"));
            writer.write(new TarEntry("p", TarEntry.Type.FIFO, 0644, 0, 0, 0, 0, "", Map.of(), 0, 0));
        }));
        assertThat(read).extracting(TarArchiveEntry::getName).containsExactly("c", "d/", "e", "h", "p");
        assertThat(read.get(0).getDevMajor()).isEqualTo(5);
        assertThat(read.get(0).getDevMinor()).isEqualTo(3_000_000);
        assertThat(read.get(1).isDirectory()).isTrue();
        assertThat(read.get(1).getLastModifiedTime().toInstant().getEpochSecond())
                .isEqualTo(8_589_934_592L);
        assertThat(read.get(2).getMode()).isEqualTo(06755);
        assertThat(read.get(2).getLongUserId()).isEqualTo(2_147_483_647L);
        assertThat(read.get(3).isLink()).isTrue();
        assertThat(read.get(4).isFIFO()).isTrue();
    }

    @Test
    void aFileBeyondEightGibibytesSaysItsSizeInBase256() throws IOException {
        OutputStream head = new ByteArrayOutputStream();
        TarWriter writer = new TarWriter(head);
        assertThatThrownBy(() -> writer.write(TarEntry.file("big", 0644, 1L << 33), Content.empty()))
                .isInstanceOf(IOException.class);
        assertThat(TarHeader.gnu().numbers(0, 0, 0, 1L << 33, 0).toBytes())
                .containsSequence(HexFormat.of().parseHex("800000000000000200000000"));
        assertThat(TarHeader.gnu().numbers(0, 0, 0, (1L << 33) - 1, 0).toBytes())
                .containsSequence("77777777777\0".getBytes(UTF_8));
    }

    @Test
    void entriesOutOfOrderAreRefused() {
        refused("\"a\" comes after \"b\"", TarEntry.file("b", 0644, 0), TarEntry.file("a", 0644, 0));
        refused("\"a-b\" comes after \"a/\"", TarEntry.directory("a", 0755), TarEntry.file("a-b", 0644, 0));
        refused("\"\uFFFD\" comes after \"😀\"", TarEntry.file("😀", 0644, 0), TarEntry.file("\uFFFD", 0644, 0));
    }

    @Test
    void aPathIsWrittenOnce() {
        refused("\"a\" comes twice", TarEntry.file("a", 0644, 0), TarEntry.file("a", 0600, 0));
        refused("\"a\" comes twice", TarEntry.directory("a", 0755), TarEntry.directory("a", 0755));
        refused(
                "\"a\" comes after \"a\", which is no directory",
                TarEntry.file("a", 0644, 0),
                TarEntry.file("a-b", 0644, 0),
                TarEntry.directory("a", 0755));
    }

    @Test
    void nothingLiesBelowWhatIsNoDirectory() {
        refused(
                "\"a/b\" comes after \"a\", which is no directory",
                TarEntry.symlink("a", "x"),
                TarEntry.file("a.x", 0644, 0),
                TarEntry.file("a/b", 0644, 0));
    }

    @Test
    void namesThatOnlyStartAlikeAreFine() throws IOException {
        byte[] tar = tar(writer -> {
            for (String name : List.of("a", "a-b", "a-b-c", "a.", "a0/b", "ab/c")) {
                writer.write(TarEntry.file(name, 0644, 0));
            }
        });
        assertThat(tar).hasSize(6 * 512 + 1024);
    }

    @Test
    void contentOfAnotherLengthIsAnErrorThatNamesThePath() {
        assertThatThrownBy(() -> tar(writer -> writer.write(CONFIG_FILE, Content.of(new byte[10]))))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "\"etc/app/config.yaml\" has 10 bytes where 11 were announced; it changed while it was read");
        assertThatThrownBy(() -> tar(writer -> writer.write(CONFIG_FILE, Content.of(new byte[12]))))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "\"etc/app/config.yaml\" has more than the 11 bytes announced; it changed while it was read");
        assertThatThrownBy(() -> tar(writer -> writer.write(TarEntry.file("x", 0, 0), out -> out.write('y'))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has more than the 0 bytes announced");
    }

    @Test
    void aTarThatFailedIsNotCompleted() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter writer = new TarWriter(out);
        assertThatThrownBy(() -> writer.write(CONFIG_FILE, Content.empty())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> writer.write(TarEntry.file("z", 0644, 0))).isInstanceOf(IllegalStateException.class);
        writer.close();
        assertThat(out.size()).isLessThan(1024);
    }

    @Test
    void closingTwiceEndsTheTarOnceAndLeavesTheStreamOpen() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream() {
            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        TarWriter writer = new TarWriter(bytes);
        writer.close();
        writer.close();
        assertThat(bytes.size()).isEqualTo(1024);
    }

    @Test
    void theBytesOfAnOddNameAreWrittenAsTheyWere() throws IOException {
        byte[] tar = tar(writer -> writer.write(TarEntry.file("caf\uDCE9", 0644, 0)));
        assertThat(text(tar, 0, 5)).isEqualTo("caf\u00E9\0");
    }

    @Test
    void aLargeFileIsStreamed(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("large");
        byte[] bytes = new byte[1_000_003];
        Arrays.fill(bytes, (byte) 'x');
        Files.write(file, bytes);
        byte[] tar = tar(writer -> writer.write(TarEntry.file("large", 0644, bytes.length), Content.of(file)));
        assertThat(tar).hasSize(512 + 1_000_448 + 1024);
        assertThat(Arrays.copyOfRange(tar, 512, 512 + bytes.length)).isEqualTo(bytes);
        assertThat(Arrays.copyOfRange(tar, 512 + bytes.length, tar.length)).containsOnly(0);
    }

    private static void refused(String fault, TarEntry... entries) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tar(writer -> {
                    for (TarEntry entry : entries) {
                        writer.write(entry);
                    }
                }))
                .withMessageStartingWith(fault);
    }

    private static List<TarArchiveEntry> read(Path directory, byte[] tar) throws IOException {
        try (TarFile file =
                new TarFile(Files.write(directory.resolve("t.tar"), tar).toFile(), "UTF-8")) {
            return file.getEntries();
        }
    }

    private static void nameOwnerRoot(byte[] tar, int header) {
        System.arraycopy("root".getBytes(UTF_8), 0, tar, header + 265, 4);
        System.arraycopy("root".getBytes(UTF_8), 0, tar, header + 297, 4);
        int sum = Integer.parseInt(text(tar, header + 148, 6), 8) + 2 * ('r' + 'o' + 'o' + 't');
        System.arraycopy(String.format("%06o", sum).getBytes(UTF_8), 0, tar, header + 148, 6);
    }

    private static String text(byte[] tar, int offset, int length) {
        return new String(tar, offset, length, StandardCharsets.ISO_8859_1);
    }

    private static byte[] tar(Entries entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter writer = new TarWriter(out)) {
            entries.writeTo(writer);
        }
        return out.toByteArray();
    }

    private interface Entries {
        void writeTo(TarWriter writer) throws IOException;
    }
}
