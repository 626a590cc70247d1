package dev.imagepack.oci;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Files of unknown size that come from afar, whose way is cut. */
@Timeout(60)
class FileArrivalTest {

    private static final byte[] BYTES = "0123456789abcdefghijklmnopqrstuvwxyz".getBytes();
    private static final Digest FILE = Digest.of(BYTES);
    private static final String VERSION = "\"4/ü?\"";

    @TempDir
    private Path root;

    /** What was said to be here. */
    private final List<Optional<VersionedSource.Begun>> asked = new ArrayList<>();

    private BlobStore store() {
        return new BlobStore(root);
    }

    private List<Path> beginnings() throws IOException {
        try (Stream<Path> files = Files.list(store().path(FILE).getParent())) {
            return files.filter(BlobStore::isBeginning).toList();
        }
    }

    /** A source that goes on where the version is the same, and is cut after so many bytes. */
    private VersionedSource source(String version, int most) {
        return begun -> {
            asked.add(begun);
            long offset = begun.filter(here -> here.version().equals(version))
                    .map(VersionedSource.Begun::size)
                    .orElse(0L);
            int left = BYTES.length - (int) offset;
            InputStream in = new ByteArrayInputStream(BYTES, (int) offset, Math.min(left, most));
            return new VersionedSource.Answer(
                    version, offset, left <= most ? in : new SequenceInputStream(in, new Broken()));
        };
    }

    /** A connection that is cut. */
    private static final class Broken extends InputStream {

        @Override
        public int read() throws IOException {
            throw new IOException("connection reset");
        }
    }

    private void cutAfter(String version, int most) {
        assertThatThrownBy(() -> store().fetch(FILE, source(version, most))).hasMessage("connection reset");
    }

    private static Optional<VersionedSource.Begun> begun(long size) {
        return Optional.of(new VersionedSource.Begun(VERSION, size));
    }

    private void assertWhole() throws IOException {
        assertThat(store().path(FILE)).hasBinaryContent(BYTES);
        assertThat(beginnings()).isEmpty();
    }

    @Test
    void whatCameOfAVersionIsNotAskedForAgain() throws IOException {
        cutAfter(VERSION, 10);
        cutAfter(VERSION, 5);
        store().fetch(FILE, source(VERSION, 100));
        assertThat(asked).containsExactly(Optional.empty(), begun(10), begun(15));
        assertWhole();
    }

    @Test
    void whatHasNoVersionOrOneThatIsTooLongForANameIsNotKept() throws IOException {
        cutAfter("", 10);
        cutAfter("x".repeat(200), 10);
        assertThat(beginnings()).isEmpty();
        store().fetch(FILE, source("", 100));
        assertThat(asked).containsOnly(Optional.empty());
        assertWhole();
    }

    @Test
    void whatARegistryBeganIsNotTakenForAVersion() throws IOException {
        assertThatThrownBy(
                        () -> store().fetch(new Descriptor("text/plain", FILE, BYTES.length), offset -> new Broken()))
                .hasMessage("connection reset");
        assertThatThrownBy(() -> store().fetch(
                                new Descriptor("text/plain", FILE, BYTES.length),
                                offset ->
                                        new SequenceInputStream(new ByteArrayInputStream(BYTES, 0, 10), new Broken())))
                .hasMessage("connection reset");
        assertThat(beginnings()).hasSize(1);
        store().fetch(FILE, source(VERSION, 100));
        assertThat(asked).containsExactly(Optional.empty());
        assertWhole();
    }

    @Test
    void aStaleBeginningGoes() throws IOException {
        cutAfter(VERSION, 10);
        Files.setLastModifiedTime(
                beginnings().get(0),
                FileTime.from(Instant.now().minus(Beginning.STALE).minusSeconds(60)));
        store().fetch(FILE, source(VERSION, 100));
        assertThat(asked).containsExactly(Optional.empty(), Optional.empty());
        assertWhole();
    }

    @Test
    void aFaultWhileTheStoreIsWrittenIsNotOneOfTheWay() throws IOException {
        cutAfter(VERSION, 10);
        Files.createDirectory(store().path(FILE));
        Files.writeString(store().path(FILE).resolve("x"), "in the way");
        assertThatThrownBy(() -> store().fetch(FILE, source(VERSION, 100))).hasMessageContaining("cannot put");
        assertThat(beginnings()).hasSize(1);
    }

    /** Fetches the beginning of the file, says so, and waits to be killed. */
    static final class HalfWay {

        private HalfWay() {}

        public static void main(String[] arguments) throws IOException {
            InputStream waiting = new InputStream() {
                @Override
                public int read() throws IOException {
                    System.out.println("half way");
                    return System.in.read();
                }
            };
            InputStream body = new SequenceInputStream(new ByteArrayInputStream(BYTES, 0, 20), waiting);
            new BlobStore(Path.of(arguments[0])).fetch(FILE, begun -> new VersionedSource.Answer(VERSION, 0, body));
        }
    }

    @Test
    void whatAKilledProcessFetchedIsNotAskedForAgain() throws Exception {
        try (ChildJvm child = ChildJvm.start(HalfWay.class, root.toString())) {
            child.awaitLine("half way");
            child.kill();
        }
        store().fetch(FILE, source(VERSION, 100));
        assertThat(asked).containsExactly(begun(20));
        assertWhole();
    }
}
