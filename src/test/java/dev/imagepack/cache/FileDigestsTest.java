package dev.imagepack.cache;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Digest;

import static dev.imagepack.cache.TestLayers.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Whether a file was read again shows on a file system in memory without change times: there a file's content can be
 * replaced by other content of the same size and time, and only a reader notices.
 */
class FileDigestsTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final InstantSource LATER = InstantSource.fixed(NOON.plusSeconds(60));

    @TempDir
    Path real;

    private FileSystem memory;
    private Path work;
    private CacheFiles files;

    @BeforeEach
    void makeFileSystem() throws IOException {
        memory = Jimfs.newFileSystem(Configuration.unix());
        work = Files.createDirectories(memory.getPath("/work/module"));
        files = new CacheFiles(memory.getPath("/cache"));
    }

    @AfterEach
    void closeFileSystem() throws IOException {
        memory.close();
    }

    private FileDigests digests(InstantSource clock) {
        return new FileDigests(new DigestMemory(files), clock);
    }

    private Path file(String name, String content) throws IOException {
        Path file = work.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return Files.setLastModifiedTime(file, FileTime.from(NOON));
    }

    /** Puts other content of the same length into the same file and hides it. */
    private void replaceUnseen(Path file, String content) throws IOException {
        Files.writeString(file, content, StandardOpenOption.WRITE);
        Files.setLastModifiedTime(file, FileTime.from(NOON));
    }

    @Test
    void theDigestIsThatOfTheBytes() throws IOException {
        assertThat(digests(LATER).of(file("a", "content"))).isEqualTo(digest("content"));
        assertThat(digests(LATER).of(file("empty", ""))).isEqualTo(digest(""));
    }

    @Test
    void aLargeFileIsReadWhole() throws IOException {
        byte[] bytes = new byte[1_000_003];
        new java.util.Random(1).nextBytes(bytes);
        Path file = Files.write(work.resolve("large"), bytes);

        assertThat(digests(LATER).of(file)).isEqualTo(Digest.of(bytes));
    }

    @Test
    void aKnownFileIsNotReadAgain() throws IOException {
        FileDigests digests = digests(LATER);
        Path file = file("a", "content");
        digests.of(file);
        replaceUnseen(file, "CONTENT");

        assertThat(digests.of(file)).isEqualTo(digest("content"));
        assertThat(digests.of(seen(List.of(file)), Runnable::run)).isEqualTo(Map.of(file, digest("content")));
    }

    @Test
    void whatIsKnownOutlivesTheProcess() throws IOException {
        Path file = file("a", "content");
        Path inOtherDirectory = file("sub/b", "other");
        FileDigests first = digests(LATER);
        first.of(file);
        first.of(inOtherDirectory);
        first.save();
        replaceUnseen(file, "CONTENT");
        replaceUnseen(inOtherDirectory, "OTHER");

        FileDigests second = digests(LATER);
        assertThat(second.of(file)).isEqualTo(digest("content"));
        assertThat(second.of(inOtherDirectory)).isEqualTo(digest("other"));
    }

    @Test
    void anotherSizeTimeOrFileIsReadAgain() throws IOException {
        FileDigests digests = digests(LATER);
        Path longer = file("longer", "content");
        Path touched = file("touched", "content");
        Path replaced = file("replaced", "content");
        digests.of(seen(List.of(longer, touched, replaced)), Runnable::run);

        replaceUnseen(longer, "content and more");
        replaceUnseen(touched, "CONTENT");
        Files.setLastModifiedTime(touched, FileTime.from(NOON.plusMillis(1)));
        Files.move(file("other", "CONTENT"), replaced, StandardCopyOption.REPLACE_EXISTING);

        assertThat(digests.of(longer)).isEqualTo(digest("content and more"));
        assertThat(digests.of(touched)).isEqualTo(digest("CONTENT"));
        assertThat(digests.of(replaced)).isEqualTo(digest("CONTENT"));
    }

    @Test
    void aFileWithAHiddenChangeIsReadAgainWhereTheFileSystemKeepsChangeTimes() throws IOException {
        assumeTrue(real.getFileSystem().supportedFileAttributeViews().contains("unix"), "no change times here");
        CacheFiles realFiles = new CacheFiles(real.resolve("cache"));
        InstantSource tomorrow = InstantSource.offset(InstantSource.system(), java.time.Duration.ofDays(1));
        FileDigests digests = new FileDigests(new DigestMemory(realFiles), tomorrow);
        Path file = Files.writeString(real.resolve("a"), "content");
        Files.setLastModifiedTime(file, FileTime.from(NOON));
        FileStamp stamp = FileStamp.of(file);
        digests.of(file);
        do {
            replaceUnseen(file, "CONTENT");
        } while (FileStamp.of(file).equals(stamp)); // within one tick of the kernel's clock

        assertThat(digests.of(file)).isEqualTo(digest("CONTENT"));
    }

    @Test
    void aFileWhosePermissionsWereSetIsNotReadAgain() throws IOException {
        assumeTrue(real.getFileSystem().supportedFileAttributeViews().contains("unix"), "no change times here");
        InstantSource tomorrow = InstantSource.offset(InstantSource.system(), java.time.Duration.ofDays(1));
        AtomicInteger readings = new AtomicInteger();
        FileDigests digests = new FileDigests(new DigestMemory(new CacheFiles(real.resolve("cache"))), () -> {
            readings.incrementAndGet();
            return tomorrow.instant();
        });
        Path file = Files.writeString(real.resolve("a"), "content");
        digests.of(file);
        FileStamp stamp = FileStamp.of(file);
        do {
            Files.setAttribute(file, "unix:mode", 0640);
        } while (FileStamp.of(file).changed() == stamp.changed()); // within one tick of the kernel's clock

        assertThat(digests.of(file)).isEqualTo(digest("content"));
        assertThat(readings).hasValue(1);
    }

    @Test
    void anotherChangeTimeAloneCountsUnlessTheTimeWasThatOfTheWrite() {
        long write = TimeUnit.SECONDS.toNanos(NOON.getEpochSecond()) + 123_456_789;
        FileStamp written = new FileStamp(1, write, write + 1_000, 7);
        FileStamp setLongAgo = new FileStamp(1, write, write + TimeUnit.MINUTES.toNanos(1), 7);
        FileStamp setInMillis = new FileStamp(1, write - write % 1_000_000, write, 7);

        assertThat(written.isStill(withChange(written))).isTrue();
        assertThat(setLongAgo.isStill(withChange(setLongAgo))).isFalse();
        assertThat(setInMillis.isStill(withChange(setInMillis))).isFalse();
        assertThat(setInMillis.isStill(setInMillis)).isTrue();
        assertThat(written.isStill(new FileStamp(2, write, write + 1_000, 7))).isFalse();
        assertThat(written.isStill(new FileStamp(1, write + 1, write + 1_000, 7)))
                .isFalse();
        assertThat(written.isStill(new FileStamp(1, write, write + 1_000, 8))).isFalse();
    }

    private static FileStamp withChange(FileStamp stamp) {
        return new FileStamp(stamp.size(), stamp.modified(), stamp.changed() + 1, stamp.inode());
    }

    @Test
    void aFileThatWasJustWrittenIsNotRemembered() throws IOException {
        FileDigests digests = digests(InstantSource.fixed(NOON.plusSeconds(2)));
        Path file = file("a", "content");
        digests.of(file);
        replaceUnseen(file, "CONTENT");

        assertThat(digests.of(file)).isEqualTo(digest("CONTENT"));
    }

    @Test
    void aFileFromTheFutureIsNotRemembered() throws IOException {
        FileDigests digests = digests(InstantSource.fixed(NOON.minusSeconds(60)));
        Path file = file("a", "content");
        digests.of(file);
        replaceUnseen(file, "CONTENT");

        assertThat(digests.of(file)).isEqualTo(digest("CONTENT"));
    }

    @Test
    void howLongAFileMustRestDependsOnTheDigitsThatItsFileSystemKeeps() {
        long noon = TimeUnit.SECONDS.toNanos(NOON.getEpochSecond());
        FileStamp coarse = new FileStamp(1, noon, 0, 0);
        FileStamp fine = new FileStamp(1, noon + 1, 0, 0);
        FileStamp fineByItsChangeTime = new FileStamp(1, 0, noon + 1, 0);

        assertThat(coarse.isSettledAt(NOON.plusMillis(2000))).isFalse();
        assertThat(coarse.isSettledAt(NOON.plusMillis(2001))).isTrue();
        assertThat(fine.isSettledAt(NOON.plusMillis(50))).isFalse();
        assertThat(fine.isSettledAt(NOON.plusMillis(51))).isTrue();
        assertThat(fineByItsChangeTime.isSettledAt(NOON.plusMillis(50))).isFalse();
        assertThat(fineByItsChangeTime.isSettledAt(NOON.plusMillis(51))).isTrue();
    }

    /** A clock that is asked before each reading, and lets something happen just then. */
    private static InstantSource whenReading(Step... steps) {
        Deque<Step> left = new ArrayDeque<>(List.of(steps));
        return () -> {
            try {
                if (!left.isEmpty()) {
                    left.pop().run();
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return LATER.instant();
        };
    }

    private interface Step {
        void run() throws IOException;
    }

    @Test
    void aFileThatChangesOnceWhileItIsReadIsReadAgain() throws IOException {
        Path file = file("a", "content");
        FileDigests digests = digests(whenReading(() -> Files.writeString(file, "new content")));

        assertThat(digests.of(file)).isEqualTo(digest("new content"));
    }

    @Test
    void aFileThatKeepsChangingIsRefused() throws IOException {
        Path file = file("a", "content");
        Step change = () -> Files.writeString(file, "x", StandardOpenOption.APPEND);
        FileDigests digests = digests(whenReading(change, change, change));

        assertThatThrownBy(() -> digests.of(file))
                .isInstanceOf(ImagepackException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("3 times");
    }

    @Test
    void aFileThatKeepsItsSizeWhileItChangesIsRefused() throws IOException {
        Path file = file("a", "content");
        AtomicInteger changes = new AtomicInteger();
        Step change = () -> Files.setLastModifiedTime(file, FileTime.from(NOON.plusMillis(changes.incrementAndGet())));
        FileDigests digests = digests(whenReading(change, change, change));

        assertThatThrownBy(() -> digests.of(file)).isInstanceOf(ImagepackException.class);
    }

    @Test
    void whatIsNoRegularFileIsRefused() throws IOException {
        Path link = Files.createSymbolicLink(work.resolve("link"), file("a", "content"));
        for (Path path : List.of(link, work)) {
            assertThatThrownBy(() -> digests(LATER).of(path))
                    .isInstanceOf(ImagepackException.class)
                    .hasMessageContaining(path + ": is no regular file");
        }
        assertThatThrownBy(() -> digests(LATER).of(work.resolve("absent"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aFileWithoutALengthIsRefusedRatherThanCutShort() {
        Path endless = Path.of("/proc/self/status");
        assumeTrue(Files.isRegularFile(endless), "no /proc here");

        assertThatThrownBy(() -> digests(LATER).of(endless)).isInstanceOf(ImagepackException.class);
    }

    private static Map<Path, FileStamp> seen(List<Path> files) throws IOException {
        Map<Path, FileStamp> seen = new LinkedHashMap<>();
        for (Path file : files) {
            seen.put(file, FileStamp.of(file));
        }
        return seen;
    }

    @Test
    void manyFilesComeInTheOrderOfTheQuestion() throws IOException, InterruptedException {
        List<Path> asked = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            asked.add(file((i * 7 % 200) + "/file", "content " + i));
        }
        ExecutorService workers = Executors.newFixedThreadPool(4);
        try {
            Map<Path, Digest> digests = digests(LATER).of(seen(asked), workers);

            assertThat(digests.keySet()).containsExactlyElementsOf(asked);
            for (int i = 0; i < 200; i++) {
                assertThat(digests).containsEntry(asked.get(i), digest("content " + i));
            }
        } finally {
            workers.shutdown();
        }
    }

    @Test
    void aFileThatChangedSinceItWasSeenHasTheDigestOfWhatItIsNow() throws IOException {
        Path file = file("a", "before");
        Map<Path, FileStamp> seen = seen(List.of(file));
        Files.writeString(file, "afterwards");

        assertThat(digests(LATER).of(seen, Runnable::run)).containsEntry(file, digest("afterwards"));
    }

    @Test
    @Timeout(30)
    void workersThatAreBusyAreNotWaitedFor() throws IOException {
        List<Path> asked = List.of(file("a", "1"), file("b", "2"), file("c", "3"));

        assertThat(digests(LATER).of(seen(asked), task -> {})).containsEntry(work.resolve("c"), digest("3"));
    }

    @Test
    void oneFileThatCannotBeReadFailsThemAll() throws IOException {
        Map<Path, FileStamp> seen = seen(List.of(file("a", "1"), file("b", "2"), file("c", "3")));
        Files.delete(work.resolve("b"));

        assertThatThrownBy(() -> digests(LATER).of(seen, Runnable::run)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void oneFileThatKeepsChangingFailsThemAll() throws IOException {
        Path file = file("b", "2");
        Step change = () -> Files.writeString(file, "x", StandardOpenOption.APPEND);
        AtomicInteger helpers = new AtomicInteger();
        FileDigests digests = digests(whenReading(change, change, change, change));

        Map<Path, FileStamp> seen = seen(List.of(file, file("c", "3")));
        assertThatThrownBy(() -> digests.of(seen, task -> helpers.incrementAndGet()))
                .isInstanceOf(ImagepackException.class)
                .hasMessageContaining(file.toString());
        assertThat(helpers.get()).isLessThan(2);
    }

    @Test
    void aThreadThatIsInterruptedStops() throws IOException {
        Map<Path, FileStamp> asked = seen(List.of(file("a", "1"), file("b", "2")));
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> digests(LATER).of(asked, Runnable::run)).isInstanceOf(IOException.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void filesOfAnotherFileSystemAreNotMistakenForOurs() throws IOException {
        FileDigests digests = digests(LATER);
        digests.of(file("a", "content"));
        try (FileSystem other = Jimfs.newFileSystem(Configuration.unix())) {
            Path sameName = other.getPath("/work/module/a");
            Files.createDirectories(sameName.getParent());
            Files.writeString(sameName, "CONTENT");
            Files.setLastModifiedTime(sameName, FileTime.from(NOON));

            assertThat(digests.of(sameName)).isEqualTo(digest("CONTENT"));
        }
    }
}
