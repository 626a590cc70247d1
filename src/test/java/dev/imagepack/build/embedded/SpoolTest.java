package dev.imagepack.build.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.TextData;
import dev.imagepack.io.Content;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarWriter;
import dev.imagepack.testing.FullDisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SpoolTest {

    @TempDir
    Path directory;

    /** A tar that counts how often it is opened. */
    private static final class Counted implements TarSource {

        private final TarSource tar;
        private final AtomicInteger opened = new AtomicInteger();

        Counted(TarSource tar) {
            this.tar = tar;
        }

        @Override
        public String identity() {
            return tar.identity();
        }

        @Override
        public String describe() {
            return tar.describe();
        }

        @Override
        public String advice() {
            return tar.advice();
        }

        @Override
        public InputStream open() throws IOException {
            opened.incrementAndGet();
            return tar.open();
        }
    }

    private static String text(Content content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    @Test
    void aTarIsReadOnceAndItsMembersAreHadInAnyOrder() throws IOException {
        Counted tar = new Counted(Nodes.tar(Nodes.entry("first"), Nodes.entry("second"), Nodes.entry("third")));
        TarMember first = new TarMember(tar, 0, 5);
        TarMember third = new TarMember(tar, 2, 5);

        try (Spool spool = Spool.of(List.of(third, first, third), directory)) {
            assertThat(text(spool.content(third))).isEqualTo("third");
            assertThat(text(spool.content(first))).isEqualTo("first");
            assertThat(text(spool.content(third))).isEqualTo("third");
            assertThat(tar.opened).hasValue(1);
            assertThat(text(spool.content(new TarMember(tar, 1, 6))))
                    .as("not spooled")
                    .isEqualTo("second");
            assertThat(text(spool.content(new TextData(new byte[] {'x'})))).isEqualTo("x");
            assertThat(files()).isEqualTo(1);
        }
        assertThat(files()).isZero();
    }

    @Test
    void oneTarBehindTwoNamesIsStillOneTar() throws IOException {
        Counted one = new Counted(Nodes.tar(Nodes.entry("a"), Nodes.entry("b")));
        Counted two = new Counted(Nodes.tar(Nodes.entry("a"), Nodes.entry("b")));

        try (Spool spool = Spool.of(List.of(new TarMember(one, 0, 1), new TarMember(two, 0, 1)), directory)) {
            assertThat(text(spool.content(new TarMember(one, 0, 1)))).isEqualTo("a");
            assertThat(one.opened.get() + two.opened.get()).isEqualTo(1);
        }
    }

    /** Spools a file that is larger than the disk has room for. */
    static final class LargeSpool {

        public static void main(String... arguments) throws IOException {
            byte[] large = new byte[1 << 20];
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (TarWriter tar = new TarWriter(bytes)) {
                tar.write(TarEntry.file("large", 0644, large.length), Content.of(large));
            }
            TarSource tar = new Nodes.InMemory(bytes.toByteArray());
            Spool.of(List.of(new TarMember(tar, 0, large.length)), Path.of(arguments[0]));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aFullDiskNamesTheFileAndNothingStays() throws Exception {
        Path spools = Files.createDirectory(directory.resolve("spools"));
        String said = FullDisk.failure(directory.resolve("said"), LargeSpool.class, spools.toString());

        assertThat(said).containsPattern("FileSystemException: " + spools + "/spool-\\d+\\.tmp: File too large\n");
        assertThat(spools).isEmptyDirectory();
    }

    @Test
    void aTarThatLacksAMemberIsDamaged() throws IOException {
        TarSource tar = Nodes.tar(Nodes.entry("a"));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> Spool.of(List.of(new TarMember(tar, 1, 1)), directory))
                .withMessage("a.tar cannot be read: it holds fewer entries than when it was listed");
        assertThat(files()).isZero();
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> text(new TarMember(tar, 5, 1)))
                .withMessageContaining("fewer entries");
    }

    @Test
    void aFaultThatComesOutAtTheEndIsNotMissed() throws IOException {
        TarSource tar = Nodes.tar(Nodes.entry("a"), Nodes.entry("b"));
        TarSource failing = new TarSource() {
            @Override
            public String identity() {
                return tar.identity();
            }

            @Override
            public String describe() {
                return "layer 3 of x";
            }

            @Override
            public String advice() {
                return "Get it again.";
            }

            @Override
            public InputStream open() throws IOException {
                return new SequenceInputStream(tar.open(), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("its digest is wrong");
                    }
                });
            }
        };

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> Spool.of(List.of(new TarMember(failing, 0, 1)), directory))
                .withMessage("layer 3 of x cannot be read: its digest is wrong");
        assertThat(files()).isZero();
    }
}
