package dev.imagepack.io;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class AtomicFileTest {

    @TempDir
    private Path directory;

    @Test
    void aFileAppearsWithTheCommit() throws IOException {
        Path target = directory.resolve("a/b/file");
        try (AtomicFile file = AtomicFile.create(target)) {
            file.out().write('h');
            file.out().write("__i".getBytes(), 2, 1);
            assertThat(target).doesNotExist();
            file.commit();
        }
        assertThat(target).hasContent("hi");
        assertThat(names(target.getParent())).containsExactly("file");
    }

    @Test
    void withoutACommitNothingIsLeft() throws IOException {
        Path target = directory.resolve("file");
        try (AtomicFile file = AtomicFile.create(target)) {
            file.out().write(1);
            assertThat(names(directory)).hasSize(1).allMatch(name -> AtomicFile.isTemporary(Path.of(name)));
        }
        assertThat(names(directory)).isEmpty();
    }

    @Test
    void anExistingTargetIsReplaced() throws IOException {
        Path target = Files.writeString(directory.resolve("file"), "old");
        AtomicFile.write(target, "new".getBytes());
        assertThat(target).hasContent("new");
        assertThat(names(directory)).containsExactly("file");
    }

    @Test
    void aLinkIsReplacedNotWrittenThrough() throws IOException {
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "mine");
        Path target = Files.createSymbolicLink(directory.resolve("file"), elsewhere);
        AtomicFile.write(target, "new".getBytes());
        assertThat(elsewhere).hasContent("mine");
        assertThat(Files.isSymbolicLink(target)).isFalse();
    }

    @Test
    void theBeginningOfTheOldFileCanBeKept() throws IOException {
        Path target = Files.writeString(directory.resolve("file"), "kept, gone");
        Object before = Files.readAttributes(target, BasicFileAttributes.class).fileKey();
        try (AtomicFile file = AtomicFile.continuing(target, 5).orElseThrow()) {
            assertThat(target).doesNotExist();
            file.out().write("new".getBytes());
            file.commit();
        }
        assertThat(target).hasContent("kept,new");
        assertThat(Files.readAttributes(target, BasicFileAttributes.class).fileKey())
                .isEqualTo(before);
        assertThat(names(directory)).containsExactly("file");
    }

    @Test
    void withoutACommitAFileThatWasToBeContinuedIsGone() throws IOException {
        Path target = Files.writeString(directory.resolve("file"), "kept, gone");
        try (AtomicFile file = AtomicFile.continuing(target, 5).orElseThrow()) {
            file.out().write(1);
        }
        assertThat(names(directory)).isEmpty();
    }

    @Test
    void aFileThatHasAnotherNameIsNotContinued() throws IOException {
        Path target = Files.writeString(directory.resolve("file"), "mine");
        Files.createLink(directory.resolve("other"), target);
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        assertThat(AtomicFile.continuing(target, 2)).isEmpty();
        assertThat(AtomicFile.continuing(link, 2)).isEmpty();
        assertThat(AtomicFile.continuing(directory.resolve("absent"), 0)).isEmpty();
        assertThat(target).hasContent("mine");
        assertThat(names(directory)).containsExactlyInAnyOrder("file", "link", "other");
    }

    @Test
    void theNameMayBeKnownOnlyAtTheEnd() throws IOException {
        try (AtomicFile file = AtomicFile.create(directory.resolve("unknown"))) {
            file.out().write('x');
            file.commitTo(directory.resolve("sha256/abc"));
        }
        assertThat(directory.resolve("sha256/abc")).hasContent("x");
        assertThat(names(directory)).containsExactly("sha256");
    }

    @Test
    void aTargetElsewhereIsRefused() throws IOException {
        try (AtomicFile file = AtomicFile.create(directory.resolve("a/file"))) {
            assertThatThrownBy(() -> file.commitTo(directory.resolve("b")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not below");
        }
        assertThat(names(directory.resolve("a"))).isEmpty();
    }

    @Test
    void aCommitHappensOnce() throws IOException {
        try (AtomicFile file = AtomicFile.create(directory.resolve("file"))) {
            file.commit();
            assertThatThrownBy(file::commit)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("already");
        }
        assertThat(directory.resolve("file")).exists();
    }

    @Test
    void aTargetThatCannotBeReplacedIsNamedAndNothingIsLeft() throws IOException {
        Path target = Files.createDirectories(directory.resolve("file/inside")).getParent();
        assertThatThrownBy(() -> AtomicFile.write(target, new byte[1]))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot put " + target + " in place");
        assertThat(names(directory)).containsExactly("file");
    }

    @Test
    void aFileInThePlaceOfADirectoryIsAnError() throws IOException {
        Files.writeString(directory.resolve("f"), "");
        assertThatThrownBy(() -> AtomicFile.create(directory.resolve("f/x")))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void permissionsDoNotDependOnTheUmask() throws IOException {
        assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"), "no POSIX permissions here");
        Path target = directory.resolve("file");
        AtomicFile.write(target, new byte[1]);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void twoWritersOfOneTargetLeaveOneWholeFile() throws IOException {
        Path target = directory.resolve("file");
        try (AtomicFile one = AtomicFile.create(target);
                AtomicFile two = AtomicFile.create(target)) {
            one.out().write("one".getBytes());
            two.out().write("two".getBytes());
            one.commit();
            assertThat(target).hasContent("one");
            two.commit();
        }
        assertThat(target).hasContent("two");
        assertThat(names(directory)).containsExactly("file");
    }

    @Test
    void manyBytesInOneCallArriveWhole() throws IOException {
        byte[] bytes = new byte[3_000_001];
        bytes[3_000_000] = 7;
        Path target = directory.resolve("file");
        AtomicFile.write(target, bytes);
        assertThat(Files.readAllBytes(target)).isEqualTo(bytes);
    }

    @Test
    void onlyOurNamesAreTemporary() {
        assertThat(AtomicFile.isTemporary(Path.of("x/" + TemporaryName.make("file"))))
                .isTrue();
        assertThat(Stream.of(
                        "/",
                        "file",
                        ".imagepack",
                        ".imagepack-1-2-3-file",
                        ".imagepack-1-2-0123456789abcdef-",
                        "x.imagepack-1-2-0123456789abcdef-file"))
                .noneMatch(name -> AtomicFile.isTemporary(Path.of(name)));
    }

    @Test
    void whatDeadProcessesLeftUnfinishedCanBeRemoved() throws IOException {
        TemporaryName mine = TemporaryName.make("file");
        String dead = new TemporaryName("file", mine.pid(), mine.started() - 86_400, "0000000000000000").toString();
        Files.writeString(directory.resolve(dead), "half");
        Files.writeString(directory.resolve(dead.replace("-file", "-images")), "not a file's");
        Files.writeString(directory.resolve(mine.toString()), "under way");

        AtomicFile.removeLeftovers(directory);
        AtomicFile.removeLeftovers(directory.resolve("absent"));

        assertThat(names(directory)).containsExactlyInAnyOrder(mine.toString(), dead.replace("-file", "-images"));
    }

    @Test
    void windowsPathsWork() throws IOException {
        try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
            Path target = windows.getPath("C:\\work\\target\\file");
            AtomicFile.write(target, "one".getBytes());
            AtomicFile.write(target, "two".getBytes());
            assertThat(Files.readString(target)).isEqualTo("two");
            assertThat(names(target.getParent())).containsExactly("file");
        }
    }

    @Test
    void aLargeFileIsWholeAndLeavesNoThread() throws IOException {
        byte[] step = new byte[1 << 20];
        Arrays.fill(step, (byte) 7);
        Path target = directory.resolve("large");
        try (AtomicFile file = AtomicFile.create(target);
                AtomicFile given = AtomicFile.create(directory.resolve("given up"))) {
            for (long written = 0; written < 3 * EarlySync.STEP; written += step.length) {
                file.out().write(step);
                given.out().write(step);
            }
            file.commit();
        }

        assertThat(names(directory)).containsExactly("large");
        assertThat(Files.size(target)).isEqualTo(3 * EarlySync.STEP);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("imagepack-sync"));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
