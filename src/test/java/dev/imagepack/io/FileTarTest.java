package dev.imagepack.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class FileTarTest {

    private static final String LONG = "blobs/" + "long".repeat(40);

    @TempDir
    private Path directory;

    private final FileTar tar = new FileTar();

    @Test
    void filesComeInTheOrderInWhichTheyWerePutEachAfterItsDirectories() throws IOException {
        tar.put("z/b", bytes("b"));
        tar.put("z/a/file", bytes("a"));
        tar.put("c", bytes("c"));
        assertThat(names(written())).containsExactly("z/", "z/b", "z/a/", "z/a/file", "c");
    }

    @Test
    void aFileOfTheSameNameTakesThePlaceOfTheOther() throws IOException {
        tar.put("a", bytes("first"));
        tar.put("b", bytes("b"));
        tar.put("a", bytes("second"));
        try (TarFile read = new TarFile(written())) {
            TarArchiveEntry first = read.getEntries().get(0);
            assertThat(read.getEntries()).hasSize(2);
            assertThat(read.getInputStream(first)).hasContent("second");
        }
    }

    @Test
    void theSharedStartEndsWhereTheFirstFileOfAnotherNameBegins() throws IOException {
        tar.put("blobs/one", bytes("1".repeat(700)));
        tar.put(LONG, bytes("2"));
        tar.put("blobs/three", bytes("3"));
        FileTar next = new FileTar();
        next.put("blobs/one", bytes("1".repeat(700)));
        next.put(LONG, bytes("2"));
        next.put("blobs/four", bytes("44"));

        assertContinued(next, 512 + 512 + 1024 + 3 * 512 + 512);
    }

    @Test
    void aFileOfAnotherSizeIsNotShared() throws IOException {
        tar.put("blobs/one", bytes("1"));
        FileTar next = new FileTar();
        next.put("blobs/one", bytes("11"));
        assertContinued(next, 0);
    }

    @Test
    void aFileWhoseNameDoesNotSayWhatIsInItIsNotShared() throws IOException {
        tar.put("blobs/one", bytes("1"));
        tar.put("index.json", bytes("{}"));
        FileTar next = new FileTar();
        next.put("blobs/one", bytes("1"));
        next.put("index.json", bytes("[]"));
        assertContinued(next, 512 + 1024);
    }

    @Test
    void anEarlierTarThatIsCutShortIsSharedUpToItsLastWholeFile() throws IOException {
        tar.put("blobs/one", bytes("1"));
        tar.put("blobs/two", bytes("2"));
        Path earlier = written();
        byte[] whole = Files.readAllBytes(earlier);
        for (int length : List.of(0, 100, 512, 1100, 1536, 1537, 2048, 2559)) {
            Files.write(earlier, Arrays.copyOf(whole, length));
            long end = length < 1536 ? 0 : 1536;
            assertThat(sharedStart(tar, earlier)).as("of %d", length).isEqualTo(end);
        }
    }

    private void assertContinued(FileTar next, long shared) throws IOException {
        Path earlier = written();
        assertThat(sharedStart(next, earlier)).isEqualTo(shared);
        ByteArrayOutputStream continued = new ByteArrayOutputStream();
        continued.write(Files.readAllBytes(earlier), 0, (int) shared);
        List<Long> advanced = new ArrayList<>();
        next.writeFrom(shared, continued, advanced::add);
        ByteArrayOutputStream anew = new ByteArrayOutputStream();
        next.write(anew, Progress.NONE);
        assertThat(continued.toByteArray()).isEqualTo(anew.toByteArray());
        assertThat(advanced).hasSize(1);
    }

    private static long sharedStart(FileTar tar, Path earlier) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(earlier)) {
            return tar.sharedStart(channel, name -> name.startsWith("blobs/"));
        }
    }

    private Path written() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tar.write(out, Progress.NONE);
        return Files.write(directory.resolve("file.tar"), out.toByteArray());
    }

    private static List<String> names(Path file) throws IOException {
        try (TarFile read = new TarFile(file)) {
            return read.getEntries().stream().map(TarArchiveEntry::getName).toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes();
    }
}
