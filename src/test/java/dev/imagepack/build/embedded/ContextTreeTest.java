package dev.imagepack.build.embedded;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.ContextTree;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Owner;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.io.TarEntry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ContextTreeTest {

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

    private FileTree tree(String... ignored) {
        return ContextTree.of(
                scene.module,
                IgnoreRules.parse(".dockerignore", String.join("\n", ignored).getBytes(StandardCharsets.UTF_8)),
                Set.of(),
                scene.cache);
    }

    @Test
    void everythingBelongsToRootAndKeepsItsMode() throws IOException {
        scene.file("a", "x").mode("a", 04711).directory("d").mode("d", 01700);
        Files.createSymbolicLink(scene.module.resolve("l"), Path.of("/etc/passwd"));
        FileTree tree = tree();

        assertThat(Nodes.paths(tree)).containsExactly("a", "d/", "l -> /etc/passwd");
        assertThat(tree.find("a").orElseThrow().mode()).isEqualTo(04711);
        assertThat(tree.find("d").orElseThrow().mode()).isEqualTo(01700);
        assertThat(tree.find("a").orElseThrow().owner()).isEqualTo(Owner.ROOT);
        assertThat(Nodes.text(tree, "a")).isEqualTo("x");
    }

    @Test
    void whatIsIgnoredIsNotThereAndItsDirectoriesNeither() throws IOException {
        scene.file("a/b/kept", "x").file("a/b/gone", "x").file("a/c/gone", "x").file("other/x", "x");

        assertThat(Nodes.paths(tree("a", "!a/b/kept", "other/**"))).containsExactly("a/", "a/b/", "a/b/kept", "other/");
    }

    @Test
    void rulesAreWalkedAsEnginesWalkThem() throws IOException {
        scene.file("a/b", "x").file("a/c", "x");

        assertThat(Nodes.paths(tree("a/b", "!a"))).containsExactly("a/", "a/c");
    }

    @Test
    void anIgnoredDirectoryIsNotEvenLookedInto() throws IOException {
        scene.file("secret/x", "x").mode("secret", 0);
        try {
            assertThat(Nodes.paths(tree("secret"))).isEmpty();
        } finally {
            scene.mode("secret", 0755);
        }
    }

    @Test
    void namesOfOneFileAreOneNode() throws IOException {
        scene.file("a", "x");
        Files.createLink(scene.module.resolve("b"), scene.module.resolve("a"));
        FileTree tree = tree();

        assertThat(tree.find("a")).isEqualTo(tree.find("b"));
    }

    @Test
    void aNamedPipeIsThereAndRefusedWhereItIsTaken() throws Exception {
        Process program = new ProcessBuilder(
                        "mkfifo", "-m", "640", scene.module.resolve("pipe").toString())
                .start();
        Assumptions.assumeTrue(program.waitFor() == 0, "mkfifo is not here");
        scene.file("a", "x");

        assertThat(tree().find("pipe").orElseThrow().type()).isEqualTo(TarEntry.Type.FIFO);
        for (String copy : List.of("COPY pipe /", "COPY . /all/")) {
            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(() -> scene.build(scene.dockerfile("FROM scratch", copy)))
                    .withMessageContaining("the named pipe pipe is among the files to copy");
        }
        assertThat(scene.build(scene.dockerfile("FROM scratch", "COPY a /")).brief())
                .hasSize(1);
    }

    @Test
    void aSocketIsPassedOver() throws IOException {
        scene.file("f", "x");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(scene.module.resolve("s")));

            assertThat(scene.build(scene.dockerfile("FROM scratch", "COPY . /")).brief())
                    .containsExactly("/f file 0644 0:0");
        }
    }

    @Test
    void aDirectoryThatCannotBeListedIsNamed() {
        FileTree tree = ContextTree.of(home.resolve("gone"), IgnoreRules.none(), Set.of(), scene.cache);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> tree.find("x"))
                .withMessageStartingWith(home.resolve("gone") + " cannot be read: ")
                .satisfies(e -> assertThat(e.advice()).contains(".dockerignore"));
    }

    @Test
    void aDirectoryWithoutPermissionIsNamed() throws IOException {
        scene.file("d/x", "x").mode("d", 0);
        try {
            Assumptions.assumeFalse(Files.isReadable(scene.module.resolve("d")), "root may read everything");
            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(() -> tree().find("d/x"))
                    .withMessage(scene.module.resolve("d") + " cannot be read: access is denied");
        } finally {
            scene.mode("d", 0755);
        }
    }

    @Test
    void whereFilesHaveNoModesEverythingMayBeExecuted() throws IOException {
        try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
            Path context = Files.createDirectories(windows.getPath("C:\\context\\d"));
            Files.writeString(context.resolve("f"), "x");
            Files.createSymbolicLink(context.resolve("l"), windows.getPath("..\\d\\f"));
            FileTree tree = ContextTree.of(context.getParent(), IgnoreRules.none(), Set.of(), scene.cache);

            assertThat(Nodes.paths(tree)).isEqualTo(List.of("d/", "d/f", "d/l -> ../d/f"));
            assertThat(tree.find("d/f").orElseThrow().mode()).isEqualTo(0755);
        }
    }

    @Test
    void whatPackagingMakesIsNotThere() throws IOException {
        Files.createDirectories(scene.module.resolve("target/imagepack/images"));
        Files.writeString(scene.module.resolve("target/app.jar"), "jar");
        Path made = scene.module.resolve("target/imagepack");
        FileTree tree = ContextTree.of(scene.module, IgnoreRules.none(), Set.of(made), scene.cache);
        assertThat(tree.find("target/app.jar")).isPresent();
        assertThat(tree.find("target/imagepack")).isEmpty();
        Files.delete(scene.module.resolve("target/app.jar"));
        assertThat(ContextTree.of(scene.module, IgnoreRules.none(), Set.of(made), scene.cache)
                        .find("target"))
                .as("a directory that holds nothing else")
                .isEmpty();
    }
}
