package dev.imagepack.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.TarIndex.Extent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TarIndexTest {

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("image.tar");
    }

    private static String text(TarIndex index, String name) throws IOException {
        return new String(index.read(name, index.find(name).orElseThrow(), 10_000), StandardCharsets.UTF_8);
    }

    @Test
    void filesAreFoundByTheirNamesInNormalForm() throws IOException {
        try (SampleTar tar = new SampleTar(file())) {
            tar.directory("./")
                    .directory("a")
                    .file("./a//one", "first")
                    .file("a/./two", "second")
                    .file("empty", "");
        }

        try (TarIndex index = TarIndex.open(file())) {
            assertThat(index.names()).containsExactly("a/one", "a/two", "empty");
            assertThat(text(index, "a/one")).isEqualTo("first");
            assertThat(text(index, "a/two")).isEqualTo("second");
            assertThat(text(index, "empty")).isEmpty();
            assertThat(index.find("a")).isEmpty();
            assertThat(index.find("a/three")).isEmpty();
        }
    }

    @Test
    void severalFilesCanBeReadAtOnceAndInAnyOrder() throws IOException {
        try (SampleTar tar = new SampleTar(file())) {
            tar.file("a", "aaaa").file("b", "bbbb");
        }

        try (TarIndex index = TarIndex.open(file());
                InputStream b = index.open(index.find("b").orElseThrow());
                InputStream a = index.open(index.find("a").orElseThrow())) {
            assertThat(b.read()).isEqualTo('b');
            assertThat(a.skip(3)).isEqualTo(3);
            assertThat(a.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("a");
            assertThat(b.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("bbb");
            assertThat(a.read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void longAndForeignNamesAreUnderstoodInBothForms(boolean gnu) throws IOException {
        String name = "grüße/" + "x".repeat(300) + "/layer.tar";
        try (SampleTar tar = gnu ? new SampleTar(file()).gnu() : new SampleTar(file())) {
            tar.file(name, "content").symlink("y".repeat(200), name).file("after", "more");
        }

        try (TarIndex index = TarIndex.open(file())) {
            assertThat(text(index, name)).isEqualTo("content");
            assertThat(text(index, "y".repeat(200))).isEqualTo("content");
            assertThat(text(index, "after")).isEqualTo("more");
        }
    }

    @Test
    void aPrefixOfUstarBelongsToTheName() throws IOException {
        byte[] header = new byte[512];
        put(header, 0, "name");
        put(header, 345, "some/prefix");
        put(header, 257, "ustar\000");
        seal(header, "0", 0);
        Files.write(file(), header);

        try (TarIndex index = TarIndex.open(file())) {
            assertThat(index.names()).containsExactly("some/prefix/name");
        }
    }

    @Test
    void anArchiveMayEndWithoutItsZeros() throws IOException {
        try (SampleTar tar = new SampleTar(file())) {
            tar.file("a", "x".repeat(512));
        }
        Files.write(file(), Arrays.copyOf(Files.readAllBytes(file()), 1024));

        try (TarIndex index = TarIndex.open(file())) {
            assertThat(index.names()).containsExactly("a");
        }
    }

    @Test
    void anEmptyFileHoldsNothing() throws IOException {
        Files.createFile(file());

        try (TarIndex index = TarIndex.open(file())) {
            assertThat(index.names()).isEmpty();
        }
    }

    @Test
    void linksAreFollowedInsideTheArchive() throws IOException {
        try (SampleTar tar = new SampleTar(file())) {
            tar.symlink("b/layer.tar", "../a/layer.tar")
                    .file("a/layer.tar", "layer")
                    .symlink("c", "b/layer.tar")
                    .hardLink("d/hard", "a/layer.tar")
                    .symlink("dangling", "nowhere");
        }

        try (TarIndex index = TarIndex.open(file())) {
            Extent layer = index.find("a/layer.tar").orElseThrow();
            assertThat(index.find("b/layer.tar")).contains(layer);
            assertThat(index.find("c")).contains(layer);
            assertThat(index.find("d/hard")).contains(layer);
            assertThat(index.find("dangling")).isEmpty();
            assertThat(index.links()).containsExactly("b/layer.tar", "c", "d/hard", "dangling");
        }
    }

    @Test
    void linksInACircleAreRefusedWhenTheyAreFollowed() throws IOException {
        try (SampleTar tar = new SampleTar(file())) {
            tar.symlink("a", "b").symlink("b", "a").file("c", "fine");
        }

        try (TarIndex index = TarIndex.open(file())) {
            assertThat(text(index, "c")).isEqualTo("fine");
            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(() -> index.find("a"))
                    .withMessageContaining("image.tar: the links at 'a' lead in a circle");
        }
    }

    private interface Entries {
        void write(SampleTar tar) throws IOException;
    }

    private static Arguments hostile(String fault, Entries entries) {
        return Arguments.of(fault, entries);
    }

    static Stream<Arguments> hostileArchives() {
        return Stream.of(
                hostile("'../x' leaves the archive", tar -> tar.file("../x", "")),
                hostile("'a/../../x' leaves the archive", tar -> tar.file("a/../../x", "")),
                hostile("'a/../x' leaves the archive", tar -> tar.file("a/../x", "")),
                hostile("'/etc/passwd' is no name inside", tar -> tar.bare("/etc/passwd", TarConstants.LF_NORMAL, "")),
                hostile("'a\\b' is no name inside", tar -> tar.bare("a\\b", TarConstants.LF_NORMAL, "")),
                hostile("'a' is there twice", tar -> tar.file("a", "1").file("./a", "2")),
                hostile("'a' is there twice", tar -> tar.file("a", "1").symlink("a", "b")),
                hostile("an entry has no name", tar -> tar.file("./", "").bare(".", TarConstants.LF_NORMAL, "")),
                hostile("the link 'a' leaves the archive", tar -> tar.symlink("a", "../x")),
                hostile("the link 'a/b' leaves the archive", tar -> tar.symlink("a/b", "../../x")),
                hostile("the link 'a' leaves the archive", tar -> tar.symlink("a", "/etc/passwd")),
                hostile("'../x' leaves the archive", tar -> tar.hardLink("a", "../x")),
                hostile("'dev' is neither a file nor", tar -> tar.bare("dev", TarConstants.LF_CHR, "")),
                hostile("'fifo' is neither a file nor", tar -> tar.bare("fifo", TarConstants.LF_FIFO, "")),
                hostile("'s' is neither a file nor", tar -> tar.bare("s", TarConstants.LF_GNUTYPE_SPARSE, "")));
    }

    @ParameterizedTest
    @MethodSource("hostileArchives")
    void whatNoImageComesInIsRefusedAtOnce(String fault, Entries entries) throws IOException {
        try (SampleTar tar = new SampleTar(file())) {
            entries.write(tar);
        }

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> TarIndex.open(file()).close())
                .withMessageContaining("image.tar: ")
                .withMessageContaining(fault);
    }

    @Test
    void anArchiveThatIsCutShortSaysWhere() throws IOException {
        try (SampleTar tar = new SampleTar(file())) {
            tar.file("a", "x".repeat(2000));
        }
        byte[] whole = Files.readAllBytes(file());

        for (int length : List.of(100, 513, 2000)) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(() -> TarIndex.open(file()).close())
                    .withMessageContaining("cut short");
        }
    }

    @Test
    void whatIsNoTarIsRefused() throws IOException {
        Files.writeString(file(), "no tar".repeat(200));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> TarIndex.open(file()).close())
                .withMessageContaining(
                        "image.tar: no tar that can be read, the checksum of the header is wrong at byte 0");
    }

    @Test
    void aSizeThatIsNoNumberOrOutOfBoundsIsRefused() throws IOException {
        for (String size : List.of("9z", "77777777777")) {
            byte[] header = new byte[512];
            put(header, 0, "name");
            seal(header, size, 0);
            Files.write(file(), header);
            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(() -> TarIndex.open(file()).close())
                    .withMessageContaining("image.tar: ");
        }
    }

    @Test
    void aFileLargerThanAnyLayerIsRefused() throws IOException {
        byte[] header = new byte[512];
        put(header, 0, "name");
        header[124] = (byte) 0x80;
        header[131] = 16; // 64 GiB
        seal(header, "", 0);
        Files.write(file(), header);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> TarIndex.open(file()).close())
                .withMessageContaining("'name' has more than 34359738368 bytes");
    }

    @Test
    void aNegativeBase256SizeIsRefused() throws IOException {
        byte[] header = new byte[512];
        put(header, 0, "name");
        Arrays.fill(header, 124, 136, (byte) 0xff);
        seal(header, "", 0);
        Files.write(file(), header);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> TarIndex.open(file()).close())
                .withMessageContaining("the size is no number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999 path=x\n", "0 path=x\n", "path=x\n", "7 size=\n", "15 size=123456x\n", "999"})
    void malformedPaxRecordsAreRefused(String records) throws IOException {
        writePax(records);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> TarIndex.open(file()).close())
                .withMessageContaining("PAX header");
    }

    @Test
    void aSparseFileIsRefused() throws IOException {
        writePax("22 GNU.sparse.major=1\n");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> TarIndex.open(file()).close())
                .withMessageContaining("sparse");
    }

    private void writePax(String records) throws IOException {
        byte[] header = new byte[1536];
        put(header, 0, "pax");
        put(header, 512, records);
        seal(header, Integer.toOctalString(records.length()), 'x');
        Files.write(file(), header);
    }

    @Test
    void tooManyEntriesAreRefused() throws IOException {
        byte[] header = new byte[512];
        put(header, 0, "directory");
        seal(header, "0", '5');
        try (java.io.OutputStream out = new java.io.BufferedOutputStream(Files.newOutputStream(file()))) {
            for (int i = 0; i <= 100_000; i++) {
                out.write(header);
            }
        }

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> TarIndex.open(file()).close())
                .withMessageContaining("more than 100000 entries");
    }

    @Test
    void aDocumentLongerThanAskedForIsRefused() throws IOException {
        try (SampleTar tar = new SampleTar(file())) {
            tar.file("a", "12345");
        }

        try (TarIndex index = TarIndex.open(file())) {
            Extent extent = index.find("a").orElseThrow();
            assertThat(index.read("a", extent, 5)).hasSize(5);
            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(() -> index.read("a", extent, 4))
                    .withMessageContaining("image.tar: 'a' has 5 bytes, at most 4 are read");
        }
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    /** Sets size, type and checksum. */
    private static void seal(byte[] header, String size, int type) {
        put(header, 124, size);
        header[156] = (byte) type;
        put(header, 148, "        ");
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += header[i] & 0xff;
        }
        put(header, 148, String.format(java.util.Locale.ROOT, "%06o\0 ", sum));
    }
}
