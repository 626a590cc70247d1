package dev.imagepack.io;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class AtomicDirectoryTest {

    @TempDir
    private Path parent;

    @Test
    void aDirectoryAppearsWithTheCommit() throws IOException {
        Path target = parent.resolve("x/images");
        try (AtomicDirectory directory = AtomicDirectory.create(target)) {
            Files.createDirectories(directory.path().resolve("blobs/sha256"));
            Files.writeString(directory.path().resolve("blobs/sha256/a"), "1");
            assertThat(target).doesNotExist();
            directory.commit();
        }
        assertThat(target.resolve("blobs/sha256/a")).hasContent("1");
        assertThat(names(target.getParent())).containsExactly("images");
    }

    @Test
    void withoutACommitThePreviousOneStaysAndNothingIsLeft() throws IOException {
        Path target = put("old");
        try (AtomicDirectory directory = AtomicDirectory.create(target)) {
            Files.createDirectories(directory.path().resolve("a/b"));
        }
        assertThat(names(parent)).containsExactly("images");
        assertThat(target.resolve("file")).hasContent("old");
    }

    @Test
    void thePreviousOneIsReplacedWhole() throws IOException {
        Path target = put("old");
        Files.writeString(target.resolve("stale"), "");
        put("new");
        assertThat(names(target)).containsExactly("file");
        assertThat(target.resolve("file")).hasContent("new");
        assertThat(names(parent)).containsExactly("images");
    }

    @Test
    void whatStoodThereMayBeAFileOrALinkWhoseTargetStays() throws IOException {
        Path target = Files.writeString(parent.resolve("images"), "a file");
        put("new");
        assertThat(target.resolve("file")).hasContent("new");

        AtomicDirectory.delete(target);
        Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("precious"), "");
        Files.createSymbolicLink(target, elsewhere);
        put("newer");
        assertThat(Files.isSymbolicLink(target)).isFalse();
        assertThat(elsewhere.resolve("precious")).exists();
    }

    @Test
    void leftoversOfADeadProcessAreRemovedAtTheNextCreate() throws IOException {
        Path target = parent.resolve("images");
        Path left = Files.createDirectory(parent.resolve(dead("images")));
        Files.writeString(left.resolve("file"), "");
        Path foreign = Files.createDirectory(parent.resolve(dead("others")));
        Path living = Files.createDirectory(
                parent.resolve(TemporaryName.make("images").toString()));
        AtomicDirectory.create(target).close();
        assertThat(left).doesNotExist();
        assertThat(foreign).exists();
        assertThat(living).exists();
    }

    @Test
    void aCrashBetweenTheTwoRenamesLeavesNone() throws IOException {
        Path target = put("old");
        Files.move(target, parent.resolve(dead("images")));
        AtomicDirectory.create(target).close();
        assertThat(names(parent)).isEmpty();
    }

    @Test
    void aLinkInALeftoverIsNotFollowed() throws IOException {
        Path precious = Files.createDirectory(parent.resolve("precious"));
        Files.writeString(precious.resolve("file"), "");
        Path left = Files.createDirectory(parent.resolve(dead("images")));
        Files.createSymbolicLink(left.resolve("out"), precious);
        Files.createSymbolicLink(parent.resolve(dead("images").replace('0', '1')), precious);
        AtomicDirectory.create(parent.resolve("images")).close();
        assertThat(names(parent)).containsExactly("precious");
        assertThat(precious.resolve("file")).exists();
    }

    @Test
    void aLongNameLeavesRoomForATemporaryOne() throws IOException {
        Path target = parent.resolve("ü".repeat(120));
        try (AtomicDirectory directory = AtomicDirectory.create(target)) {
            directory.commit();
        }
        assertThat(target).isDirectory();
    }

    @Test
    void manyAtOnceLeaveOneWholeDirectory() throws Exception {
        int writers = 4;
        CountDownLatch start = new CountDownLatch(writers);
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        try {
            List<Future<Void>> running = IntStream.range(0, writers)
                    .mapToObj(number -> pool.submit(repeatedly(number, start)))
                    .toList();
            for (Future<Void> one : running) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(names(parent)).containsExactly("images");
        Path target = parent.resolve("images");
        assertThat(Files.readString(target.resolve("file"))).isEqualTo(Files.readString(target.resolve("again")));
    }

    private Callable<Void> repeatedly(int number, CountDownLatch start) {
        return () -> {
            start.countDown();
            start.await();
            for (int i = 0; i < 25; i++) {
                try (AtomicDirectory directory = AtomicDirectory.create(parent.resolve("images"))) {
                    Files.writeString(directory.path().resolve("file"), number + "/" + i);
                    Files.writeString(directory.path().resolve("again"), number + "/" + i);
                    directory.commit();
                }
            }
            return null;
        };
    }

    @Test
    void aCommitHappensOnce() throws IOException {
        try (AtomicDirectory directory = AtomicDirectory.create(parent.resolve("images"))) {
            directory.commit();
            assertThatThrownBy(directory::commit)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("already");
        }
        assertThat(parent.resolve("images")).exists();
    }

    @Test
    void aFailureBringsThePreviousOneBack() throws IOException {
        Path target = put("old");
        AtomicDirectory directory = AtomicDirectory.create(target);
        Files.delete(directory.path());
        Path lost = directory.path();
        assertThatThrownBy(directory::commit).isInstanceOf(IOException.class).hasMessageContaining(lost.toString());
        assertThat(target.resolve("file")).hasContent("old");
    }

    @Test
    void permissionsDoNotDependOnTheUmask() throws IOException {
        assumeTrue(Files.getFileStore(parent).supportsFileAttributeView("posix"), "no POSIX permissions here");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(put("x"))))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void windowsPathsWork() throws IOException {
        try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
            Path target = windows.getPath("C:\\work\\target\\images");
            for (String text : List.of("one", "two")) {
                try (AtomicDirectory directory = AtomicDirectory.create(target)) {
                    Files.writeString(directory.path().resolve("file"), text);
                    directory.commit();
                }
            }
            assertThat(Files.readString(target.resolve("file"))).isEqualTo("two");
            assertThat(names(target.getParent())).containsExactly("images");
        }
    }

    private Path put(String text) throws IOException {
        Path target = parent.resolve("images");
        try (AtomicDirectory directory = AtomicDirectory.create(target)) {
            Files.writeString(directory.path().resolve("file"), text);
            directory.commit();
        }
        return target;
    }

    /** The name that this process would have given had it started a day earlier. */
    private static String dead(String purpose) {
        TemporaryName mine = TemporaryName.make(purpose);
        return new TemporaryName(purpose, mine.pid(), mine.started() - 86_400, "0000000000000000").toString();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
