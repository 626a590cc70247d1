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
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Blobs that come from afar, whose way is cut. */
@Timeout(60)
class BlobArrivalTest {

    private static final byte[] BYTES = "0123456789abcdefghijklmnopqrstuvwxyz".getBytes();
    private static final Descriptor BLOB = new Descriptor("text/plain", Digest.of(BYTES), BYTES.length);
    private static final byte[] WRONG = "0123456789abcdefghijklmnopqrstuvwxy!".getBytes();

    @TempDir
    private Path root;

    /** From where on the rest was asked for. */
    private final List<Long> asked = new ArrayList<>();

    private BlobStore store() {
        return new BlobStore(root);
    }

    private List<Path> beginnings() throws IOException {
        Path directory = store().path(BLOB.digest()).getParent();
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(BlobStore::isBeginning).toList();
        }
    }

    /** A source with these bytes, of which each answer has so many at most and is cut then. */
    private BlobStore.Rest source(byte[] bytes, int most) {
        return offset -> {
            asked.add(offset);
            int left = bytes.length - (int) offset;
            InputStream in = new ByteArrayInputStream(bytes, (int) offset, Math.min(left, most));
            return left <= most ? in : new SequenceInputStream(in, new Broken());
        };
    }

    /** A connection that is cut. */
    private static final class Broken extends InputStream {

        @Override
        public int read() throws IOException {
            throw new IOException("connection reset");
        }
    }

    private void assertWhole() throws IOException {
        try (InputStream in = store().open(BLOB)) {
            assertThat(in.readAllBytes()).isEqualTo(BYTES);
        }
        assertThat(beginnings()).isEmpty();
    }

    private void cutAfter(byte[] bytes, int count) {
        assertThatThrownBy(() -> store().fetch(BLOB, source(bytes, count)))
                .isInstanceOf(IOException.class)
                .hasMessage("connection reset");
    }

    @Test
    void whatCameIsNotAskedForAgain() throws IOException {
        cutAfter(BYTES, 10);
        assertThat(beginnings())
                .singleElement()
                .satisfies(file -> assertThat(file).hasContent("0123456789"));
        cutAfter(BYTES, 5);
        store().fetch(BLOB, source(BYTES, 100));
        assertThat(asked).containsExactly(0L, 10L, 15L);
        assertWhole();
    }

    @Test
    void whatIsThereAsAWholeIsNotAskedForAtAll() throws IOException {
        cutAfter(BYTES, 10);
        Files.write(beginnings().get(0), BYTES);
        store().fetch(BLOB, source(BYTES, 100));
        assertThat(asked).containsExactly(0L);
        assertWhole();
    }

    @Test
    void aWrongBeginningIsThrownAwayAndTheBlobAskedForAsAWhole() throws IOException {
        cutAfter("0!23456789".repeat(4).getBytes(), 10);
        store().fetch(BLOB, source(BYTES, 100));
        assertThat(asked).containsExactly(0L, 10L, 0L);
        assertWhole();
    }

    @Test
    void aWrongBlobIsAskedForOnceAndNothingOfItStays() throws IOException {
        assertThatThrownBy(() -> store().fetch(BLOB, source(WRONG, 100)))
                .isInstanceOf(ImagepackException.class)
                .hasMessageContaining(BLOB.digest().toString());
        assertThat(beginnings()).isEmpty();
        cutAfter(WRONG, 10);
        assertThatThrownBy(() -> store().fetch(BLOB, source(WRONG, 100))).isInstanceOf(ImagepackException.class);
        assertThat(asked).containsExactly(0L, 0L, 10L, 0L);
        assertThat(beginnings()).isEmpty();
        assertThat(store().list()).isEmpty();
    }

    @Test
    void aBeginningThatIsTooLongIsOfNoUse() throws IOException {
        cutAfter(BYTES, 10);
        Files.write(beginnings().get(0), (new String(BYTES) + "more").getBytes());
        store().fetch(BLOB, source(BYTES, 100));
        assertThat(asked).containsExactly(0L, 0L);
        assertWhole();
    }

    @Test
    void whoFetchesTheSameAtOnceGoesOnFromTheOthersBeginningAndLeavesItAlone() throws IOException {
        store().fetch(
                        BLOB,
                        offset -> new SequenceInputStream(new ByteArrayInputStream(BYTES, 0, 10), new InputStream() {
                            private int at = 10;

                            @Override
                            public int read() throws IOException {
                                if (at == 10) {
                                    // In the middle of this one, another process begins, is cut, and begins again.
                                    cutAfter(BYTES, 5);
                                    store().fetch(BLOB, source(BYTES, 100));
                                }
                                return at == BYTES.length ? -1 : BYTES[at++];
                            }
                        }));
        assertThat(asked).containsExactly(10L, 15L);
        assertWhole();
    }

    @Test
    void onlyBeginningsOfThisBlobAreTakenAndStaleOnesGo() throws IOException {
        cutAfter(BYTES, 10);
        byte[] other = "something else".getBytes();
        store().fetch(new Descriptor("text/plain", Digest.of(other), other.length), source(other, 100));
        assertThat(asked).containsExactly(0L, 0L);
        assertThat(beginnings()).hasSize(1);
        Files.setLastModifiedTime(
                beginnings().get(0),
                FileTime.from(Instant.now().minus(Beginning.STALE).minusSeconds(60)));
        byte[] third = "a third".getBytes();
        store().fetch(new Descriptor("text/plain", Digest.of(third), third.length), source(third, 100));
        assertThat(beginnings()).isEmpty();
    }

    @Test
    void aFaultWhileTheStoreIsWrittenLeavesNothing() throws IOException {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> store().fetch(BLOB, source(BYTES, 100))).isInstanceOf(IOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(beginnings()).isEmpty();
    }

    /** Fetches the beginning of the blob, says so, and waits to be killed. */
    static final class HalfWay {

        private HalfWay() {}

        public static void main(String[] arguments) throws IOException {
            new BlobStore(Path.of(arguments[0]))
                    .fetch(
                            BLOB,
                            offset ->
                                    new SequenceInputStream(new ByteArrayInputStream(BYTES, 0, 20), new InputStream() {
                                        @Override
                                        public int read() throws IOException {
                                            System.out.println("half way");
                                            return System.in.read();
                                        }
                                    }));
        }
    }

    @Test
    void whatAKilledProcessFetchedIsNotAskedForAgain() throws Exception {
        try (ChildJvm child = ChildJvm.start(HalfWay.class, root.toString())) {
            child.awaitLine("half way");
            child.kill();
        }
        store().fetch(BLOB, source(BYTES, 100));
        assertThat(asked).containsExactly(20L);
        assertWhole();
    }
}
