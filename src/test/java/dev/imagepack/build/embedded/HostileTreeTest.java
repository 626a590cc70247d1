package dev.imagepack.build.embedded;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.ContextTree;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarReader;
import dev.imagepack.io.TarWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Archives and contexts that hold what no honest one does: a build takes it as it is, or says what is wrong. */
class HostileTreeTest {

    @TempDir
    Path home;

    private Scene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new Scene(home);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private Scene.Built added(TarArchiveEntry... entries) throws IOException {
        Path archive = scene.module.resolve("x.tar");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
            for (TarArchiveEntry entry : entries) {
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
        }
        return scene.build(scene.dockerfile("FROM scratch", "ADD x.tar /d/"));
    }

    private static TarArchiveEntry entry(String name) {
        return new TarArchiveEntry(name, true);
    }

    private static TarArchiveEntry link(String name, byte kind, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
        entry.setLinkName(target);
        return entry;
    }

    @Test
    void absoluteNamesAreBelowTheDestination() throws IOException {
        assertThat(added(entry("/etc/passwd"), entry("//a/./b")).brief())
                .containsExactly(
                        "/d dir 0755 0:0",
                        "/d/a dir 0755 0:0",
                        "/d/a/b file 0644 0:0",
                        "/d/etc dir 0755 0:0",
                        "/d/etc/passwd file 0644 0:0");
    }

    @Test
    void namesThatClimbOutAreRefusedAndNothingIsWritten() throws IOException {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> added(entry("fine"), entry("../../outside")))
                .withMessageStartingWith("Dockerfile:2: x.tar cannot be read: ")
                .withMessageContaining("\"../../outside\" climbs out");
        assertThat(scene.temporaryFiles()).isEmpty();
        assertThat(scene.cache.blobs().list()).isEmpty();
        assertThat(home.resolve("outside")).doesNotExist();
    }

    @Test
    void nothingIsWrittenThroughALinkOfTheArchiveItself() throws IOException {
        scene.file("below", "x");
        assertThat(added(link("l", TarArchiveEntry.LF_SYMLINK, "/etc"), entry("l"))
                        .brief())
                .as("a member in place of the link")
                .containsExactly("/d dir 0755 0:0", "/d/l file 0644 0:0");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> added(link("l", TarArchiveEntry.LF_SYMLINK, "/etc"), entry("l/passwd")))
                .withMessageContaining("l/passwd lies behind a symbolic link that leads out of the destination");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> added(link("h", TarArchiveEntry.LF_LINK, "../below")))
                .withMessageContaining("\"../below\" climbs out");
    }

    @Test
    void linksInACircleAreRefused() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> added(
                        link("a", TarArchiveEntry.LF_SYMLINK, "b"),
                        link("b", TarArchiveEntry.LF_SYMLINK, "a"),
                        entry("a/x")))
                .withMessageStartingWith("Dockerfile:2: ")
                .satisfies(e -> assertThat(e.advice()).isNotBlank());
    }

    @Test
    void ofTwoMembersOfOneNameTheLastCounts() throws IOException {
        TarArchiveEntry last = entry("a");
        last.setMode(0100600);

        assertThat(added(entry("a"), entry("./a"), last).layer(0)).containsExactly("DIRECTORY d", "FILE d/a");
        assertThat(added(entry("a"), last).brief()).contains("/d/a file 0600 0:0");
    }

    @Test
    void namesThatDifferInCaseOnlyAreTwo() throws IOException {
        assertThat(added(entry("Readme"), entry("README"), entry("readme/x")).brief())
                .containsExactly(
                        "/d dir 0755 0:0",
                        "/d/README file 0644 0:0",
                        "/d/Readme file 0644 0:0",
                        "/d/readme dir 0755 0:0",
                        "/d/readme/x file 0644 0:0");
    }

    @Test
    void namesThatAreNotUtf8KeepTheirBytes() throws IOException {
        Path archive = scene.module.resolve("x.tar");
        try (OutputStream out = Files.newOutputStream(archive);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "ISO-8859-1")) {
            tar.putArchiveEntry(entry("caf\u00E9"));
            tar.closeArchiveEntry();
        }
        Scene.Built image = scene.build(scene.dockerfile("FROM scratch", "ADD x.tar /"));

        assertThat(image.layer(0)).containsExactly("FILE caf\uDCE9");
    }

    @Test
    void aNameOfTheContextThatCannotBeReadIsRefused() throws Exception {
        Process touch = new ProcessBuilder(
                        "sh", "-c", "touch \"$1/$(printf 'caf\\351')\"", "sh", scene.module.toString())
                .start();
        Assumptions.assumeTrue(touch.waitFor() == 0, "no sh here, or a file system that takes no such name");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.build(scene.dockerfile("FROM scratch", "COPY . /")))
                .withMessageStartingWith(scene.module + ": the name 'caf")
                .satisfies(e -> assertThat(e.advice()).contains("LC_ALL=C.UTF-8"));
    }

    @Test
    void aPathThatNoSystemHasIsRefused() throws IOException {
        scene.file("new", "x");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(
                        () -> scene.build(scene.dockerfile("FROM scratch", "COPY new " + "/a".repeat(30_000) + "/")))
                .withMessageStartingWith("Dockerfile:2: /a/a/a")
                .withMessageEndingWith("characters, and no path has more than 4096");
    }

    @Test
    void aMillionMembersAreUnpacked() throws IOException {
        int count = 1_000_000;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(scene.module.resolve("x.tar")));
                TarWriter tar = new TarWriter(out)) {
            for (int i = 0; i < count; i++) {
                tar.write(TarEntry.file(String.valueOf(count + i), 0644, 0));
            }
        }
        Node archive = ContextTree.of(scene.module, IgnoreRules.none(), Set.of(), scene.cache)
                .find("x.tar")
                .orElseThrow();
        FileTree tree = FileTree.empty();
        new Unpack(tree, Optional.empty())
                .unpack(
                        Archives.open(archive, "x.tar", TarReader.Limits.DEFAULT)
                                .orElseThrow(),
                        "/");

        assertThat(tree.root().children()).hasSize(count);
    }
}
