package dev.imagepack.build.buildah;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.build.context.ContextTree;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Owner;
import dev.imagepack.build.context.TextData;
import dev.imagepack.cache.Cache;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.io.TarEntry;
import dev.imagepack.testing.FullDisk;

import static org.assertj.core.api.Assertions.assertThat;

class ContextFilesTest {

    private static final Instant TIME = Instant.ofEpochSecond(1_000_000_000);

    @TempDir
    Path home;

    private Path context;
    private Path copy;

    @BeforeEach
    void directories() throws Exception {
        context = Files.createDirectory(home.resolve("context"));
        copy = home.resolve("copy");
    }

    @Test
    void filesKeepTheirModesAndGetTheTimeOfTheBuild() throws Exception {
        Files.createDirectories(context.resolve("sub"));
        Files.writeString(context.resolve("sub/run"), "#!/bin/sh\n");
        Files.setAttribute(context.resolve("sub/run"), "unix:mode", 04751);
        Files.setAttribute(context.resolve("sub"), "unix:mode", 0500);

        write("");

        assertThat(copy.resolve("sub/run")).hasContent("#!/bin/sh\n");
        assertThat(mode("sub/run")).isEqualTo(04751);
        assertThat(mode("sub")).isEqualTo(0500);
        assertThat(Files.getLastModifiedTime(copy.resolve("sub/run")).toInstant())
                .isEqualTo(TIME);
        assertThat(Files.getLastModifiedTime(copy.resolve("sub")).toInstant()).isEqualTo(TIME);
    }

    @Test
    void linksStayLinks() throws Exception {
        Files.writeString(context.resolve("a"), "text");
        Files.createLink(context.resolve("b"), context.resolve("a"));
        Files.createSymbolicLink(context.resolve("soft"), Path.of("../outside"));

        write("");

        assertThat(Files.isSameFile(copy.resolve("a"), copy.resolve("b"))).isTrue();
        assertThat(Files.readSymbolicLink(copy.resolve("soft"))).isEqualTo(Path.of("../outside"));
        assertThat(Files.isSameFile(context.resolve("a"), copy.resolve("a"))).isFalse();
    }

    @Test
    void whatIsIgnoredIsNotThere() throws Exception {
        Files.writeString(context.resolve("keep.txt"), "");
        Files.writeString(context.resolve("secret.txt"), "");
        Files.writeString(context.resolve(".dockerignore"), "");

        write("secret*\n");

        assertThat(copy).isDirectoryContaining(file -> file.endsWith("keep.txt"));
        assertThat(copy.resolve("secret.txt")).doesNotExist();
        assertThat(copy.resolve(".dockerignore")).exists();
    }

    @Test
    void aNamedPipeIsLeftOut() throws IOException {
        FileTree tree = FileTree.empty();
        tree.put("pipe", Node.of(new TarEntry("pipe", TarEntry.Type.FIFO, 0644, 0, 0, 0, 0, "", Map.of(), 0, 0), null));

        ContextFiles.write(tree, copy, TIME);

        assertThat(copy).isEmptyDirectory();
    }

    /** Copies a file that is larger than the disk has room for. */
    static final class LargeCopy {

        public static void main(String... arguments) throws IOException {
            FileTree tree = FileTree.empty();
            tree.put("large", Node.file(0644, Owner.ROOT, new TextData(new byte[1 << 20])));
            ContextFiles.write(tree, Path.of(arguments[0]), TIME);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aFullDiskNamesTheFile() throws Exception {
        String said = FullDisk.failure(home.resolve("said"), LargeCopy.class, copy.toString());

        assertThat(said).contains("FileSystemException: " + copy.resolve("large") + ": File too large\n");
    }

    private void write(String ignored) throws Exception {
        try (Cache cache = Cache.open(home.resolve("cache"))) {
            IgnoreRules rules = IgnoreRules.parse(".dockerignore", ignored.getBytes());
            ContextFiles.write(ContextTree.of(context, rules, Set.of(), cache), copy, TIME);
        }
    }

    private int mode(String path) throws Exception {
        return (Integer) Files.getAttribute(copy.resolve(path), "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }
}
