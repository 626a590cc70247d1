package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Checkouts written by hand, as git lays them out. */
class GitHeadTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String OTHER = "f".repeat(40);

    @TempDir
    private Path directory;

    private Path module;

    @BeforeEach
    void nest() throws IOException {
        module = Files.createDirectories(directory.resolve("checkout/services/app"));
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void withoutACheckoutThereIsNone() throws IOException {
        // A file of that name ends the search, so that a checkout around the tests' own directory does not matter.
        write("checkout/.git", "nothing of git's");
        assertThat(GitHead.commit(module)).isEmpty();
    }

    @Test
    void aDetachedHeadIsTheCommit() throws IOException {
        write("checkout/.git/HEAD", COMMIT + "\n");
        assertThat(GitHead.commit(module)).contains(COMMIT);
        write("checkout/.git/HEAD", "a".repeat(64) + "\n");
        assertThat(GitHead.commit(module)).contains("a".repeat(64));
    }

    @Test
    void aBranchIsFoundInItsFile() throws IOException {
        write("checkout/.git/HEAD", "ref: refs/heads/feature/a-b\n");
        write("checkout/.git/refs/heads/feature/a-b", COMMIT + "\n");
        write("checkout/.git/packed-refs", OTHER + " refs/heads/feature/a-b\n");
        assertThat(GitHead.commit(module)).contains(COMMIT);
    }

    @Test
    void aBranchIsFoundAmongThePackedOnes() throws IOException {
        write("checkout/.git/HEAD", "ref: refs/heads/main\n");
        write(
                "checkout/.git/packed-refs",
                "# pack-refs with: peeled fully-peeled sorted\n" + OTHER + " refs/heads/x/refs/heads/main\n" + COMMIT
                        + " refs/heads/main\n" + OTHER + " refs/tags/v1\n^" + OTHER + "\n");
        assertThat(GitHead.commit(module)).contains(COMMIT);
    }

    @Test
    void aBranchWithoutACommitIsNone() throws IOException {
        write("checkout/.git/HEAD", "ref: refs/heads/main\n");
        assertThat(GitHead.commit(module)).isEmpty();
    }

    @Test
    void aFurtherWorktreeHasItsOwnHeadAndSharesTheBranches() throws IOException {
        write("checkout/.git", "gitdir: " + directory.resolve("main/.git/worktrees/w") + "\n");
        write("main/.git/HEAD", OTHER + "\n");
        write("main/.git/worktrees/w/HEAD", "ref: refs/heads/topic\n");
        write("main/.git/worktrees/w/commondir", "../..\n");
        write("main/.git/refs/heads/topic", COMMIT + "\n");
        assertThat(GitHead.commit(module)).contains(COMMIT);
    }

    @Test
    void aSubmodulesDirectoryIsRelativeToIt() throws IOException {
        write("checkout/services/app/.git", "gitdir: ../../.git/modules/app\n");
        write("checkout/.git/HEAD", OTHER + "\n");
        write("checkout/.git/modules/app/HEAD", COMMIT + "\n");
        assertThat(GitHead.commit(module)).contains(COMMIT);
    }

    @Test
    void whatIsNotUnderstoodIsNone() throws IOException {
        write("secret", COMMIT);
        for (String head : new String[] {
            "ref: refs/../../../secret",
            "ref: ../../secret",
            "ref: refs/heads/loop",
            "canary",
            COMMIT + "0",
            "",
            "\0",
            "x".repeat(100_000)
        }) {
            write("checkout/.git/HEAD", head);
            write("checkout/.git/refs/heads/loop", "ref: refs/heads/loop\n");
            assertThat(GitHead.commit(module)).as(head).isEmpty();
        }
        Files.delete(directory.resolve("checkout/.git/HEAD"));
        Files.createDirectory(directory.resolve("checkout/.git/HEAD"));
        assertThat(GitHead.commit(module)).isEmpty();
    }
}
